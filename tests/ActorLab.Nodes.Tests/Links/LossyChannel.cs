using ActorLab.Nodes.Links;
using ActorLab.Wire;
using ActorLab.Wire.Frames;

namespace ActorLab.Nodes.Tests.Links;

/// <summary>Two links and a channel between them that loses, repeats and delays, all in virtual time; frames go through their bytes.</summary>
internal sealed class LossyChannel
{
    private readonly RandomStream _random;
    private readonly double _loss, _duplication;
    private readonly long _delayNs;
    private readonly PriorityQueue<(int To, byte[] Bytes), (long At, long Order)> _flying = new();
    private readonly ReliableLink[] _links = new ReliableLink[2];
    private readonly List<NodeOp>[] _received = [[], []];
    private readonly long[] _newest = [-1, -1];
    private long _order;

    public LossyChannel(ulong seed, double loss, double duplication, SimDuration delay, LinkSettings settings, LinkOptions options)
    {
        _random = new RandomStream(seed);
        (_loss, _duplication, _delayNs) = (loss, duplication, delay.Nanoseconds);
        _links[0] = ReliableLink.Open(LinkFrames.Hello(settings), options, Now);
        _links[1] = ReliableLink.Answer(options, Now);
    }

    public SimTime Now { get; private set; }

    public long Lost { get; private set; }

    public long Duplicated { get; private set; }

    public long Overtaken { get; private set; }

    public long DataFrames { get; private set; }

    public ReliableLink Opener => _links[0];

    public ReliableLink Answerer => _links[1];

    public IReadOnlyList<NodeOp> ReceivedBy(int side) => _received[side];

    /// <summary>The next thing happens: a frame arrives, or a deadline of one of the links.</summary>
    public void Step()
    {
        for (int side = 0; side < 2; side++) Settle(side);
        SimTime next = new(long.MaxValue);
        if (_flying.TryPeek(out _, out var first)) next = new SimTime(first.At);
        foreach (ReliableLink link in _links)
            if (link.NextDeadline is { } deadline && deadline < next) next = deadline;
        if (next > Now) Now = next;
        if (_flying.TryPeek(out var frame, out var key) && key.At <= Now.Nanoseconds)
        {
            _flying.Dequeue();
            if (key.Order < _newest[frame.To]) Overtaken++;
            _newest[frame.To] = Math.Max(_newest[frame.To], key.Order);
            _links[frame.To].OnFrame(FrameCodec.Decode(frame.Bytes.AsSpan(FrameCodec.LengthBytes)), Now);
        }

        foreach (ReliableLink link in _links) link.OnTick(Now);
        for (int side = 0; side < 2; side++) Settle(side);
    }

    private void Settle(int side)
    {
        ReliableLink link = _links[side];
        if (link.State == LinkState.Greeted) link.Accept(link.Hello!.PlanDigest, 1, Now);
        while (link.TryTakeIncoming(out NodeOp? op)) _received[side].Add(op);
        while (link.TryTakeOutgoing(Now, out NodeFrame? frame))
        {
            if (frame is Data) DataFrames++;
            Carry(1 - side, FrameCodec.Encode(frame));
        }
    }

    private void Carry(int to, byte[] bytes)
    {
        if (_random.NextDouble() < _loss)
        {
            Lost++;
            return;
        }

        int copies = _random.NextDouble() < _duplication ? 2 : 1;
        Duplicated += copies - 1;
        for (int i = 0; i < copies; i++) _flying.Enqueue((to, bytes), (Now.Nanoseconds + _random.NextInt64(0, _delayNs), _order++));
    }
}
