using ActorLab.Local.Mailboxes;

namespace ActorLab.Local.Cells;

/// <summary>In the order of the messages: stop once all before it is handled.</summary>
internal sealed record StopSignal : IMessage
{
    public static readonly EngineMessage Wrapped = new(new StopSignal());
}

/// <summary>Ahead of all messages: somebody asked for a stop, so do not sit out a back-off.</summary>
internal sealed record StopRequested : IMessage
{
    public static readonly StopRequested Instance = new();
}

/// <summary>Ahead of all messages: a child has terminated, and if it failed and its failure is the parent's, with what. One signal, so that the parent
/// cannot have renewed itself between the two and take an old child's failure for a new one's.</summary>
internal sealed record ChildGone(WatchableRef Child, Exception? Escalated) : IMessage;

/// <summary>Ahead of all messages: the back-off before a restart has passed.</summary>
internal sealed record BackOffPassed : IMessage
{
    public static readonly BackOffPassed Instance = new();
}

/// <summary>Ahead of all messages: an asynchronous body has ended.</summary>
internal sealed record BodyEnded(IMessage Result) : IMessage;
