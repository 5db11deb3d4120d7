using Akka.Actor;

namespace ActorLab.VirtualTime.Tests;

/// <summary>Dispatchers keep their number of threads, so that starvation shows.</summary>
public sealed class ThreadsSpec
{
    private const string Dispatchers = """
        two { type = ForkJoinDispatcher, dedicated-thread-pool.thread-count = 2 }
        scaled { executor = fork-join-executor, fork-join-executor { parallelism-min = 3, parallelism-max = 3 } }
        pinned { type = PinnedDispatcher }
        pool { type = Dispatcher }
        """;

    [Theory]
    [InlineData("two", "1 2 3 4 5 6", "10 10 20 20 30 30")]
    [InlineData("scaled", "1 2 3 4 5 6", "10 10 10 20 20 20")]
    [InlineData("pinned", "1 2 3 4 5 6", "10 10 10 10 10 10")]
    [InlineData("pool", "1 2 3 4 5 6", "10 10 10 10 20 20")]
    [InlineData("akka.actor.default-dispatcher", "1 2 3 4 5 6", "10 10 10 10 20 20")]
    public void Six_turns_of_10_ms_end_when_the_threads_of_their_dispatcher_allow(string dispatcher, string actors,
        string milliseconds)
    {
        using var world = new VirtualWorld(new VirtualWorldOptions { Processors = 4 });
        ActorSystem system = world.System("s", Dispatchers);
        var ends = new List<(string Actor, double At)>();
        IActorRef noting = system.Actor("noting", (_, message) => ends.Add(($"{message}", world.Now.TotalMilliseconds)));
        for (int i = 1; i <= 6; i++)
        {
            int number = i;
            system.Actor($"a{i}", (_, _) =>
            {
                VirtualThread.Sleep(TimeSpan.FromMilliseconds(10));
                noting.Tell(number);
            }, dispatcher).Tell("work");
        }

        world.RunUntilIdle();
        Assert.Equal(actors, string.Join(' ', ends.Select(end => end.Actor)));
        Assert.Equal(milliseconds, string.Join(' ', ends.Select(end => end.At)));
    }

    [Fact]
    public void Actors_that_hold_all_threads_starve_the_one_that_would_free_them()
    {
        using var world = new VirtualWorld();
        ActorSystem system = world.System("s", Dispatchers);
        var ends = new List<string>();
        IActorRef quick = system.Actor("quick", (_, _) => ends.Add($"quick at {world.Now.TotalMilliseconds}"), "two");
        for (int i = 0; i < 2; i++) system.Actor($"slow{i}", (_, _) => VirtualThread.Sleep(TimeSpan.FromSeconds(1)),
            "two").Tell("work");
        world.RunReady();
        quick.Tell("work");
        world.RunUntilIdle();
        Assert.Equal(["quick at 1000"], ends);
    }

    [Fact]
    public void What_a_turn_sends_after_a_sleep_leaves_at_its_end_and_its_actor_handles_nothing_before()
    {
        using var world = new VirtualWorld();
        ActorSystem system = world.System();
        var seen = new List<string>();
        IActorRef noting = system.Actor("noting", (_, message) => seen.Add($"{message} {world.Now.TotalMilliseconds}"));
        IActorRef busy = system.Actor("busy", (_, message) =>
        {
            noting.Tell($"{message} begins");
            VirtualThread.Sleep(TimeSpan.FromMilliseconds(5));
            noting.Tell($"{message} goes on");
            VirtualThread.Sleep(TimeSpan.FromMilliseconds(5));
            noting.Tell($"{message} ends");
        });
        busy.Tell("a");
        busy.Tell("b");
        world.RunUntilIdle();
        Assert.Equal(["a begins 0", "a goes on 5", "a ends 10", "b begins 10", "b goes on 15", "b ends 20"], seen);
    }

    [Fact]
    public void Outside_of_a_turn_there_is_no_thread_to_hold()
    {
        using var world = new VirtualWorld();
        var problem = Assert.Throws<InvalidOperationException>(() => VirtualThread.Sleep(TimeSpan.FromSeconds(1)));
        Assert.Equal("VirtualThread.Sleep holds the thread of an actor's turn, and this is none; outside of turns use RunFor",
            problem.Message);
    }
}
