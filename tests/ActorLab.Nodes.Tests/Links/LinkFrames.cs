using ActorLab.Core.Plan;
using ActorLab.Nodes.Links;
using ActorLab.Wire;
using ActorLab.Wire.Frames;

namespace ActorLab.Nodes.Tests.Links;

internal static class LinkFrames
{
    public const ulong Digest = 0xABCDEF;

    public static Hello Hello(LinkSettings? settings = null) =>
        new(0, FrameCodec.ProtocolVersion, "0.1.0", "worker-1", 1, "run-1", Digest, new PlanOrigin("test", ReadOnlyMemory<byte>.Empty), 1, settings ?? LinkSettings.Default);

    public static NodeOp Op(long number, int bytes = 8) => new SendOp(new NodeActorId(1, number), null, new Payload(1, new byte[bytes]));

    public static long NumberOf(NodeOp op) => ((SendOp)op).Receiver.Number;

    public static SimTime At(long milliseconds) => new(milliseconds * 1_000_000);

    /// <summary>An open link at the side that started the node, at time 0, with nothing left to send.</summary>
    public static ReliableLink OpenLink(LinkOptions? options = null)
    {
        ReliableLink link = ReliableLink.Open(Hello(), options ?? LinkOptions.Default, At(0));
        link.OnFrame(new Welcome(0, FrameCodec.ProtocolVersion, Digest, 77), At(0));
        Assert.Equal(LinkState.Open, link.State);
        Assert.Empty(Outgoing(link, At(0)));
        return link;
    }

    public static List<NodeFrame> Outgoing(ReliableLink link, SimTime now)
    {
        var frames = new List<NodeFrame>();
        while (link.TryTakeOutgoing(now, out NodeFrame? frame)) frames.Add(frame);
        return frames;
    }

    public static List<long> Incoming(ReliableLink link)
    {
        var numbers = new List<long>();
        while (link.TryTakeIncoming(out NodeOp? op)) numbers.Add(NumberOf(op));
        return numbers;
    }
}
