using Akka.Actor;

namespace ActorLab.VirtualTime.Tests;

/// <summary>Several actor systems in one world, which can be killed, frozen and thawed.</summary>
public sealed class SystemsSpec : IDisposable
{
    private readonly VirtualWorld _world = new();
    private readonly List<string> _seen = [];

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Systems_of_one_world_share_its_clock_and_send_to_each_other()
    {
        IActorRef second = Ticking("second");
        ActorSystem first = _world.System("first");
        first.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(1), second, "from first", ActorRefs.NoSender);
        _world.RunFor(TimeSpan.FromSeconds(1.5));
        Assert.Equal(["1 second: tick", "1 second: from first"], _seen);
        Assert.Equal(["second", "first"], _world.Systems.Select(system => system.Name));
    }

    [Fact]
    public void A_killed_system_says_no_last_word()
    {
        ActorSystem system = _world.System("killed");
        system.ActorOf(Stage.PropsOf(() => new LastWord(_seen)), "actor");
        IActorRef ticking = Ticking("killed too");
        _world.RunFor(TimeSpan.FromSeconds(1));
        _world.Kill(system);
        _world.Kill(_world.Systems[0]);
        ticking.Tell("lost");
        _world.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal(["1 killed too: tick"], _seen);
        Assert.Empty(_world.Systems);
    }

    [Fact]
    public void A_frozen_system_keeps_its_messages_and_its_timers_until_it_thaws()
    {
        IActorRef ticking = Ticking("frozen");
        _world.RunFor(TimeSpan.FromSeconds(1));
        _world.Freeze(_world.Systems[0]);
        ticking.Tell("waits");
        _world.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal(["1 frozen: tick"], _seen);
        _world.Thaw(_world.Systems[0]);
        _world.RunFor(TimeSpan.FromSeconds(2));
        // The timer that came due at 2 s fires late, and goes on from there.
        Assert.Equal(["1 frozen: tick", "11 frozen: waits", "11 frozen: tick", "12 frozen: tick", "13 frozen: tick"], _seen);
    }

    [Fact]
    public void What_cannot_be_is_told()
    {
        ActorSystem system = _world.System("system");
        Assert.Equal("the system system cannot be thawed: it is Running",
            Assert.Throws<InvalidOperationException>(() => _world.Thaw(system)).Message);
        _world.Freeze(system);
        Assert.Equal("the system system cannot be frozen: it is Frozen",
            Assert.Throws<InvalidOperationException>(() => _world.Freeze(system)).Message);
        _world.Kill(system);
        Assert.StartsWith("the system system is not one of this world",
            Assert.Throws<ArgumentException>(() => _world.Kill(system)).Message);
    }

    [Theory]
    [InlineData("running", "tick 60, delay 120, tick 120, tick 180")]
    [InlineData("killed", "tick 60")]
    [InlineData("frozen", "tick 60, delay 150, tick 150, tick 210")]
    public void Timers_of_dotnet_share_the_fate_of_the_system_whose_turn_started_them(string fate, string seen)
    {
        ActorSystem system = _world.System("s");
        var timers = new List<Timer>();
        system.Actor("actor", (_, _) =>
        {
            _ = Late();
            timers.Add(new Timer(_ => _seen.Add($"tick {_world.Now.TotalSeconds}"), null, 60_000, 60_000));
        }).Tell("go");
        _world.RunFor(TimeSpan.FromSeconds(90));
        if (fate == "killed") _world.Kill(system);
        if (fate == "frozen")
        {
            _world.Freeze(system);
            _world.RunFor(TimeSpan.FromSeconds(60));
            _world.Thaw(system);
        }

        _world.RunFor(TimeSpan.FromSeconds(100));
        foreach (Timer timer in timers) timer.Dispose();
        Assert.Equal(seen, string.Join(", ", _seen));

        async Task Late()
        {
            await Task.Delay(120_000).ConfigureAwait(false);
            _seen.Add($"delay {_world.Now.TotalSeconds}");
        }
    }

    [Fact]
    public void A_turn_that_holds_its_thread_holds_it_after_a_thaw_too()
    {
        ActorSystem system = _world.System("s", "one { type = ForkJoinDispatcher, dedicated-thread-pool.thread-count = 1 }");
        IActorRef Sleeping(string name) => system.Actor(name, (_, _) =>
        {
            _seen.Add($"{name} {_world.Now.TotalSeconds}");
            VirtualThread.Sleep(TimeSpan.FromSeconds(10));
        }, "one");

        IActorRef first = Sleeping("first"), second = Sleeping("second");
        first.Tell("go");
        _world.RunFor(TimeSpan.FromSeconds(5));
        _world.Freeze(system);
        first.Tell("again");
        second.Tell("go");
        _world.RunFor(TimeSpan.FromSeconds(1));
        _world.Thaw(system);
        _world.RunUntilIdle();
        Assert.Equal(["first 0", "second 10", "first 20"], _seen);
    }

    [Fact]
    public void A_turn_whose_time_is_over_while_its_system_is_frozen_frees_its_thread_at_the_thaw()
    {
        ActorSystem system = _world.System("s");
        IActorRef actor = system.Actor("actor", (_, message) =>
        {
            _seen.Add($"{message} {_world.Now.TotalSeconds}");
            VirtualThread.Sleep(TimeSpan.FromSeconds(10));
        });
        actor.Tell("a");
        actor.Tell("b");
        _world.RunFor(TimeSpan.FromSeconds(5));
        _world.Freeze(system);
        _world.RunFor(TimeSpan.FromSeconds(30));
        _world.Thaw(system);
        _world.RunUntilIdle();
        Assert.Equal(["a 0", "b 35"], _seen);
    }

    [Theory]
    [InlineData("terminated", "3 watched has ended")]
    [InlineData("killed", "")]
    [InlineData("frozen", "7 watched has ended")]
    public void A_watcher_in_another_system_hears_what_it_would_hear_for_real(string fate, string heard)
    {
        ActorSystem system = _world.System("watched");
        IActorRef watched = system.Actor("watched", (_, _) => { });
        ActorSystem other = _world.System("watching");
        other.Actor("watching", (context, message) =>
        {
            if (message is Terminated ended) _seen.Add($"{_world.Now.TotalSeconds} {ended.ActorRef.Path.Name} has ended");
            else context.Watch(watched);
        }).Tell("watch");
        _world.RunFor(TimeSpan.FromSeconds(3));
        switch (fate)
        {
            case "terminated":
                _ = system.Terminate();
                break;
            case "killed":
                _world.Kill(system);
                break;
            default:
                _world.Freeze(other);
                _ = system.Terminate();
                _world.RunFor(TimeSpan.FromSeconds(4));
                Assert.Empty(_seen);
                _world.Thaw(other);
                break;
        }

        _world.RunFor(TimeSpan.FromSeconds(60));
        Assert.Equal(heard, string.Concat(_seen));
    }

    [Fact]
    public void Threads_that_a_killed_system_held_are_forgotten_with_it()
    {
        ActorSystem system = _world.System("killed");
        system.Actor("actor", (_, _) => VirtualThread.Sleep(TimeSpan.FromSeconds(10))).Tell("go");
        _world.RunReady();
        Assert.Equal(1, _world.Obstacles);
        _world.Kill(system);
        Assert.Equal(0, _world.Obstacles);
        _world.RunFor(TimeSpan.FromSeconds(60));
    }

    private IActorRef Ticking(string name)
    {
        ActorSystem system = _world.System(name.Replace(' ', '-'));
        IActorRef actor = system.Actor("ticking", (_, message) => _seen.Add($"{_world.Now.TotalSeconds} {name}: {message}"));
        system.Scheduler.ScheduleTellRepeatedly(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), actor, "tick",
            ActorRefs.NoSender);
        return actor;
    }

    private sealed class LastWord(List<string> seen) : UntypedActor
    {
        protected override void PostStop() => seen.Add("last word");

        protected override void OnReceive(object message)
        {
        }
    }
}
