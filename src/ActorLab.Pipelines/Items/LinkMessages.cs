using ActorLab.Core.Actors;

namespace ActorLab.Pipelines.Items;

/// <summary>Nothing came of an item. It is passed on in its place where an order is restored further on, so that nobody waits for it.</summary>
internal sealed record Skipped(PipelineItem Item) : IItemMessage
{
    long IItemMessage.Item => Item.Origin;
}

/// <summary>First of all from a stage to each one that takes from it.</summary>
/// <param name="Port">Which of the receiver's inputs the sender is, from 0.</param>
internal sealed record Connect(int Port) : IMessage;

/// <summary>Back from a stage to one it takes from: items up to this count may be sent, in all. A lower count than a known one changes nothing.</summary>
internal sealed record Credit(long UpTo) : IMessage;

/// <summary>No more will come from the sender.</summary>
internal sealed record EndOfStream : IMessage
{
    public static readonly EndOfStream Instance = new();
}

/// <summary>From where order is restored to where the items were numbered: all items up to this one have gone on.</summary>
internal sealed record Released(long UpTo) : IMessage;

/// <summary>To whoever restores an order: where the items are numbered.</summary>
internal sealed record ReportTo(IActorRef Start) : IMessage;

/// <summary>From the root: make no more items.</summary>
internal sealed record Halt : IMessage
{
    public static readonly Halt Instance = new();
}

/// <summary>From the root, answered with <see cref="Actors.StageFigures"/>.</summary>
internal sealed record Ask : IMessage
{
    public static readonly Ask Instance = new();
}
