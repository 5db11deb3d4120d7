namespace ActorLab.Benchmarks;

/// <summary>The workloads, at full size or at a toy size that only shows that they still work.</summary>
internal static class Suite
{
    public static readonly string[] Names = ["ping-pong", "counting", "thread-ring", "phold", "single-server", "hocon-parse", "line-copy", "node-messages", "tracing", "order-verifier", "pipeline-stages", "pipeline-memory", "journal", "virtual-time"];

    /// <summary>Runs only where it is told of a broker.</summary>
    public const string OverBroker = "broker-messages";

    /// <inheritdoc cref="OverBroker"/>
    public const string WorkOverBroker = "broker-work";

    public static IReadOnlyList<Comparison> Messages(bool toy)
    {
        long n = toy ? 2_000 : 1;
        return
        [
            new("ping-pong, 1 pair, 1 in flight", () => PingPong.Actors(1, 1, toy ? n : 10_000_000), "Channel", () => PingPong.Channels(1, 1, toy ? n : 2_000_000), 60),
            new("ping-pong, 8 pairs, 100 in flight", () => PingPong.Actors(8, 100, toy ? n : 4_000_000), "Channel", () => PingPong.Channels(8, 100, toy ? n : 1_000_000), 150),
            new("counting, 10 M references to one actor", () => Counting.Actors(toy ? n : 10_000_000), "Channel", () => Counting.Channel(toy ? n : 10_000_000), 60),
            Phold(1_024, 1, toy, 25),
            Phold(1_024, 16, toy, 25),
            Phold(16_384, 1, toy, 25),
            Phold(16_384, 16, toy, 18),
            Phold(65_536, 16, toy, 12),
            new("single-server, M/M/1, 80 % busy", () => SingleServer.Actors(toy ? n : 2_000_000), "PriorityQueue", () => SingleServer.Queue(toy ? n : 2_000_000), 4),
            new("thread-ring, 100 actors, 3 M hops", () => ThreadRing.Actors(100, toy ? n : 3_000_000), "Channel", () => ThreadRing.Channels(100, toy ? n : 1_000_000), 60),
            .. HoconParse.Comparisons(toy ? 20 : 20_000),
            .. PipelineStages.Comparisons(toy),
        ];
    }

    private static Comparison Phold(int processes, int eventsEach, bool toy, double goal)
    {
        var phold = new Phold(toy ? Math.Min(processes, 64) : processes, eventsEach, toy ? 2_000 : 5_000_000);
        return new Comparison($"phold, {processes:n0} × {eventsEach} events", () => phold.Actors(), "PriorityQueue", phold.Queue, goal);
    }
}
