using Akka.Actor;
using ActorLab.VirtualTime;
using Xunit;

namespace ActorLab.TestKit.Tests;

/// <summary>Exploring without a test framework.</summary>
public sealed class ExploreSpec
{
    [Fact]
    public void Code_is_run_under_as_many_schedules_as_asked_for() => OnItsOwnThread.Run(() =>
    {
        HashSet<string> schedules = [];
        int runs = 0;
        Explore.Schedules(50, world =>
        {
            runs++;
            Words(world);
            schedules.Add(world.Schedule.ToString());
        });
        Assert.Equal(50, runs);
        Assert.True(schedules.Count > 1, "all schedules were the same");
    });

    [Fact]
    public void What_fails_is_shrunk_and_replays() => OnItsOwnThread.Run(() =>
    {
        ScheduleFailedException failure = Assert.Throws<ScheduleFailedException>(() => Explore.Schedules(1000, InOrder,
            new ExploreOptions { Name = "words" }));
        Assert.Equal("second, first", failure.InnerException!.Message);
        Assert.Single(failure.Schedule.Deviations);
        Assert.Contains($"Explore.Schedules(…, new ExploreOptions {{ Replay = \"{failure.Schedule}\" }})", failure.Message,
            StringComparison.Ordinal);
        var replay = new ExploreOptions { Replay = failure.Schedule.ToString() };
        Assert.Equal(failure.Schedule, Assert.Throws<ScheduleFailedException>(() => Explore.Schedules(1, InOrder,
            replay)).Schedule);
    });

    [Fact]
    public void Asynchronous_code_is_explored_too() => OnItsOwnThread.Run(() =>
    {
        int finished = 0;
        Explore.Schedules(3, async world =>
        {
            ActorSystem system = world.CreateSystem("test");
            IActorRef echo = system.ActorOf(Props.Create<TestActors.Echo>());
            await Task.Delay(TimeSpan.FromHours(1));
            Assert.Equal(7, await echo.Ask<int>(7));
            Assert.Equal(TimeSpan.FromHours(1), world.Now);
            finished++;
        });
        Assert.Equal(3, finished);
    });

    private static void InOrder(VirtualWorld world)
    {
        string words = string.Join(", ", Words(world));
        if (words != "first, second") throw new InvalidOperationException(words);
    }

    private static List<string> Words(VirtualWorld world)
    {
        List<string> words = [];
        ActorSystem system = world.CreateSystem("test");
        IActorRef listener = system.ActorOf(Props.Create(() => new Listener(words)));
        system.ActorOf(Props.Create<TestActors.Speaker>(listener, "first"));
        system.ActorOf(Props.Create<TestActors.Speaker>(listener, "second"));
        world.RunUntilIdle();
        return words;
    }

    private sealed class Listener(List<string> words) : UntypedActor
    {
        protected override void OnReceive(object message) => words.Add((string)message);
    }
}
