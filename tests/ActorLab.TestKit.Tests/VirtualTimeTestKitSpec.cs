using Akka.Actor;
using Akka.Event;
using Akka.TestKit;
using ActorLab.VirtualTime;
using Xunit;
using Xunit.Sdk;

namespace ActorLab.TestKit.Tests;

/// <summary>What the kit offers, on the virtual clock, with exact moments.</summary>
public sealed class VirtualTimeTestKitSpec : VirtualTimeTestKit
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void ExpectNoMsg_of_an_hour_ends_exactly_an_hour_later()
    {
        ExpectNoMsg(Hour);
        Assert.Equal(Hour, World.Now);
        Assert.Empty(World.DoubtsOfDeterminism);
    }

    [Fact]
    public void ExpectNoMsg_takes_times_shorter_than_a_millisecond()
    {
        ExpectNoMsg(TimeSpan.FromTicks(3));
        Assert.Equal(300, World.NowNanoseconds);
    }

    [Fact]
    public void ExpectNoMsg_fails_at_the_moment_of_the_message()
    {
        Later(TimeSpan.FromSeconds(5), "late");
        Assert.Contains("late", Assert.ThrowsAny<XunitException>(() => ExpectNoMsg(Hour)).Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(5), World.Now);
    }

    [Fact]
    public void ExpectMsg_returns_at_the_moment_of_the_message()
    {
        Later(TimeSpan.FromMinutes(59), "late");
        Assert.Equal("late", ExpectMsg<string>(Hour));
        Assert.Equal(TimeSpan.FromMinutes(59), World.Now);
    }

    [Fact]
    public void A_message_at_the_last_moment_is_in_time()
    {
        Later(Hour, "just");
        ExpectMsg("just", Hour);
    }

    [Fact]
    public void ExpectMsg_without_a_message_fails_when_its_default_time_is_over()
    {
        Assert.Contains("Timeout 00:00:03", Assert.ThrowsAny<XunitException>(() => ExpectMsg<string>()).Message,
            StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(3), World.Now);
    }

    [Fact]
    public void ExpectMsg_checks_the_type_the_value_and_what_it_is_told_to()
    {
        TestActor.Tell(1);
        Assert.Contains("Expected a message of type System.String",
            Assert.ThrowsAny<XunitException>(() => ExpectMsg<string>()).Message, StringComparison.Ordinal);
        TestActor.Tell(1);
        Assert.ThrowsAny<XunitException>(() => ExpectMsg(2));
        TestActor.Tell(1);
        Assert.ThrowsAny<XunitException>(() => ExpectMsg<int>(number => number > 1));
        TestActor.Tell(1);
        Assert.ThrowsAny<XunitException>(() => ExpectMsg<int>(number => Assert.Equal(2, number)));
        TestActor.Tell(3);
        Assert.Equal(3, ExpectMsg<int>((number, sender) => number == 3 && Equals(sender, TestActor)));
        TestActor.Tell(4);
        Assert.Equal(4, ExpectMsg(2, (expected, actual) => actual == expected * 2));
        Assert.Equal(TimeSpan.Zero, World.Now);
    }

    [Fact]
    public void ExpectMsgFrom_checks_the_sender()
    {
        VirtualTestProbe other = CreateTestProbe();
        TestActor.Tell("a", other.Ref);
        Assert.Equal("a", ExpectMsgFrom<string>(other.Ref));
        Assert.Equal(other.Ref, LastSender);
        TestActor.Tell("b", other.Ref);
        Assert.ThrowsAny<XunitException>(() => ExpectMsgFrom(TestActor, "b"));
    }

    [Fact]
    public void ExpectMsgAllOf_takes_messages_in_any_order_and_names_those_that_are_missing()
    {
        Later(TimeSpan.FromSeconds(2), "b");
        Later(TimeSpan.FromSeconds(1), "a");
        Assert.Equal(["a", "b"], ExpectMsgAllOf("b", "a"));
        Assert.Equal(TimeSpan.FromSeconds(2), World.Now);
        TestActor.Tell("c");
        TestActor.Tell("x");
        string message = Assert.ThrowsAny<XunitException>(() => ExpectMsgAllOf("c", "d")).Message;
        Assert.Contains("not found [d] found unexpected [x]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ExpectMsgAnyOf_takes_one_of_several()
    {
        TestActor.Tell("b");
        Assert.Equal("b", ExpectMsgAnyOf(["a", "b"]));
        TestActor.Tell("x");
        Assert.ThrowsAny<XunitException>(() => ExpectMsgAnyOf(["a", "b"]));
    }

    [Fact]
    public void ReceiveN_waits_for_all_and_says_how_many_came()
    {
        Later(TimeSpan.FromSeconds(1), "a");
        Later(TimeSpan.FromSeconds(2), "b");
        Assert.Equal(["a", "b"], ReceiveN(2, Hour));
        Later(TimeSpan.FromSeconds(1), "c");
        Assert.Contains("Only got 1", Assert.ThrowsAny<XunitException>(() => ReceiveN(2, TimeSpan.FromSeconds(9))).Message,
            StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(11), World.Now);
    }

    [Fact]
    public void ReceiveWhile_stops_at_a_pause_and_leaves_what_it_does_not_take()
    {
        Later(TimeSpan.FromSeconds(1), 1);
        Later(TimeSpan.FromSeconds(2), 2);
        Later(TimeSpan.FromSeconds(9), 3);
        Assert.Equal([1, 2], ReceiveWhile<int>(_ => true, Hour, idle: TimeSpan.FromSeconds(5)));
        Assert.Equal(TimeSpan.FromSeconds(7), World.Now);
        Assert.Empty(ReceiveWhile<int>(number => number < 3, Hour));
        Assert.Equal(3, ReceiveOne());
        Assert.Equal(TimeSpan.FromSeconds(9), World.Now);
    }

    [Fact]
    public void FishForMessage_lets_others_pass_until_its_time_is_over()
    {
        TestActor.Tell("other");
        Later(TimeSpan.FromSeconds(1), "fish");
        Assert.Equal("fish", FishForMessage<string>(text => text == "fish"));
        Assert.Equal(TimeSpan.FromSeconds(1), World.Now);
        Assert.ThrowsAny<XunitException>(() => FishForMessage(_ => true, Hour));
        Assert.Equal(TimeSpan.FromSeconds(1) + Hour, World.Now);
    }

    [Fact]
    public void ExpectTerminated_comes_at_the_moment_of_the_death()
    {
        IActorRef watched = Sys.ActorOf(Props.Create<TestActors.Sleeper>());
        Watch(watched);
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromDays(1), watched, PoisonPill.Instance, ActorRefs.NoSender);
        ExpectTerminated(watched, TimeSpan.FromDays(2));
        Assert.Equal(TimeSpan.FromDays(1), World.Now);
    }

    [Fact]
    public void Within_bounds_what_is_expected_in_it()
    {
        Within(TimeSpan.FromSeconds(10), () =>
        {
            Assert.Equal(TimeSpan.FromSeconds(10), Remaining);
            Later(TimeSpan.FromSeconds(4), "a");
            ExpectMsg("a");
            Assert.Equal(TimeSpan.FromSeconds(6), Remaining);
            Assert.ThrowsAny<XunitException>(() => ExpectMsg<string>());
            Assert.Equal(TimeSpan.Zero, Remaining);
        });
        Assert.Equal(TimeSpan.FromSeconds(10), World.Now);
        Assert.Throws<InvalidOperationException>(() => Remaining);
    }

    [Fact]
    public void Within_fails_when_its_block_takes_a_moment_too_long_or_too_short()
    {
        Within(Hour, () => World.RunFor(Hour));
        Assert.ThrowsAny<XunitException>(() => Within(Hour, () => World.RunFor(Hour + TimeSpan.FromTicks(1))));
        Within(Hour, Hour, () => World.RunFor(Hour));
        Assert.ThrowsAny<XunitException>(() => Within(Hour, Hour * 2, () => World.RunFor(Hour - TimeSpan.FromTicks(1))));
        Assert.Equal(7, Within(Hour, () => 7));
    }

    [Fact]
    public void AwaitAssert_tries_again_at_each_interval_and_throws_what_failed_last()
    {
        List<TimeSpan> tries = [];
        AwaitAssert(() =>
        {
            tries.Add(World.Now);
            Assert.Equal(3, tries.Count);
        }, Hour, TimeSpan.FromMinutes(7));
        Assert.Equal([TimeSpan.Zero, TimeSpan.FromMinutes(7), TimeSpan.FromMinutes(14)], tries);
        Assert.Throws<TrueException>(() => AwaitAssert(() => Assert.True(false), Hour));
        Assert.Equal(Hour + TimeSpan.FromMinutes(14), World.Now);
    }

    [Fact]
    public void AwaitCondition_asks_at_each_interval_until_its_time_is_over()
    {
        AwaitCondition(() => World.Now >= TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(4));
        Assert.Equal(TimeSpan.FromSeconds(16), World.Now);
        Assert.False(AwaitConditionNoThrow(() => false, TimeSpan.FromSeconds(10)));
        Assert.Equal(TimeSpan.FromSeconds(26), World.Now);
        Assert.ThrowsAny<XunitException>(() => AwaitCondition(() => false, TimeSpan.FromSeconds(10), "why"));
        Assert.Equal(TimeSpan.FromSeconds(36), World.Now);
    }

    [Fact]
    public void EventFilter_waits_for_log_events_until_its_time_is_over()
    {
        EventFilter.Warning(start: "late").ExpectOne(Hour, () =>
            Sys.Scheduler.Advanced.ScheduleOnce(TimeSpan.FromMinutes(30), () => Sys.Log.Warning("late warning")));
        Assert.Equal(TimeSpan.FromMinutes(30), World.Now);
        EventFilter.Error().And.Warning().Expect(2, () =>
        {
            Sys.Log.Warning("one");
            Sys.Log.Error("two");
        });
        Assert.Equal(TimeSpan.FromMinutes(30), World.Now);
        Assert.ThrowsAny<XunitException>(() => EventFilter.Info("never").ExpectOne(Hour, () => { }));
        Assert.Equal(TimeSpan.FromMinutes(90), World.Now);
        EventFilter.Info("never").Expect(0, Hour, () => { });
        Assert.Equal(TimeSpan.FromMinutes(150), World.Now);
    }

    [Fact]
    public void Times_are_dilated_by_the_factor_of_the_settings()
    {
        OnItsOwnThread.Run(() =>
        {
            using var kit = new VirtualTimeTestKit("akka.test.timefactor = 2");
            kit.ExpectNoMsg(Hour);
            Assert.Equal(Hour * 2, kit.World.Now);
        });
    }

    [Fact]
    public void A_probe_waits_on_the_same_clock()
    {
        VirtualTestProbe probe = CreateTestProbe("probe");
        probe.ExpectNoMsg(Hour);
        Assert.Equal(Hour, World.Now);
        Sys.Scheduler.ScheduleTellOnce(Hour, probe.Ref, "late", TestActor);
        probe.Within(Hour, () => Assert.Equal("late", probe.ExpectMsg<string>()));
        probe.Reply("thanks");
        ExpectMsg("thanks");
        Assert.Equal(Hour * 2, World.Now);
    }

    [Fact]
    public void A_probe_in_a_variable_of_the_base_type_waits_in_virtual_time_too()
    {
        TestProbe probe = CreateTestProbe();
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(2), probe.Ref, "late", ActorRefs.NoSender);
        Assert.Equal("late", probe.ExpectMsg<string>());
        Assert.Equal(TimeSpan.FromSeconds(2), World.Now);
    }

    [Fact]
    public void The_test_actor_is_the_sender_of_what_the_test_sends()
    {
        IActorRef echo = Sys.ActorOf(Props.Create<TestActors.Echo>());
        echo.Tell("hello");
        ExpectMsg("hello");
        VirtualTestProbe other = CreateTestProbe();
        other.ExpectNoMsg(Hour);
        echo.Tell("again");
        ExpectMsg("again");
    }

    [Fact]
    public void Children_of_the_test_actor_are_supervised_by_it()
    {
        IActorRef child = ChildActorOf(Props.Create<TestActors.Echo>(), "child");
        Assert.Equal(TestActor.Path, child.Path.Parent);
    }

    [Fact]
    public void Run_finishes_an_asynchronous_function()
    {
        IActorRef echo = Sys.ActorOf(Props.Create<TestActors.Echo>());
        int answer = Run(async () =>
        {
            await Task.Delay(Hour);
            return await echo.Ask<int>(42);
        });
        Assert.Equal(42, answer);
        Assert.Equal(Hour, World.Now);
        Assert.Empty(World.DoubtsOfDeterminism);
    }

    [Fact]
    public void The_clock_of_the_kit_is_a_TimeProvider()
    {
        DateTimeOffset start = TimeProvider.GetUtcNow();
        ExpectNoMsg(Hour);
        Assert.Equal(start + Hour, TimeProvider.GetUtcNow());
        Assert.Equal(TimeProvider.GetUtcNow().UtcTicks, Now.Ticks);
    }

    [Fact]
    public void A_system_outside_of_virtual_time_is_refused()
    {
        using ActorSystem real = ActorSystem.Create("real");
        ArgumentException wrong = Assert.Throws<ArgumentException>(() => OnItsOwnThread.Run(() => new VirtualTimeTestKit(
            real).Dispose()));
        Assert.Contains("the system real does not run in virtual time", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kit_uses_a_system_of_the_worlds_own()
    {
        OnItsOwnThread.Run(() =>
        {
            using var world = new VirtualWorld();
            using var kit = new VirtualTimeTestKit(world.CreateSystem("mine"));
            Assert.Equal("mine", kit.Sys.Name);
            Assert.Same(world, kit.World);
            kit.ExpectNoMsg(Hour);
            Assert.Equal(Hour, world.Now);
        });
    }

    private void Later(TimeSpan delay, object message) =>
        Sys.Scheduler.ScheduleTellOnce(delay, TestActor, message, ActorRefs.NoSender);
}
