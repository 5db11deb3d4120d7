using ActorLab.Nodes.Links;
using ActorLab.Wire.Frames;

namespace ActorLab.Nodes.Tests.Links;

/// <summary>Whatever a channel does to the frames, the ops arrive in order and each once, and then there is peace.</summary>
public sealed class LossyLinkSpec
{
    private const ulong Seeds = 2_500;

    [Fact]
    public void All_ops_arrive_once_and_in_order_and_the_links_come_to_rest()
    {
        long lost = 0, duplicated = 0, overtaken = 0, retransmitted = 0, repeated = 0;
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            LossyChannel channel = Run(seed);
            lost += channel.Lost;
            duplicated += channel.Duplicated;
            overtaken += channel.Overtaken;
            retransmitted += channel.Opener.Retransmissions + channel.Answerer.Retransmissions;
            repeated += channel.Opener.RepeatedFrames + channel.Answerer.RepeatedFrames;
        }

        Assert.True(
            lost > 10_000 && duplicated > 10_000 && overtaken > 10_000 && retransmitted > 5_000 && repeated > 5_000,
            $"{lost} lost, {duplicated} duplicated, {overtaken} overtaken, {retransmitted} sent again, {repeated} repeats dropped");
    }

    private static LossyChannel Run(ulong seed)
    {
        var random = new RandomStream(StableHash.Mix(seed));
        var settings = new LinkSettings(SimDuration.FromMilliseconds(250), SimDuration.FromSeconds(60), (int)random.NextInt64(1, 20));
        var options = new LinkOptions { JoinTimeout = SimDuration.FromSeconds(600), BatchBytes = (int)random.NextInt64(1, 1_000), WindowBytes = (int)random.NextInt64(1, 5_000) };
        var delay = SimDuration.FromMilliseconds(random.NextInt64(1, 300));
        var channel = new LossyChannel(seed, random.NextDouble() * 0.4, random.NextDouble() * 0.4, delay, settings, options);
        ReliableLink[] links = [channel.Opener, channel.Answerer];
        int[] count = [(int)random.NextInt64(0, 80), (int)random.NextInt64(0, 80)];
        int[] given = [0, 0];
        for (int steps = 0; ; steps++)
        {
            int side = (int)random.NextInt64(0, 1);
            for (long more = random.NextInt64(-4, 8); more > 0 && given[side] < count[side]; more--) links[side].Enqueue(LinkFrames.Op(given[side]++, (int)random.NextInt64(0, 300)));
            if (random.NextInt64(0, 2) == 0 || given[side] == count[side]) links[side].Flush();
            channel.Step();
            Assert.True(links[0].State != LinkState.Broken && links[1].State != LinkState.Broken, $"seed {seed}: {links[0].Failure} {links[1].Failure}");
            if (given[0] == count[0] && given[1] == count[1] && links[0].PendingOps + links[1].PendingOps == 0 && links[0].State == LinkState.Open && links[1].State == LinkState.Open) break;
            Assert.True(steps < 100_000, $"seed {seed}: no rest; {links[0].PendingOps} and {links[1].PendingOps} ops are left");
        }

        for (int side = 0; side < 2; side++)
        {
            Assert.True(
                channel.ReceivedBy(1 - side).Select(LinkFrames.NumberOf).SequenceEqual(Enumerable.Range(0, count[side]).Select(i => (long)i)),
                $"seed {seed}: side {1 - side} got {string.Join(' ', channel.ReceivedBy(1 - side).Select(LinkFrames.NumberOf))}");
        }

        AssertRest(channel, seed);
        return channel;
    }

    /// <summary>What still flies arrives, heartbeats come and go, and nothing else is sent.</summary>
    private static void AssertRest(LossyChannel channel, ulong seed)
    {
        long dataFrames = channel.DataFrames;
        int received = channel.ReceivedBy(0).Count + channel.ReceivedBy(1).Count;
        SimTime until = channel.Now + SimDuration.FromSeconds(5);
        while (channel.Now < until) channel.Step();
        Assert.True(channel.DataFrames == dataFrames && channel.ReceivedBy(0).Count + channel.ReceivedBy(1).Count == received, $"seed {seed}: data after the rest");
    }
}
