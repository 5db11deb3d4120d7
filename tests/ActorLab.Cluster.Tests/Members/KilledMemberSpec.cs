using ActorLab.Cluster.Engine;
using ActorLab.Core.Report;
using ActorLab.TestKit.Processes;
using ActorLab.Wire.Frames;
using Xunit.Abstractions;

namespace ActorLab.Cluster.Tests.Members;

/// <summary>Real processes that die and freeze in the middle of a run.</summary>
[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class KilledMemberSpec(BrokerFixture broker, ITestOutputHelper output)
{
    /// <summary>Enough for seconds on a quiet machine, so that the end does not come before the fault.</summary>
    private const int Lines = 30_000;

    /// <summary>Two seconds are promised; on a busy machine a test cannot tell that from more, so the figure is printed, and only what hangs fails.</summary>
    private static readonly TimeSpan Hangs = TimeSpan.FromSeconds(10);

    private static readonly LinkSettings Impatient = new(SimDuration.FromMilliseconds(100), SimDuration.FromMilliseconds(1_000), 64);

    [Theory]
    [InlineData(WorkPath.Direct)]
    [InlineData(WorkPath.Queue)]
    public async Task A_life_that_is_killed_costs_no_line_and_doubles_none(WorkPath work)
    {
        await using ProcessTeam team = await ProcessTeam.StartAsync(broker.Lab, 3);
        using var run = new WatchedRun(broker.Lab, Lines, work: work);
        await run.UntilAsync(() => run.Written > 0, "a line was copied");
        await GoesOnAfter(run, () => ProcessTable.Signal("KILL", team.Lives[0]));
        RunReport report = await run.AssertHoldsAsync();
        Assert.Single(run.Losses);
        Assert.Single(report.LostWorkers);
        Assert.Equal(3, team.Members.Length);
    }

    [Fact]
    public async Task A_member_that_is_killed_with_its_life_costs_no_line_and_doubles_none()
    {
        await using ProcessTeam team = await ProcessTeam.StartAsync(broker.Lab, 3);
        using var run = new WatchedRun(broker.Lab, Lines);
        await run.UntilAsync(() => run.Written > 0, "a line was copied");
        await GoesOnAfter(run, () => KillWithLives(team, team.Members[0]));
        await run.AssertHoldsAsync();
        Assert.Single(run.Losses);
    }

    [Fact]
    public async Task The_last_of_three_members_finishes_the_run_alone_and_leads_all_its_nodes()
    {
        await using ProcessTeam team = await ProcessTeam.StartAsync(broker.Lab, 3);
        using var run = new WatchedRun(broker.Lab, Lines);
        await run.UntilAsync(() => run.Written > 0, "a line was copied");
        int last = team.Members[2];
        await GoesOnAfter(run, () =>
        {
            foreach (int member in team.Members.Remove(last)) KillWithLives(team, member);
        }, losses: 2);
        await run.UntilAsync(() => team.LivesOf(last).Length == 3, "the last member led all three nodes");
        await run.AssertHoldsAsync();
        Assert.Equal(2, run.Losses.Length);
    }

    [Fact]
    public async Task A_life_that_is_frozen_is_killed_and_replaced()
    {
        await using ProcessTeam team = await ProcessTeam.StartAsync(broker.Lab, 3);
        using var run = new WatchedRun(broker.Lab, Lines, settings: Impatient);
        await run.UntilAsync(() => run.Written > 0, "a line was copied");
        int frozen = team.Lives[0];
        await GoesOnAfter(run, () => ProcessTable.Signal("STOP", frozen));
        await run.UntilAsync(() => !ProcessTable.IsAlive(frozen), "the frozen life was killed");
        await run.AssertHoldsAsync();
        Assert.EndsWith(" was silent for 1 s", Assert.Single(run.Losses), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_life_says_that_thaws_after_it_was_given_up_has_no_effect()
    {
        await using ProcessTeam team = await ProcessTeam.StartAsync(broker.Lab, 3);
        using var run = new WatchedRun(broker.Lab, Lines, settings: Impatient);
        await run.UntilAsync(() => run.Written > 0, "a line was copied");
        int member = team.Members[0];
        int life = Assert.Single(team.LivesOf(member));
        // Nobody is left who could kill it: its member is frozen too.
        ProcessTable.Signal("STOP", member);
        ProcessTable.Signal("STOP", life);
        await run.UntilAsync(() => run.Losses.Length > 0, "the frozen life was given up");
        Assert.True(ProcessTable.IsAlive(life));
        ProcessTable.Signal("CONT", life);
        await run.UntilAsync(() => !ProcessTable.IsAlive(life), "the life had found that it was given up, and ended");
        ProcessTable.Signal("CONT", member);
        await run.AssertHoldsAsync();
        Assert.Single(run.Losses);
    }

    private async Task GoesOnAfter(WatchedRun run, Action fault, int losses = 1)
    {
        fault();
        TimeSpan pause = await run.LongestPauseUntilAsync(() => run.Losses.Length >= losses, "the loss was noticed");
        output.WriteLine($"the longest pause was {pause.TotalMilliseconds:0} ms; {string.Join("; ", run.Losses)}");
        Assert.InRange(pause, TimeSpan.Zero, Hangs);
    }

    private static void KillWithLives(ProcessTeam team, int member)
    {
        int[] lives = team.LivesOf(member);
        ProcessTable.Signal("KILL", member);
        foreach (int life in lives) ProcessTable.Signal("KILL", life);
    }
}
