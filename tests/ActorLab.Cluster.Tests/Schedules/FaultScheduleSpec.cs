using System.Collections.Concurrent;
using ActorLab.Cluster.Engine;
using Xunit.Abstractions;

namespace ActorLab.Cluster.Tests.Schedules;

/// <summary>
/// Faults at random times, from seeds. <c>ACTORLAB_SCHEDULES</c> in the environment says how many schedules the long test runs,
/// <c>ACTORLAB_SCHEDULE</c> which one alone. They have brokers of their own; the collection keeps other tests from running
/// meanwhile.
/// </summary>
[Collection(WithBroker.Name)]
public sealed class FaultScheduleSpec(ITestOutputHelper output)
{
    private const int Usual = 10;
    private const int AtOnce = 2;
    private const int LengthMilliseconds = 30_000;

    /// <summary>Of the schedules that stand for all.</summary>
    private const int ShortMilliseconds = 12_000;

    /// <summary>One over the links and one over the queue, with all kinds of faults each.</summary>
    private static readonly ulong[] s_chosen = [27, 36];

    private static readonly Type[] Kinds =
        [typeof(FreezeLife), typeof(FreezeMember), typeof(KillLife), typeof(KillMember), typeof(RestartBroker)];

    [Fact]
    [Trait("Tier", "broker")]
    public Task Two_workloads_hold_whatever_happens_to_their_members() => HoldAsync(s_chosen, ShortMilliseconds);

    [Fact]
    [Trait("Tier", "broker")]
    [Trait("Length", "long")]
    public Task Two_workloads_hold_in_every_schedule() => HoldAsync(Seeds(), LengthMilliseconds);

    [Fact]
    public void The_schedules_that_stand_for_all_have_both_ways_of_work_and_all_kinds_of_faults()
    {
        FaultSchedule[] schedules = [.. s_chosen.Select(seed => FaultSchedule.Of(seed, ShortMilliseconds))];
        Assert.Equal([WorkPath.Direct, WorkPath.Queue], schedules.Select(s => s.Work));
        Assert.All(schedules, schedule => Assert.Equal(Kinds, KindsOf([schedule])));
    }

    private async Task HoldAsync(IEnumerable<ulong> seeds, int lengthMilliseconds)
    {
        var outcomes = new ConcurrentDictionary<ulong, ScheduleOutcome>();
        await Parallel.ForEachAsync(seeds, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (seed, _) =>
        {
            ScheduleOutcome outcome = await ScheduledLab.RunAsync(FaultSchedule.Of(seed, lengthMilliseconds));
            output.WriteLine($"schedule {seed}: {outcome.Runs} runs, {outcome.Losses.Length} nodes lost{string.Concat(outcome.Broken.Select(b => "\n  " + b))}");
            outcomes[seed] = outcome;
        });
        Assert.Empty(outcomes.OrderBy(o => o.Key).SelectMany(o => o.Value.Broken));
        Assert.All(outcomes, outcome => Assert.True(outcome.Value.Runs >= 2, $"schedule {outcome.Key}: {outcome.Value.Runs} runs came to their end"));
        Assert.All(outcomes, outcome => Assert.True(outcome.Value.Losses.Length > 0, $"schedule {outcome.Key}: no node was lost"));
    }

    [Fact]
    public void The_same_seed_gives_the_same_schedule_and_the_usual_ones_have_all_kinds_of_faults()
    {
        FaultSchedule[] schedules = [.. Enumerable.Range(1, Usual).Select(seed => FaultSchedule.Of((ulong)seed, LengthMilliseconds))];
        Assert.All(schedules, schedule => Assert.Equal(schedule.Faults.AsEnumerable(), FaultSchedule.Of(schedule.Seed, LengthMilliseconds).Faults));
        Assert.All(schedules, schedule => Assert.InRange(schedule.Faults.Length, 8, 60));
        Assert.Equal(Usual, schedules.Select(s => string.Join(',', s.Faults)).Distinct().Count());
        Assert.Equal(Kinds, KindsOf(schedules));
    }

    private static IEnumerable<Type> KindsOf(FaultSchedule[] schedules) =>
        schedules.SelectMany(s => s.Faults).Select(f => f.GetType()).Distinct().OrderBy(t => t.Name, StringComparer.Ordinal);

    private static IEnumerable<ulong> Seeds()
    {
        if (Environment.GetEnvironmentVariable("ACTORLAB_SCHEDULE") is { } one) return [ulong.Parse(one)];
        int count = int.TryParse(Environment.GetEnvironmentVariable("ACTORLAB_SCHEDULES"), out int given) ? given : Usual;
        return Enumerable.Range(1, count).Select(i => (ulong)i);
    }
}
