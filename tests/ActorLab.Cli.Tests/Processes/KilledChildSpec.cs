using System.Collections.Concurrent;
using Xunit.Abstractions;

namespace ActorLab.Cli.Tests.Processes;

[Collection(ProcessFaults.Name)]
public sealed class KilledChildSpec(ITestOutputHelper output)
{
    private const int RunsAtOnce = 4;
    private const int Lines = 400;
    private const int Workers = 3;

    /// <summary>A run has about 230 pieces: the kill comes between the joining of the first child and two thirds of the work, so that it comes before the end.</summary>
    private const int LastMoment = 150;

    [Fact]
    public Task A_child_killed_at_any_moment_costs_no_line_and_doubles_none() => KillOneInEachAsync(runs: 8);

    [Fact]
    [Trait("Length", "long")]
    public Task A_child_killed_at_any_of_a_hundred_moments_costs_no_line_and_doubles_none() => KillOneInEachAsync(runs: 100);

    private async Task KillOneInEachAsync(int runs)
    {
        var hits = new ConcurrentDictionary<ulong, int>();
        await Parallel.ForEachAsync(
            Enumerable.Range(1, runs).Select(i => (ulong)i),
            new ParallelOptions { MaxDegreeOfParallelism = RunsAtOnce },
            async (seed, _) => hits[seed] = await RunWithAKill(seed));
        int hit = hits.Values.Count(lost => lost > 0);
        output.WriteLine($"{hit} of {hits.Count} runs lost a worker");
        Assert.Equal(runs, hits.Count);
        Assert.InRange(hit, runs * 4 / 5, runs);
    }

    /// <returns>How many workers were lost before the end.</returns>
    private async Task<int> RunWithAKill(ulong seed)
    {
        var random = new RandomStream(seed);
        long moment = random.NextInt64(1, LastMoment);
        long choice = random.NextInt64(0, 1_000_000);
        long seen = 0;
        FleetChild? killed = null;
        var fleet = new NodeFleet((started, piece) =>
        {
            seen = piece;
            if (piece != moment) return;
            killed = started.Children[(int)(choice % started.Children.Count)];
            killed.Kill();
        });
        ProcessRun run = await ProcessRuns.RunAsync(fleet, Lines, Workers, seed);
        ProcessRuns.AssertHolds(run, fleet, Lines);
        if (killed is not null) Assert.Equal(9, (await killed.Process.Exited).Signal);
        output.WriteLine($"seed {seed}: kill at {moment} of about {seen}, {string.Join("; ", run.Losses)}");
        return killed is not null && run.Losses.Length > 0 ? run.Report.LostWorkers.Length : 0;
    }
}
