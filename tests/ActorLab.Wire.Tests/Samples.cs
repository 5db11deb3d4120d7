using ActorLab.TestSupport;
using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;
using ActorLab.Core.Plan;
using ActorLab.Wire.Frames;

namespace ActorLab.Wire.Tests;

/// <summary>A message of a test's own, with a number and a message inside.</summary>
internal sealed record Note(long Number, IMessage? Inside = null) : IMessage;

/// <summary>A message without a codec.</summary>
internal sealed record Homebody : IMessage;

/// <summary>A message with every kind of field.</summary>
internal sealed record Fields(long Signed, ulong Unsigned, double Real, bool Flag, string Text, byte[] Bytes, IActorRef? Actor, IMessage? Inside) : IMessage;

internal sealed class TestRef(NodeActorName name) : TestActorRef(name.Id.Number, name.Path)
{
    public NodeActorName WireName { get; } = name;
}

internal sealed class TestReferences : IWireReferences
{
    public NodeActorName NameOf(IActorRef actor) => actor is TestRef known ? known.WireName : throw new NoWireFormException($"{actor} has no address");

    public IActorRef ActorOf(NodeActorName name) => new TestRef(name);
}

/// <summary>One of every frame, op and message, with all fields set.</summary>
internal static class Samples
{
    public const uint NoteTag = 100;
    public const uint FieldsTag = 101;

    public static readonly NodeActorId Worker = new(2, 17);
    public static readonly NodeActorName Coordinator = new(new NodeActorId(0, 3), "root/coordinator");
    public static readonly Payload SomePayload = new(NoteTag, new byte[] { 1, 2, 3 });
    public static readonly WorkItem Item = new(SequencePath.Of(41).Child(1, 3), new Note(7));
    public static readonly Lease Lease = new(41, 2);

    public static WireContext NewContext() => new(NewTable(), new TestReferences());

    public static WireTable NewTable() => CoreMessages.AddTo(new WireTable())
        .Add<Note>(NoteTag, Write, static r => new Note(r.Int64(), r.Message()))
        .Add<Fields>(FieldsTag, Write, static r => new Fields(r.Int64(), r.UInt64(), r.Double(), r.Boolean(), r.Text(), r.Bytes().ToArray(), r.Actor(), r.Message()));

    public static Dictionary<string, NodeOp> Ops() => new(StringComparer.Ordinal)
    {
        ["op-send"] = new SendOp(Worker, Coordinator, SomePayload),
        ["op-send-from-outside"] = new SendOp(Worker, null, SomePayload),
        ["op-send-of-a-traced-run"] = new SendOp(Worker, Coordinator, SomePayload) { Number = 12 },
        ["op-trace"] = new TraceOp(new byte[] { 1, 2, 3 }),
        ["op-spawn"] = new SpawnOp(Worker, Coordinator, "root/coordinator/worker-1", "worker", SomePayload, new SupervisionPolicy
        {
            Directive = SupervisionDirective.Stop,
            MaxRestarts = 4,
            Window = SimDuration.FromSeconds(5),
        }),
        ["op-stop"] = new StopOp(Worker),
        ["op-watch"] = new WatchOp(Worker, Coordinator),
        ["op-unwatch"] = new UnwatchOp(Worker, Coordinator.Id),
        ["op-terminated"] = new TerminatedOp(Worker, Coordinator.Id, DeadLetterReason.NodeLost),
        ["op-terminated-to-the-parent"] = new TerminatedOp(Worker, null, DeadLetterReason.ReceiverStopped),
        ["op-escalated"] = new EscalatedOp(Worker, Coordinator.Id, "IOException", "the disk is gone"),
        ["op-dead-letter"] = new DeadLetterOp(DeadLetterReason.ReceiverStopped, "root/a", "root/b", SomePayload),
        ["op-leave"] = new LeaveOp("the run is over", Steps(kind => ((int)kind * 10) + 1), new RunCounters(6, 5, 4, 3, 2, 1)),
    };

    public static Dictionary<string, NodeFrame> Frames()
    {
        var frames = new Dictionary<string, NodeFrame>(StringComparer.Ordinal)
        {
            ["frame-hello"] = new Hello(1, FrameCodec.ProtocolVersion, "0.1.0", "worker-2", 2, "run-7", 0x1122334455667788, new PlanOrigin("line-copy", new byte[] { 9, 8, 7 }), 42, LinkSettings.Default),
            ["frame-hello-of-a-traced-run"] = new Hello(1, FrameCodec.ProtocolVersion, "0.1.0", "worker-2", 2, "run-7", 0x1122334455667788, new PlanOrigin("line-copy", new byte[] { 9, 8, 7 }), 42, LinkSettings.Default) { Traced = true },
            ["frame-hello-with-settings-of-akka"] = new Hello(
                1, FrameCodec.ProtocolVersion, "0.1.0", "worker-2", 2, "run-7", 0x1122334455667788,
                new PlanOrigin("line-copy", new byte[] { 9, 8, 7 }) { Akka = "akka.actor.default-dispatcher.throughput = 5" }, 42,
                LinkSettings.Default) { LogLevel = LogLevel.Info },
            ["frame-welcome"] = new Welcome(1, FrameCodec.ProtocolVersion, 0x1122334455667788, 4711),
            ["frame-refused"] = new Refused(1, "the plan is another one"),
            ["frame-data"] = new Data(1, 5, 4, [new StopOp(Worker), new SendOp(Worker, null, SomePayload)]),
            ["frame-ack"] = new Ack(1, 5),
            ["frame-heartbeat"] = new Heartbeat(1, new SimTime(1_500_000_000), 5),
        };
        foreach ((string name, NodeOp op) in Ops()) frames.Add(name, new Data(0, 1, 0, [op]));
        return frames;
    }

    public static Dictionary<string, IMessage> Messages() => new(StringComparer.Ordinal)
    {
        ["message-work-item"] = Item,
        ["message-work-item-without-payload"] = new WorkItem(SequencePath.Of(1), null),
        ["message-assigned"] = new Worker.Assigned(Lease, Item, LastAttempt: true),
        ["message-report"] = new Coordinator.Report(40, 42),
        ["message-item-failed"] = new Coordinator.ItemFailed(Lease, Item, new RemoteFailureException("IOException", "the disk is gone")),
        ["message-completed"] = new Resequencer.Completed(Item.Path, new Note(8), Lease.Epoch),
        ["message-abandoned"] = new Resequencer.Abandoned(Item.Path, Lease.Epoch),
        ["message-lease-batch"] = new LeaseBatch([new Worker.Assigned(Lease, Item, LastAttempt: true), new Worker.Assigned(new Lease(42, 0), new WorkItem(SequencePath.Of(42), null), LastAttempt: false)], Suspect: true),
        ["message-attached"] = LeaseTap.Attached.Instance,
        ["message-leases-done"] = new LeaseTap.Done(7, [Lease, new Lease(42, 0)]),
        ["message-may-begin"] = new LeaseTap.MayBegin(Lease),
        ["message-noted"] = new LeaseFeeder.Noted(7),
        ["message-answer"] = new LeaseFeeder.Answer(Lease, Begin: true),
        ["message-note"] = new Note(-300, new Note(300)),
        ["message-fields"] = new Fields(long.MinValue, ulong.MaxValue, -0.1, true, "für λ", [1, 0, 255], new TestRef(Coordinator), new Note(1)),
    };

    public static StepCounts Steps(Func<StepKind, long> count) => new([.. Enum.GetValues<StepKind>().Select(count)]);

    /// <summary>Everything a message says, for comparing two of them.</summary>
    public static string Describe(IMessage? message) => message switch
    {
        null => "nothing",
        Coordinator.ItemFailed(var lease, var item, var cause) => $"{lease} {Describe(item)} {cause.GetType().Name} {cause.Message}",
        WorkItem item => $"{item.Path} {Describe(item.Payload)}",
        Worker.Assigned assigned => $"{assigned.Lease} {Describe(assigned.Item)} {assigned.LastAttempt}",
        LeaseBatch batch => $"{batch.Suspect} {string.Join(", ", batch.Leases.Select(Describe))}",
        LeaseTap.Done done => $"{done.Serial} {string.Join(", ", done.Leases)}",
        Fields f => $"{f.Signed} {f.Unsigned} {f.Real:R} {f.Flag} {f.Text} {Convert.ToHexString(f.Bytes)} {(f.Actor as TestRef)?.WireName} {Describe(f.Inside)}",
        _ => message.ToString()!,
    };

    private static void Write(Note note, FieldWriter writer)
    {
        writer.Int64(note.Number);
        writer.Message(note.Inside);
    }

    private static void Write(Fields fields, FieldWriter writer)
    {
        writer.Int64(fields.Signed);
        writer.UInt64(fields.Unsigned);
        writer.Double(fields.Real);
        writer.Boolean(fields.Flag);
        writer.Text(fields.Text);
        writer.Bytes(fields.Bytes);
        writer.Actor(fields.Actor);
        writer.Message(fields.Inside);
    }
}
