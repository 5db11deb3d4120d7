using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Trace;
using ActorLab.Simulation.Cells;
using ActorLab.Simulation.Dispatchers;

namespace ActorLab.Simulation.Recording;

/// <summary>Passes what happens to the digest of the run, and to a trace if somebody wants one.</summary>
internal sealed class RunTrace(ITraceSink? sink)
{
    private static readonly string[] s_stepNames = Enum.GetNames<StepKind>();
    private static readonly string[] s_waitNames = Enum.GetNames<WaitKind>();
    private static readonly string[] s_dropNames = Enum.GetNames<DeadLetterReason>();

    private readonly TraceDigest _digest = new();
    private readonly Dictionary<Type, string> _tags = [];
    private Type? _lastType;
    private string _lastTag = "";
    private TracePlace? _place;

    public ulong Digest => _digest.Value;

    /// <summary>Somebody wants the events.</summary>
    public bool IsOn => sink is not null;

    /// <summary>The thread that the loop stands for just now; null where it is none, and where nobody wants to know.</summary>
    public TracePlace? Place
    {
        get => _place;
        set
        {
            if (sink is not null) _place = value;
        }
    }

    public static string NameOf(WaitKind kind) => s_waitNames[(int)kind];

    /// <summary>The name of the message's type: stable, and looked up once per type.</summary>
    public string TagOf(object message)
    {
        Type type = message.GetType();
        if (type == _lastType) return _lastTag;
        if (!_tags.TryGetValue(type, out string? tag)) _tags.Add(type, tag = type.Name);
        _lastType = type;
        return _lastTag = tag;
    }

    public void Record(TraceKind kind, long now, ActorId actor, ActorId peer, string detail, long turn = 0) =>
        Record(new TraceEvent(kind, new SimTime(now), actor, peer, detail, 0) { Turn = turn, Place = Place });

    /// <param name="now">When.</param>
    /// <param name="sender">Who.</param>
    /// <param name="receiver">To whom.</param>
    /// <param name="message">What.</param>
    /// <param name="number">Of the message among the sender's.</param>
    /// <param name="turn">Of the sender, in which it asked for it.</param>
    public void RecordSend(long now, SimulatedActor sender, ActorId receiver, IMessage message, long number, long turn)
    {
        // Sends and turns are most of what happens; without a trace they cost the digest alone.
        string tag = TagOf(message);
        _digest.Record(TraceKind.Send, new SimTime(now), sender.Id, receiver, tag, 0);
        if (sink is not null) PassSend(now, sender, receiver, message, number, turn);
    }

    public void RecordReceive(long now, SimulatedActor receiver, SimulatedActor sender, IMessage message, long number, long nanoseconds) =>
        Record(new TraceEvent(TraceKind.Receive, new SimTime(now), receiver.Id, sender.Id, TagOf(message), nanoseconds)
        {
            Turn = receiver.LastTurn + 1,
            Message = number,
            Item = ItemOf(message),
            Place = Place,
        });

    public void RecordTurn(long now, SimulatedActor actor, ActorId peer, object message, long number)
    {
        _digest.Record(TraceKind.Turn, new SimTime(now), actor.Id, number == 0 ? default : peer, TagOf(message), 0);
        if (sink is not null) PassTurn(now, actor, peer, message, number);
    }

    public void RecordDrop(long now, SimulatedActor receiver, SimulatedActor? sender, DeadLetterReason reason, object message, long number, long turn) =>
        Record(new TraceEvent(TraceKind.Drop, new SimTime(now), receiver.Id, sender?.Id ?? default, s_dropNames[(int)reason], 0)
        {
            Turn = turn,
            Message = number,
            Item = ItemOf(message),
            Place = Place,
        });

    public void RecordStep(long now, SimulatedActor actor, StepKind kind, long nanoseconds) =>
        Record(new TraceEvent(TraceKind.Step, new SimTime(now), actor.Id, default, s_stepNames[(int)kind], nanoseconds) { Turn = actor.TracedTurn, Item = actor.TracedItem, Place = Place });

    /// <summary>A wait that is over; one of no length did not happen.</summary>
    public void RecordWait(long now, SimulatedActor actor, WaitKind kind, long nanoseconds, TracePlace? place)
    {
        if (nanoseconds <= 0) return;
        Record(new TraceEvent(TraceKind.Wait, new SimTime(now), actor.Id, default, s_waitNames[(int)kind], nanoseconds) { Turn = actor.TracedTurn, Item = actor.TracedItem, Place = place });
    }

    public static long ItemOf(object message) => message is IItemMessage about ? about.Item : 0;

    private void PassSend(long now, SimulatedActor sender, ActorId receiver, IMessage message, long number, long turn) =>
        sink!.Record(new TraceEvent(TraceKind.Send, new SimTime(now), sender.Id, receiver, TagOf(message), 0) { Turn = turn, Message = number, Item = ItemOf(message), Place = Place });

    private void PassTurn(long now, SimulatedActor actor, ActorId peer, object message, long number) =>
        sink!.Record(new TraceEvent(TraceKind.Turn, new SimTime(now), actor.Id, peer, TagOf(message), 0)
        {
            Turn = actor.LastTurn,
            Message = number,
            Item = actor.ItemOf(message, number),
            Place = Place,
        });

    private void Record(in TraceEvent traceEvent)
    {
        _digest.Record(traceEvent);
        sink?.Record(traceEvent);
    }
}
