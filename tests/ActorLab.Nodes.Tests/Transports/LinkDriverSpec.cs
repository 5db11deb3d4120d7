using ActorLab.Nodes.Links;
using ActorLab.Nodes.Tests.Links;
using ActorLab.Nodes.Transports;
using ActorLab.TestSupport;
using ActorLab.Wire;
using ActorLab.Wire.Frames;

namespace ActorLab.Nodes.Tests.Transports;

public sealed class LinkDriverSpec
{
    [Fact]
    public async Task Two_drivers_join_and_exchange_ops_over_pipes()
    {
        (PipeTransport near, PipeTransport far) = PipePair.Create("near", "far");
        await Exchange(near, far, LinkOptions.Default, 5_000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Two_drivers_exchange_the_same_ops_over_a_transport_that_loses_repeats_and_reorders(ulong seed)
    {
        (FaultyTransport near, FaultyTransport far) = FaultyTransport.CreatePair(new FaultRates(0.2, 0.2, 0, 5), seed);
        near.Drive(TimeSpan.FromMilliseconds(1));
        var options = new LinkOptions { RetransmitAfter = SimDuration.FromMilliseconds(20), HelloRepeat = SimDuration.FromMilliseconds(20), BatchBytes = 500 };
        await Exchange(near, far, options, 500);
        Assert.True(near.Lost > 10 && near.Repeated > 10 && near.Overtaken > 10, $"seed {seed}: {near.Lost} lost, {near.Repeated} repeated, {near.Overtaken} overtaken");
    }

    [Fact]
    public async Task A_channel_that_is_cut_is_noticed_as_silence_on_both_sides()
    {
        (FaultyTransport near, FaultyTransport far) = FaultyTransport.CreatePair(FaultRates.None, 1);
        near.Drive(TimeSpan.FromMilliseconds(1));
        var settings = new LinkSettings(SimDuration.FromMilliseconds(10), SimDuration.FromMilliseconds(200), 64);
        (RecordingOwner nearOwner, LinkDriver nearDriver, RecordingOwner farOwner, LinkDriver farDriver) = Connect(near, far, LinkOptions.Default, settings);
        await nearOwner.Opened;
        await farOwner.Opened;
        near.IsCut = true;
        var silent = new LinkFailure(LinkFailureKind.PeerSilent, "was silent for 200 ms");
        Assert.Equal(silent, await nearOwner.Broken);
        Assert.Equal(silent, await farOwner.Broken);
        nearDriver.Dispose();
        farDriver.Dispose();
    }

    [Fact]
    public async Task A_refused_node_learns_why()
    {
        (PipeTransport near, PipeTransport far) = PipePair.Create("near", "far");
        var nearOwner = new RecordingOwner();
        var farOwner = new RecordingOwner { Greet = (driver, hello) => driver.Refuse($"there is no experiment '{hello.Origin.Experiment}'") };
        using LinkDriver nearDriver = LinkDriver.Open(near, LinkFrames.Hello(), nearOwner, LinkOptions.Default);
        using LinkDriver farDriver = LinkDriver.Answer(far, farOwner, LinkOptions.Default);
        farOwner.Driver = farDriver;
        farDriver.Start();
        nearDriver.Start();
        Assert.Equal("refused to take part: there is no experiment 'test'", (await nearOwner.Broken).Reason);
        Assert.Equal("was refused: there is no experiment 'test'", (await farOwner.Broken).Reason);
    }

    [Fact]
    public async Task An_op_that_makes_no_sense_to_the_owner_breaks_the_link_and_what_follows_is_dropped()
    {
        (PipeTransport near, PipeTransport far) = PipePair.Create("near", "far");
        var nearOwner = new RecordingOwner();
        var farOwner = new RecordingOwner { Look = op => LinkFrames.NumberOf(op) < 3 ? op : throw new WireFormatException("no message has the tag 7") };
        using LinkDriver nearDriver = LinkDriver.Open(near, LinkFrames.Hello(), nearOwner, LinkOptions.Default);
        using LinkDriver farDriver = LinkDriver.Answer(far, farOwner, LinkOptions.Default);
        farOwner.Driver = farDriver;
        for (int i = 0; i < 10; i++) nearDriver.Enqueue(LinkFrames.Op(i));
        farDriver.Start();
        nearDriver.Start();
        Assert.Equal("sent what makes no sense: no message has the tag 7", (await farOwner.Broken).Reason);
        Assert.Equal([0L, 1, 2], (await farOwner.AllOps()).Select(LinkFrames.NumberOf));
    }

    [Fact]
    public async Task While_its_transport_stands_still_no_time_passes_for_a_link_and_nothing_leaves_it()
    {
        (FaultyTransport first, FaultyTransport second) = FaultyTransport.CreatePair(FaultRates.None, 1);
        first.Drive(TimeSpan.FromMilliseconds(1));
        StandingTransport near = new(first), far = new(second);
        var clock = new JumpingClock();
        RecordingOwner nearOwner = new(), farOwner = new();
        using LinkDriver nearLink = LinkDriver.Open(near, LinkFrames.Hello(), nearOwner, LinkOptions.Default, clock), farLink = LinkDriver.Answer(far, farOwner, LinkOptions.Default, clock);
        farOwner.Driver = farLink;
        farLink.Start();
        nearLink.Start();
        await nearOwner.Opened;
        near.Receiver.OnSuspended();
        far.Receiver.OnSuspended();
        Assert.True(nearLink.IsSuspended);
        long sent = near.Sent;
        clock.Jump(TimeSpan.FromHours(1));
        for (int i = 0; i < 100; i++) nearLink.Enqueue(LinkFrames.Op(i));
        nearLink.Flush();
        Assert.Equal(sent, near.Sent);
        near.Receiver.OnResumed();
        far.Receiver.OnResumed();
        for (int i = 0; i < 100; i++) Assert.Equal(LinkFrames.Op(i), await farOwner.NextOp());
        Assert.False(nearLink.IsSuspended || nearOwner.IsBroken || farOwner.IsBroken);
    }

    /// <summary>A transport that a test may let stand still.</summary>
    private sealed class StandingTransport(ITransport inner) : ITransport
    {
        private ITransportReceiver? _receiver;
        private long _sent;

        public ITransportReceiver Receiver => _receiver!;

        public long Sent => Interlocked.Read(ref _sent);

        public void Start(ITransportReceiver receiver)
        {
            _receiver = receiver;
            inner.Start(receiver);
        }

        public bool Send(ReadOnlyMemory<byte> bytes)
        {
            Interlocked.Increment(ref _sent);
            return inner.Send(bytes);
        }

        public void Dispose() => inner.Dispose();
    }

    private static async Task Exchange(ITransport near, ITransport far, LinkOptions options, int count)
    {
        (RecordingOwner nearOwner, LinkDriver nearDriver, RecordingOwner farOwner, LinkDriver farDriver) = Connect(near, far, options, LinkSettings.Default);
        for (int i = 0; i < count; i++)
        {
            nearDriver.Enqueue(LinkFrames.Op(i));
            farDriver.Enqueue(LinkFrames.Op(-1 - i + count));
        }

        Assert.Equal(4711, (await nearOwner.Opened).ProcessId);
        for (int i = 0; i < count; i++)
        {
            Assert.Equal(LinkFrames.Op(i), await farOwner.NextOp());
            Assert.Equal(LinkFrames.Op(-1 - i + count), await nearOwner.NextOp());
        }

        nearDriver.Dispose();
        Assert.Equal(new LinkFailure(LinkFailureKind.Closed, "closed its end"), await farOwner.Broken);
        Assert.Empty(await farOwner.AllOps());
        Assert.False(nearOwner.IsBroken);
        farDriver.Dispose();
    }

    private static (RecordingOwner NearOwner, LinkDriver Near, RecordingOwner FarOwner, LinkDriver Far) Connect(ITransport near, ITransport far, LinkOptions options, LinkSettings settings)
    {
        var nearOwner = new RecordingOwner();
        var farOwner = new RecordingOwner();
        LinkDriver nearDriver = LinkDriver.Open(near, LinkFrames.Hello(settings), nearOwner, options);
        LinkDriver farDriver = LinkDriver.Answer(far, farOwner, options);
        farOwner.Driver = farDriver;
        farDriver.Start();
        nearDriver.Start();
        return (nearOwner, nearDriver, farOwner, farDriver);
    }
}
