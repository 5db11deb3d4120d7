namespace ActorLab.Core.Actors;

/// <summary>The address of an actor. Stays the same through restarts, and is never used again for another actor.</summary>
public abstract class ActorRef(ActorId id, string path)
{
    public ActorId Id { get; } = id;

    /// <summary>The names from the root to this actor, such as <c>root/workers/worker-3</c>.</summary>
    public string Path { get; } = path;

    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    public override string ToString() => Path;
}
