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
