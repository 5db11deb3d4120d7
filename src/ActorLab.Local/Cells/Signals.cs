using ActorLab.Local.Hosting;

namespace ActorLab.Local.Cells;

/// <summary>In the order of the messages: stop once all before it is handled.</summary>
internal sealed record StopSignal : IMessage
{
    public static readonly EngineMessage Wrapped = new(new StopSignal());
}

/// <summary>Ahead of all messages: a child has terminated, and if it failed and its failure is the parent's, with what. One
/// signal, so that the parent cannot have renewed itself between the two and take an old child's failure for a new
/// one's.</summary>
internal sealed record ChildGone(WatchableRef Child, Exception? Escalated) : IHostSignal;

/// <summary>Ahead of all messages: an asynchronous body has ended.</summary>
internal sealed record BodyEnded(IMessage Result) : IHostSignal;

/// <summary>The result of a body that a life of the actor asked for: its next message.</summary>
internal sealed record BodyResult(IMessage Result, int Life) : IHostSignal;

/// <summary>The first of all.</summary>
internal sealed record BeginLife : IHostSignal
{
    public static readonly BeginLife Instance = new();
}

/// <summary>A fresh instance is due.</summary>
internal sealed record RenewalDue : IHostSignal
{
    public static readonly RenewalDue Instance = new();
}
