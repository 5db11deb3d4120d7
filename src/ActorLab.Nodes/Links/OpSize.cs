using ActorLab.Wire.Frames;

namespace ActorLab.Nodes.Links;

/// <summary>What an op takes on the wire, never less than it really does: nobody encodes an op only to see whether it still fits.</summary>
internal static class OpSize
{
    private const int Numbers = 96;
    private const int BytesPerCharacter = 3;

    public static int Of(NodeOp op) => Numbers + op switch
    {
        SendOp send => send.Message.Bytes.Length + Text(send.Sender?.Path),
        SpawnOp spawn => spawn.Arguments.Bytes.Length + Text(spawn.Path) + Text(spawn.Role) + Text(spawn.Parent.Path),
        WatchOp watch => Text(watch.Watcher.Path),
        EscalatedOp escalated => Text(escalated.Kind) + Text(escalated.Message),
        DeadLetterOp letter => letter.Message.Bytes.Length + Text(letter.Sender) + Text(letter.Receiver),
        TraceOp trace => trace.Chunk.Length,
        LeaveOp leave => (Core.Machine.StepCounts.KindCount * 16) + Text(leave.Reason),
        _ => 0,
    };

    private static int Text(string? text) => (text?.Length ?? 0) * BytesPerCharacter;
}
