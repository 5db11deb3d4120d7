namespace ActorLab.Conformance;

/// <summary>G39 and G52: a run in which nothing can happen any more, or in which time stands still, ends and says why.</summary>
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

    [Fact]
    public async Task G52_two_actors_that_answer_each_other_at_one_instant_for_ever_are_a_livelock_that_names_both()
    {
        RunResult result = await RunToAnyEnd(Plan(_ => Script.Root(
            context => context.Send(context.Spawn(Script.Props(Answer) with { Name = "wall" }), Go.Instance),
            (context, message) =>
            {
                Answer(context, message);
                return false;
            }) with { Name = "player" }));
        Assert.Equal(RunOutcome.Livelocked, result.Outcome);
        Assert.All((string[])["player/wall", "player handles", nameof(Go)], name => Assert.Contains(name, result.Failure, StringComparison.Ordinal));
        Assert.Equal(SimDuration.Zero, result.Elapsed);

        static void Answer(IActorContext context, IMessage message)
        {
            if (message is Go) context.Send(context.Sender!, message);
        }
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
