using ActorLab.Cluster.Engine;
using ActorLab.Core.Report;
using ActorLab.TestSupport.Processes;
using ActorLab.Wire.Frames;
using Xunit.Abstractions;

namespace ActorLab.Cluster.Tests.Members;

/// <summary>Real processes that die and freeze in the middle of a run.</summary>
[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class KilledMemberSpec(BrokerFixture broker, ITestOutputHelper output)
{
    /// <summary>Enough for seconds on a quiet machine, so that the end does not come before the fault.</summary>
    private const int Lines = 60_000;

    /// <summary>The node to which everything happens.</summary>
    private const string Victim = "process-1";

    private static readonly LinkSettings Impatient = new(SimDuration.FromMilliseconds(100), SimDuration.FromMilliseconds(2_000), 64);

    [Fact]
    public Task A_life_that_is_killed_costs_no_line_and_doubles_none() => AssertALifeMayBeKilledAsync(WorkPath.Direct);

    [Fact]
    [Trait("Length", "long")]
    public Task A_life_that_is_killed_costs_no_line_and_doubles_none_where_work_goes_through_the_queue() =>
        AssertALifeMayBeKilledAsync(WorkPath.Queue);

    private async Task AssertALifeMayBeKilledAsync(WorkPath work)
    {
        await using ProcessTeam team = await ProcessTeam.StartAsync(broker.Lab, 3);
        using var run = new WatchedRun(broker.Lab, Lines, work: work);
        (int killed, int losses) = await BeginAsync(team, run);
        ProcessTable.Kill(killed);
        await GoesOnAsync(run, losses);
        RunReport report = await run.AssertHoldsAsync();
        Assert.Contains(report.LostWorkers, worker => worker.Name == Victim);
        Assert.Equal(3, team.Members.Length);
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task A_member_that_is_killed_with_its_life_costs_no_line_and_doubles_none()
    {
        await using ProcessTeam team = await ProcessTeam.StartAsync(broker.Lab, 3);
        using var run = new WatchedRun(broker.Lab, Lines);
        (int life, int losses) = await BeginAsync(team, run);
        ProcessTable.Kill(team.MemberOf(life));
        ProcessTable.Kill(life);
        await GoesOnAsync(run, losses);
        await run.AssertHoldsAsync();
        Assert.Equal(2, team.Members.Length);
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task The_last_of_three_members_finishes_the_run_alone_and_leads_all_its_nodes()
    {
        await using ProcessTeam team = await ProcessTeam.StartAsync(broker.Lab, 3);
        using var run = new WatchedRun(broker.Lab, Lines);
        (int life, int losses) = await BeginAsync(team, run);
        int last = team.Members.First(member => member != team.MemberOf(life));
        // Their lives see that they are gone, and end.
        foreach (int member in team.Members.Remove(last)) ProcessTable.Kill(member);
        await GoesOnAsync(run, losses);
        await run.UntilAsync(() => team.LivesOf(last).Length == 3, "the last member led all three nodes");
        await run.AssertHoldsAsync();
        Assert.Equal(last, Assert.Single(team.Members));
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task A_life_that_is_frozen_is_killed_and_replaced()
    {
        await using ProcessTeam team = await ProcessTeam.StartAsync(broker.Lab, 3);
        using var run = new WatchedRun(broker.Lab, Lines, settings: Impatient);
        (int frozen, int losses) = await BeginAsync(team, run);
        ProcessTable.Signal("STOP", frozen);
        await GoesOnAsync(run, losses);
        await run.UntilAsync(() => !ProcessTable.IsAlive(frozen), "the frozen life was killed");
        await run.AssertHoldsAsync();
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task What_a_life_says_that_thaws_after_it_was_given_up_has_no_effect()
    {
        await using ProcessTeam team = await ProcessTeam.StartAsync(broker.Lab, 3);
        using var run = new WatchedRun(broker.Lab, Lines, settings: Impatient);
        (int life, int losses) = await BeginAsync(team, run);
        int member = team.MemberOf(life);
        // Nobody is left who could kill it: its member is frozen too.
        ProcessTable.Signal("STOP", member);
        ProcessTable.Signal("STOP", life);
        await run.UntilAsync(() => run.LossesOf(Victim) > losses, "the frozen life was given up");
        Assert.True(ProcessTable.IsAlive(life));
        ProcessTable.Signal("CONT", life);
        await run.UntilAsync(() => !ProcessTable.IsAlive(life), "the life had found that it was given up, and ended");
        ProcessTable.Signal("CONT", member);
        await run.AssertHoldsAsync();
    }

    /// <returns>The life of the node that the fault is for, which works, and how often that node was lost before: on a busy machine its start may take longer than silence may.</returns>
    private static async Task<(int Life, int Losses)> BeginAsync(ProcessTeam team, WatchedRun run)
    {
        await run.UntilAsync(() => run.Written > 0, "a line was copied");
        int? life = null;
        await run.UntilAsync(() => (life = team.LifeOf(Victim)) is not null, "the node had begun");
        return (life!.Value, run.LossesOf(Victim));
    }

    /// <summary>
    /// A pause of two seconds is promised; on a busy machine a test cannot tell that from more, so the figure is printed.
    /// </summary>
    private async Task GoesOnAsync(WatchedRun run, int losses)
    {
        TimeSpan pause = await run.LongestPauseUntilAsync(() => run.LossesOf(Victim) > losses, $"the loss of {Victim} was noticed");
        output.WriteLine($"the longest pause was {pause.TotalMilliseconds:0} ms; {string.Join("; ", run.Losses)}");
    }
}
