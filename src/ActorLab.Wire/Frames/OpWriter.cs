using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using Google.Protobuf;
using Proto = ActorLab.Wire.V1;

namespace ActorLab.Wire.Frames;

/// <summary>Ops as the schema has them.</summary>
internal static class OpWriter
{
    public static Proto.Op ToProto(NodeOp op) => op switch
    {
        SendOp send => new Proto.Op { Send = Send(send) },
        SpawnOp spawn => new Proto.Op { Spawn = Spawn(spawn) },
        StopOp(var actor) => new Proto.Op { Stop = new Proto.Stop { Actor = Address(actor) } },
        WatchOp(var actor, var watcher) => new Proto.Op { Watch = new Proto.Watch { Actor = Address(actor), Watcher = Name(watcher) } },
        UnwatchOp(var actor, var watcher) => new Proto.Op { Unwatch = new Proto.Unwatch { Actor = Address(actor), Watcher = Address(watcher) } },
        TerminatedOp terminated => new Proto.Op { Terminated = Terminated(terminated) },
        EscalatedOp(var child, var parent, var kind, var message) =>
            new Proto.Op { Escalated = new Proto.Escalated { Child = Address(child), Parent = Address(parent), Kind = kind, Message = message } },
        DeadLetterOp letter => new Proto.Op { DeadLetter = DeadLetter(letter) },
        TraceOp(var chunk) => new Proto.Op { Trace = new Proto.Trace { Chunk = UnsafeByteOperations.UnsafeWrap(chunk) } },
        LeaveOp leave => new Proto.Op { Leave = Leave(leave) },
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "an op without a form in the schema"),
    };

    private static Proto.Send Send(SendOp op)
    {
        Invariant.Check(op.Message.Tag > 0, $"a message to {op.Receiver} has no tag");
        var send = new Proto.Send
        {
            ReceiverNode = (uint)op.Receiver.Node,
            ReceiverNumber = (ulong)op.Receiver.Number,
            Tag = op.Message.Tag,
            Payload = UnsafeByteOperations.UnsafeWrap(op.Message.Bytes),
            Number = (ulong)op.Number,
        };
        if (op.Sender is not { } sender) return send;
        send.HasSender = true;
        send.SenderNode = (uint)sender.Id.Node;
        send.SenderNumber = (ulong)sender.Id.Number;
        send.SenderPath = sender.Path;
        return send;
    }

    private static Proto.Spawn Spawn(SpawnOp op)
    {
        Invariant.Check(op.Arguments.Tag > 0, $"the arguments of {op.Path} have no tag");
        return new Proto.Spawn
        {
            Actor = Address(op.Actor),
            Parent = Name(op.Parent),
            Path = op.Path,
            Role = op.Role,
            Tag = op.Arguments.Tag,
            Arguments = UnsafeByteOperations.UnsafeWrap(op.Arguments.Bytes),
            Supervision = Supervision(op.Supervision),
        };
    }

    private static Proto.Supervision Supervision(SupervisionPolicy policy) => new()
    {
        Directive = WireEnums.ToProto(policy.Directive),
        MaxRestarts = (uint)Math.Max(0, policy.MaxRestarts),
        WindowNs = Nanoseconds(policy.Window),
    };

    private static ulong Nanoseconds(SimDuration duration) => (ulong)Math.Max(0, duration.Nanoseconds);

    private static Proto.Terminated Terminated(TerminatedOp op)
    {
        var terminated = new Proto.Terminated { Actor = Address(op.Actor), Reason = WireEnums.ToProto(op.Reason) };
        if (op.Watcher is { } watcher) terminated.Watcher = Address(watcher);
        return terminated;
    }

    private static Proto.DeadLetter DeadLetter(DeadLetterOp op) => new()
    {
        Reason = WireEnums.ToProto(op.Reason),
        Sender = op.Sender ?? "",
        Receiver = op.Receiver,
        Tag = op.Message.Tag,
        Payload = UnsafeByteOperations.UnsafeWrap(op.Message.Bytes),
    };

    private static Proto.Leave Leave(LeaveOp op)
    {
        var leave = new Proto.Leave
        {
            Reason = op.Reason,
            Counters = new Proto.Counters
            {
                Sends = (ulong)op.Counters.Sends,
                Turns = (ulong)op.Counters.Turns,
                DeadLetters = (ulong)op.Counters.DeadLetters,
                Spawned = (ulong)op.Counters.Spawned,
                Failures = (ulong)op.Counters.Failures,
                Restarts = (ulong)op.Counters.Restarts,
            },
        };
        foreach (StepKind kind in Enum.GetValues<StepKind>())
        {
            if (op.Steps[kind] > 0) leave.Steps.Add(new Proto.StepCount { Kind = WireEnums.ToProto(kind), Count = (ulong)op.Steps[kind] });
        }

        return leave;
    }

    private static Proto.ActorAddress Address(NodeActorId id) => new() { Node = (uint)id.Node, Number = (ulong)id.Number };

    private static Proto.ActorName Name(NodeActorName name) => new() { Node = (uint)name.Id.Node, Number = (ulong)name.Id.Number, Path = name.Path };
}
