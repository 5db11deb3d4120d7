namespace ActorLab.Benchmarks;

/// <summary>The workloads, at full size or at a toy size that only shows that they still work.</summary>
internal static class Suite
{
    public static readonly string[] Names = ["ping-pong", "counting", "thread-ring", "hocon-parse", "line-copy", "node-messages", "tracing", "order-verifier"];

    public static IReadOnlyList<Comparison> Messages(bool toy)
    {
        long n = toy ? 2_000 : 1;
        return
        [
            new("ping-pong, 1 pair, 1 in flight", () => PingPong.Actors(1, 1, toy ? n : 10_000_000), "Channel", () => PingPong.Channels(1, 1, toy ? n : 2_000_000), 60),
            new("ping-pong, 8 pairs, 100 in flight", () => PingPong.Actors(8, 100, toy ? n : 4_000_000), "Channel", () => PingPong.Channels(8, 100, toy ? n : 1_000_000), 150),
            new("counting, 10 M references to one actor", () => Counting.Actors(toy ? n : 10_000_000), "Channel", () => Counting.Channel(toy ? n : 10_000_000), 60),
            new("thread-ring, 100 actors, 3 M hops", () => ThreadRing.Actors(100, toy ? n : 3_000_000), "Channel", () => ThreadRing.Channels(100, toy ? n : 1_000_000), 60),
            .. HoconParse.Comparisons(toy ? 20 : 20_000),
        ];
    }
}
