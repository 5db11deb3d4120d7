using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using Proto = ActorLab.Wire.V1;

namespace ActorLab.Wire.Frames;

/// <summary>Ops from the schema, with everything checked that the schema cannot say.</summary>
internal static class OpReader
{
    public static NodeOp FromProto(Proto.Op op) => op.BodyCase switch
    {
        Proto.Op.BodyOneofCase.Send => Send(op.Send),
        Proto.Op.BodyOneofCase.Spawn => Spawn(op.Spawn),
        Proto.Op.BodyOneofCase.Stop => new StopOp(Address(op.Stop.Actor, "the actor to stop")),
        Proto.Op.BodyOneofCase.Watch => new WatchOp(Address(op.Watch.Actor, "the actor to watch"), Name(op.Watch.Watcher, "the watcher")),
        Proto.Op.BodyOneofCase.Unwatch => new UnwatchOp(Address(op.Unwatch.Actor, "the actor watched"), Address(op.Unwatch.Watcher, "the watcher")),
        Proto.Op.BodyOneofCase.Terminated => Terminated(op.Terminated),
        Proto.Op.BodyOneofCase.Escalated => Escalated(op.Escalated),
        Proto.Op.BodyOneofCase.DeadLetter => DeadLetter(op.DeadLetter),
        Proto.Op.BodyOneofCase.Trace => new TraceOp(op.Trace.Chunk.Memory),
        Proto.Op.BodyOneofCase.Leave => Leave(op.Leave),
        _ => throw new WireFormatException("an op of an unknown kind"),
    };

    private static SendOp Send(Proto.Send send)
    {
        NodeActorName? sender = send.HasSender ? new NodeActorName(Id(send.SenderNode, send.SenderNumber), send.SenderPath) : null;
        return new SendOp(Id(send.ReceiverNode, send.ReceiverNumber), sender, new Payload(WireNumbers.Tag(send.Tag, "a message"), send.Payload.Memory))
        {
            Number = WireNumbers.Count(send.Number, "the number of a message"),
        };
    }

    private static SpawnOp Spawn(Proto.Spawn spawn) => new(
        Address(spawn.Actor, "the actor to spawn"),
        Name(spawn.Parent, "the parent"),
        Filled(spawn.Path, "the path of the actor to spawn"),
        spawn.Role,
        new Payload(WireNumbers.Tag(spawn.Tag, "the message with the arguments"), spawn.Arguments.Memory),
        Supervision(WireNumbers.Present(spawn.Supervision, "the supervision")));

    private static SupervisionPolicy Supervision(Proto.Supervision supervision) => new()
    {
        Directive = WireEnums.FromProto(supervision.Directive),
        MaxRestarts = WireNumbers.Index(supervision.MaxRestarts, "the number of restarts"),
        Window = WireNumbers.Duration(supervision.WindowNs, "the restart window"),
    };

    private static TerminatedOp Terminated(Proto.Terminated terminated) => new(
        Address(terminated.Actor, "the actor that terminated"),
        terminated.Watcher is { } watcher ? Address(watcher, "the watcher") : null,
        WireEnums.FromProto(terminated.Reason) is var reason and (DeadLetterReason.ReceiverStopped or DeadLetterReason.NodeLost)
            ? reason
            : throw new WireFormatException($"no actor terminates because of {terminated.Reason}"));

    private static EscalatedOp Escalated(Proto.Escalated escalated) =>
        new(Address(escalated.Child, "the child"), Address(escalated.Parent, "the parent"), escalated.Kind, escalated.Message);

    private static DeadLetterOp DeadLetter(Proto.DeadLetter letter) => new(
        WireEnums.FromProto(letter.Reason),
        letter.Sender.Length > 0 ? letter.Sender : null,
        letter.Receiver,
        new Payload(letter.Tag, letter.Payload.Memory));

    private static LeaveOp Leave(Proto.Leave leave)
    {
        long[] steps = new long[StepCounts.KindCount];
        foreach (Proto.StepCount step in leave.Steps)
        {
            ref long count = ref steps[(int)WireEnums.FromProto(step.Kind)];
            if (count != 0 || step.Count == 0) throw new WireFormatException($"the count of {step.Kind} steps is given twice or is 0");
            count = WireNumbers.Count(step.Count, "a count of steps");
        }

        Proto.Counters counters = WireNumbers.Present(leave.Counters, "the counters");
        return new LeaveOp(leave.Reason, new StepCounts(steps), new RunCounters(
            WireNumbers.Count(counters.Sends, "the count of sends"),
            WireNumbers.Count(counters.Turns, "the count of turns"),
            WireNumbers.Count(counters.DeadLetters, "the count of dead letters"),
            WireNumbers.Count(counters.Spawned, "the count of spawns"),
            WireNumbers.Count(counters.Failures, "the count of failures"),
            WireNumbers.Count(counters.Restarts, "the count of restarts")));
    }

    private static NodeActorId Address(Proto.ActorAddress? address, string what)
    {
        Proto.ActorAddress present = WireNumbers.Present(address, what);
        return Id(present.Node, present.Number);
    }

    private static NodeActorName Name(Proto.ActorName? name, string what)
    {
        Proto.ActorName present = WireNumbers.Present(name, what);
        return new NodeActorName(Id(present.Node, present.Number), present.Path);
    }

    private static NodeActorId Id(uint node, ulong number) => new(WireNumbers.Index(node, "a node's index"), WireNumbers.Count(number, "an actor's number"));

    private static string Filled(string text, string what) => text.Length > 0 ? text : throw new WireFormatException($"{what} is empty");
}
