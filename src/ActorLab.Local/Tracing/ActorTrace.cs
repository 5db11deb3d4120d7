using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Trace;
using ActorLab.Local.Seats;

namespace ActorLab.Local.Tracing;

/// <summary>What a traced run notes of one actor: the numbers of its turns and messages, and what it and its bodies wait for.</summary>
/// <remarks>Belongs to the thread that runs the actor, as the actor's other fields do. The steps of an asynchronous body only read what was noted before it began.</remarks>
/// <param name="trace">Of the run.</param>
/// <param name="actor">Which.</param>
/// <param name="parent">Its parent; the default for the root.</param>
/// <param name="ownThread">True when a thread is started for it alone.</param>
internal sealed class ActorTrace(LocalTrace trace, ActorId actor, ActorId parent, bool ownThread)
{
    private static readonly string[] s_stepNames = Enum.GetNames<StepKind>();
    private static readonly string[] s_waitNames = Enum.GetNames<WaitKind>();

    private long _lastMessage;
    private long _scheduledAt;
    private object? _current;
    private ActorId _peer;
    private long _number;
    private long _item;
    private long _turnStart;
    private bool _inBody;
    private long _bodyTurn;
    private long _bodyItem;

    /// <summary>In nanoseconds.</summary>
    public long Now => trace.Now;

    public RunClock Clock => trace.Clock;

    /// <summary>The number of its last turn, counted on through restarts.</summary>
    public long LastTurn { get; private set; }

    /// <summary>The turn that what happens between turns belongs to: the one that asked for the body, or else the one that comes next.</summary>
    private long TurnInReach => _inBody ? _bodyTurn : LastTurn + 1;

    public SendMark NextMessage() => new(++_lastMessage, LastTurn);

    /// <summary>What is known of the message in hand; of any other one, the turn alone.</summary>
    public SendMark MarkOf(object message) => new(ReferenceEquals(message, _current) ? _number : 0, LastTurn);

    /// <summary>It waits for a thread from now on.</summary>
    public void Scheduled() => _scheduledAt = trace.Now;

    /// <summary>It has a thread.</summary>
    public void Running() => Waited(ownThread && LastTurn == 0 ? WaitKind.StartUp : WaitKind.Queue, _scheduledAt, trace.Now);

    /// <param name="about">What the turn is about.</param>
    /// <param name="sender">The actor that sent it; null for none.</param>
    /// <param name="number">Of the message among those of the sender, from 1; 0 for none.</param>
    public void BeginTurn(object about, ActorId? sender, long number)
    {
        bool isResult = sender is null && number == 0 && about is BodyCompleted or BodyFailed;
        LastTurn++;
        _inBody = false;
        _current = about;
        _number = number;
        _peer = sender ?? CauseOf(about);
        _item = isResult ? _bodyItem : about is IMessage message ? LocalTrace.ItemOf(message) : 0;
        _turnStart = trace.Now;
    }

    public void EndTurn()
    {
        long now = trace.Now;
        trace.Record(new TraceEvent(TraceKind.Turn, new SimTime(now), actor, _peer, _current!.GetType().Name, now - _turnStart) { Turn = LastTurn, Message = _number, Item = _item });
    }

    /// <summary>A body that is not given an item by its message works on that of the turn.</summary>
    public void BeginBody(IMessage given)
    {
        long item = LocalTrace.ItemOf(given);
        _inBody = true;
        _bodyTurn = LastTurn;
        _bodyItem = item != 0 ? item : _item;
    }

    public void Sent(ActorId receiver, IMessage message, SendMark mark) =>
        trace.Record(new TraceEvent(TraceKind.Send, new SimTime(trace.Now), actor, receiver, message.GetType().Name, 0) { Turn = mark.Turn, Message = mark.Number, Item = LocalTrace.ItemOf(message) });

    public void Failed(Exception failure) => trace.Record(TraceKind.Fault, actor, default, failure.GetType().Name, LastTurn);

    public void Restarting(Exception cause) => trace.Record(TraceKind.Restart, actor, default, cause.GetType().Name, LastTurn);

    public void Stopped() => trace.Record(TraceKind.Stop, actor, parent, "");

    /// <summary>A step of its body that ends now.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="start">In nanoseconds.</param>
    public void Stepped(StepKind kind, long start)
    {
        long now = trace.Now;
        trace.Record(new TraceEvent(TraceKind.Step, new SimTime(now), actor, default, s_stepNames[(int)kind], now - start) { Turn = _bodyTurn, Item = _bodyItem });
    }

    /// <summary>A wait that is over; one of no length did not happen.</summary>
    /// <param name="kind">For what.</param>
    /// <param name="start">In nanoseconds.</param>
    /// <param name="end">In nanoseconds.</param>
    public void Waited(WaitKind kind, long start, long end)
    {
        if (end <= start) return;
        trace.Record(new TraceEvent(TraceKind.Wait, new SimTime(end), actor, default, s_waitNames[(int)kind], end - start) { Turn = TurnInReach, Item = _inBody ? _bodyItem : 0 });
    }

    /// <summary>A wait of an asynchronous body, which then waited for a thread until now.</summary>
    public void WaitedElsewhere(WaitKind kind, long start, long end)
    {
        Waited(kind, start, end);
        Waited(WaitKind.Queue, Math.Max(start, end), trace.Now);
    }

    /// <summary>Who is behind a message of the engine.</summary>
    private ActorId CauseOf(object message) => message switch
    {
        BodyCompleted or BodyFailed => actor,
        Started => parent,
        Akka.Actor.Terminated terminated => LocalSeat.IdentityOf(terminated.ActorRef)?.Id ?? default,
        _ => default,
    };
}
