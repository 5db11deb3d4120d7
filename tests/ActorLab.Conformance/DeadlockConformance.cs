namespace ActorLab.Conformance;

/// <summary>G39: a run in which nothing can happen any more ends, and says why.</summary>
[Requires(EngineCapabilities.DetectsDeadlock)]
public abstract class DeadlockConformance(EngineFixture fixture) : EngineConformance(fixture)
{
    [Fact]
    public async Task G39_a_root_that_waits_for_a_message_that_never_comes_is_a_deadlock()
    {
        RunResult result = await RunToAnyEnd(Plan(_ => Script.Root(_ => { }, (_, _) => true) with { Name = "patience" }));
        Assert.Equal(RunOutcome.Deadlocked, result.Outcome);
        Assert.Contains("patience", result.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task G39_two_bodies_that_take_two_locks_in_opposite_order_are_a_deadlock_that_names_both()
    {
        LockHandle left = new("left-lock"), right = new("right-lock");
        RunResult result = await RunToAnyEnd(Plan(_ => Script.Root(
            context =>
            {
                DispatcherPolicy pool = DispatcherPolicy.ForkJoin("pool", 2);
                context.Spawn(Script.Worker(context.Self, TakeBoth(left, right), pool) with { Name = "lefty" });
                context.Spawn(Script.Worker(context.Self, TakeBoth(right, left), pool) with { Name = "righty" });
            },
            (_, _) => true)));
        Assert.Equal(RunOutcome.Deadlocked, result.Outcome);
        Assert.All((string[])["left-lock", "right-lock", "lefty", "righty"], name => Assert.Contains(name, result.Failure, StringComparison.Ordinal));
    }

    private static ScriptBody TakeBoth(LockHandle first, LockHandle second) => new(async machine =>
    {
        await machine.Acquire(first);
        await machine.Sleep(SimDuration.FromMilliseconds(1));
        await machine.Acquire(second);
        await machine.Release(second);
        await machine.Release(first);
    });
}
