using ActorLab.Core.Actors;

namespace ActorLab.Core.Model;

/// <summary>One piece of work: its place in the stream and what the body is given besides that.</summary>
/// <param name="Path">Where it stands; an item fresh from a source has no parent.</param>
/// <param name="Payload">Null where the place says it all.</param>
public sealed record WorkItem(SequencePath Path, IMessage? Payload) : IItemMessage
{
    long IItemMessage.Item => Path.Root.Value;
}
