using System.Collections.Immutable;
using System.Diagnostics;
using ActorLab.Cluster.Engine;
using ActorLab.Cluster.Tests.Engine;
using ActorLab.Core.Report;
using Xunit.Abstractions;

namespace ActorLab.Cluster.Tests.Faults;

/// <summary>The broker goes, with the queue in which the work is, and comes back.</summary>
[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class QueuedBrokerLossSpec(OwnBroker own, ITestOutputHelper output) : IClassFixture<OwnBroker>
{
    private const int Lines = 10_000;

    /// <summary>A busy machine may be too slow for an early kill.</summary>
    private const int MostTries = 5;

    [Fact]
    [Trait("Length", "long")]
    public async Task A_broker_killed_before_it_has_noted_the_queue_costs_the_run_over_it_nothing_but_time()
    {
        for (int i = 1; i <= MostTries; i++)
        {
            // Such a broker has forgotten the queue, or begins an empty one of its name.
            if (!await RunAsync(isTime: static _ => true)) return;
        }

        Assert.Fail($"in none of {MostTries} runs was the broker killed before it had noted the queue");
    }

    [Fact]
    public async Task A_broker_killed_after_it_has_noted_the_queue_costs_the_run_over_it_nothing_but_time() =>
        Assert.True(await RunAsync(isTime: static noted => noted));

    /// <summary>A run in which the broker is killed as soon as it is time, and started again.</summary>
    /// <returns>Whether it had noted the queue before.</returns>
    private async Task<bool> RunAsync(Func<bool, bool> isTime)
    {
        await using MemberTeam team = await PipelineRun.JoinAsync(own.Lab, own.Lab, own.Lab);
        ImmutableHashSet<string> before = own.Broker.NotedWorkQueues();
        using var killed = new SemaphoreSlim(0);
        (bool wasKilled, bool wasNoted, bool isUp, long doneBefore, long wentOnAt) = (false, false, false, 0, 0);
        var run = new PipelineRun(own.Lab, Lines)
        {
            Work = WorkPath.Queue,
            OnProgress = done =>
            {
                if (wasKilled)
                {
                    if (Volatile.Read(ref isUp) && wentOnAt == 0 && done > doneBefore) wentOnAt = Stopwatch.GetTimestamp();
                    return;
                }

                wasNoted = !own.Broker.NotedWorkQueues().IsSubsetOf(before);
                if (!isTime(wasNoted)) return;
                (wasKilled, doneBefore) = (true, done);
                own.Broker.KillServer();
                killed.Release();
            },
        };
        Task<RunReport> running = run.RunAsync();
        await await Task.WhenAny(running, killed.WaitAsync());
        Assert.False(running.IsCompleted, "the run was over before the broker was killed");
        await own.Broker.StartServerAsync();
        long backAt = Stopwatch.GetTimestamp();
        Volatile.Write(ref isUp, true);
        RunReport report = await running;
        double away = Stopwatch.GetElapsedTime(backAt, wentOnAt == 0 ? Stopwatch.GetTimestamp() : wentOnAt).TotalSeconds;
        output.WriteLine($"killed after {doneBefore} items{(wasNoted ? "" : ", before the queue was noted")}; went on {away:f1} s after the broker's return; {string.Join("; ", run.Reports)}");
        run.AssertHolds(report);
        Assert.Empty(report.LostWorkers);
        Assert.Equal(0, report.Fenced);
        Assert.Equal([$"{own.Lab} is away", $"{own.Lab} is back"], run.Reports.Select(r => r.Split(": ")[0]));
        return wasNoted;
    }
}
