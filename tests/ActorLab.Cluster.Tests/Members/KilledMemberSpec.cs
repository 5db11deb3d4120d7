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
    private const int Lines = 60_000;

    /// <summary>Two seconds are promised; on a busy machine a test cannot tell that from more, so the figure is printed, and only what hangs fails.</summary>
    private static readonly TimeSpan Hangs = TimeSpan.FromSeconds(10);

    private static readonly LinkSettings Impatient = new(SimDuration.FromMilliseconds(100), SimDuration.FromMilliseconds(2_000), 64);

    [Fact]
    public async Task A_life_that_is_killed_costs_no_line_and_doubles_none()
    {
        await using ProcessTeam team = await ProcessTeam.StartAsync(broker.Lab, 3);
        using var run = new WatchedRun(broker.Lab, Lines);
        int[] lives = await BeginAsync(team, run);
        await GoesOnAfter(run, () => ProcessTable.Kill(lives[0]));
        RunReport report = await run.AssertHoldsAsync();
        Assert.NotEmpty(report.LostWorkers);
        Assert.Equal(3, team.Members.Length);
    }

    [Fact]
    public async Task A_member_that_is_killed_with_its_life_costs_no_line_and_doubles_none()
    {
        await using ProcessTeam team = await ProcessTeam.StartAsync(broker.Lab, 3);
        using var run = new WatchedRun(broker.Lab, Lines);
        int killed = team.Members[0];
        int[] lives = await BeginAsync(team, run);
        await GoesOnAfter(run, () => KillAll([killed, .. lives.Where(life => ProcessTable.IsChild(killed, life))]));
        await run.AssertHoldsAsync();
    }

    [Fact]
    public async Task The_last_of_three_members_finishes_the_run_alone_and_leads_all_its_nodes()
    {
        await using ProcessTeam team = await ProcessTeam.StartAsync(broker.Lab, 3);
        using var run = new WatchedRun(broker.Lab, Lines);
        int last = team.Members[2];
        int[] others = [.. team.Members.Remove(last)];
        int[] lives = await BeginAsync(team, run);
        await GoesOnAfter(run, () => KillAll([.. others, .. lives.Where(life => !ProcessTable.IsChild(last, life))]), losses: 2);
        await run.UntilAsync(() => team.LivesOf(last).Length == 3, "the last member led all three nodes");
        await run.AssertHoldsAsync();
        Assert.Equal(last, Assert.Single(team.Members));
    }

    [Fact]
    public async Task A_life_that_is_frozen_is_killed_and_replaced()
    {
        await using ProcessTeam team = await ProcessTeam.StartAsync(broker.Lab, 3);
        using var run = new WatchedRun(broker.Lab, Lines, settings: Impatient);
        int frozen = (await BeginAsync(team, run))[0];
        await GoesOnAfter(run, () => ProcessTable.Signal("STOP", frozen));
        await run.UntilAsync(() => !ProcessTable.IsAlive(frozen), "the frozen life was killed");
        await run.AssertHoldsAsync();
        Assert.Contains(run.Losses, line => line.EndsWith(" was silent for 2 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_life_says_that_thaws_after_it_was_given_up_has_no_effect()
    {
        await using ProcessTeam team = await ProcessTeam.StartAsync(broker.Lab, 3);
        using var run = new WatchedRun(broker.Lab, Lines, settings: Impatient);
        int member = team.Members[0];
        int life = (await BeginAsync(team, run)).Single(l => ProcessTable.IsChild(member, l));
        // Nobody is left who could kill it: its member is frozen too.
        ProcessTable.Signal("STOP", member);
        ProcessTable.Signal("STOP", life);
        await run.UntilAsync(() => run.Losses.Length > 0, "the frozen life was given up");
        Assert.True(ProcessTable.IsAlive(life));
        ProcessTable.Signal("CONT", life);
        await run.UntilAsync(() => !ProcessTable.IsAlive(life), "the life had found that it was given up, and ended");
        ProcessTable.Signal("CONT", member);
        await run.AssertHoldsAsync();
    }

    private async Task GoesOnAfter(WatchedRun run, Action fault, int losses = 1)
    {
        fault();
        TimeSpan pause = await run.LongestPauseUntilAsync(() => run.Losses.Length >= losses, "the loss was noticed");
        output.WriteLine($"the longest pause was {pause.TotalMilliseconds:0} ms; {string.Join("; ", run.Losses)}");
        Assert.InRange(pause, TimeSpan.Zero, Hangs);
    }

    /// <returns>The lives of all three nodes, which work.</returns>
    private static async Task<int[]> BeginAsync(ProcessTeam team, WatchedRun run)
    {
        int[] lives = [];
        await run.UntilAsync(() => (lives = team.Lives).Length == 3, "all nodes had a process");
        await run.UntilAsync(() => run.Written > 0, "a line was copied");
        return lives;
    }

    private static void KillAll(IEnumerable<int> processes)
    {
        foreach (int process in processes.ToArray()) ProcessTable.Kill(process);
    }
}
