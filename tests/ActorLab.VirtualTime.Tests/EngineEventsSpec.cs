using System.Globalization;
using Akka.Actor;
using ActorLab.VirtualTime.Events;
using Xunit;

namespace ActorLab.VirtualTime.Tests;

/// <summary>What an engine adds that is built on a world.</summary>
public sealed class EngineEventsSpec
{
    [Fact]
    public void Events_of_one_moment_happen_by_priority_then_by_source_then_in_the_order_of_adding()
    {
        using var world = new VirtualWorld { HappensOneByOne = true };
        var happened = new List<string>();
        foreach ((string name, int priority, long source) in new[] { ("d", 4, 1L), ("c", 3, 7L), ("b", 0, 9L), ("a", 0, 2L), ("b2", 0, 9L) })
        {
            world.AddEngineEvent(new Noted(() => happened.Add(name)), 1_000, EngineEvent.Tie(priority, source));
        }

        world.AddEngineEvent(new Noted(() => happened.Add("before")), 999, EngineEvent.Tie(9, 9));
        Assert.False(world.RunWhile(() => true));
        Assert.Equal(["before", "a", "b", "b2", "c", "d"], happened);
        Assert.Equal(1_000, world.NowNanoseconds);
    }

    [Fact]
    public void What_becomes_ready_by_an_event_has_its_turns_before_the_next_event_of_the_moment()
    {
        using var world = new VirtualWorld { HappensOneByOne = true };
        var happened = new List<string>();
        ActorSystem system = world.CreateSystem("one");
        IActorRef actor = system.ActorOf(Props.Create(() => new Says(happened)));
        world.RunReady();
        long time = world.NowNanoseconds + 5;
        for (int i = 1; i <= 2; i++)
        {
            int number = i;
            world.AddEngineEvent(new Noted(() =>
            {
                happened.Add($"event {number}");
                actor.Tell(number);
            }), time, EngineEvent.Tie(0, 0));
        }

        world.RunWhile(() => true);
        Assert.Equal(["event 1", "turn 1", "event 2", "turn 2"], happened);
    }

    [Fact]
    public void An_event_that_was_taken_back_does_not_happen_and_may_be_added_again()
    {
        using var world = new VirtualWorld();
        var happened = new List<long>();
        var what = new Noted(() => happened.Add(world.NowNanoseconds));
        world.AddEngineEvent(what, 10, 0);
        what.Leave();
        world.AddEngineEvent(what, 30, 0);
        Assert.Throws<InvalidOperationException>(() => world.AddEngineEvent(what, 20, 0));
        world.RunWhile(() => true);
        Assert.Equal([30L], happened);
        Assert.False(what.IsPending);
    }

    [Fact]
    public void The_culture_of_the_thread_that_owns_a_world_outlives_work_for_the_thread_pool()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        try
        {
            CultureInfo.CurrentCulture = odd;
            using var world = new VirtualWorld();
            world.CreateSystem("one");
            bool ran = false;
            world.Run(Task.Run(() => ran = true));
            Assert.True(ran);
            Assert.Same(odd, CultureInfo.CurrentCulture);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private sealed class Noted(Action happen) : EngineEvent
    {
        public override void Happen() => happen();
    }

    private sealed class Says(List<string> to) : UntypedActor
    {
        protected override void OnReceive(object message) => to.Add($"turn {message}");
    }
}
