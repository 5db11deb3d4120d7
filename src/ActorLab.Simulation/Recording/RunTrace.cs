using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Trace;

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

    public ulong Digest => _digest.Value;

    public static string NameOf(WaitKind kind) => s_waitNames[(int)kind];

    /// <summary>The name of the message's type: stable, and looked up once per type.</summary>
    public string TagOf(IMessage message)
    {
        Type type = message.GetType();
        if (type == _lastType) return _lastTag;
        if (!_tags.TryGetValue(type, out string? tag)) _tags.Add(type, tag = type.Name);
        _lastType = type;
        return _lastTag = tag;
    }

    public void Record(TraceKind kind, long now, ActorId actor, ActorId peer, string detail, long amount = 0)
    {
        var traceEvent = new TraceEvent(kind, new SimTime(now), actor, peer, detail, amount);
        _digest.Record(traceEvent);
        sink?.Record(traceEvent);
    }

    public void RecordDrop(long now, ActorId receiver, ActorId sender, DeadLetterReason reason) =>
        Record(TraceKind.Drop, now, receiver, sender, s_dropNames[(int)reason]);

    public void RecordStep(long now, ActorId actor, StepKind kind, long nanoseconds) =>
        Record(TraceKind.Step, now, actor, default, s_stepNames[(int)kind], nanoseconds);

    /// <summary>A wait that is over; one of no length did not happen.</summary>
    public void RecordWait(long now, ActorId actor, WaitKind kind, long nanoseconds)
    {
        if (nanoseconds > 0) Record(TraceKind.Wait, now, actor, default, s_waitNames[(int)kind], nanoseconds);
    }
}
