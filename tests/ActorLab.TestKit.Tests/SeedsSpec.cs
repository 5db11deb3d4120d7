#pragma warning disable xUnit1000 // These are run by the tests here, and not by xunit, from which they are hidden.
using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using ActorLab.TestKit.Running;
using ActorLab.VirtualTime.Schedules;
using Xunit;
using Xunit.Sdk;

namespace ActorLab.TestKit.Tests;

/// <summary>Tests under many schedules.</summary>
public sealed class SeedsSpec
{
    [Fact]
    public void Each_seed_has_a_new_kit_world_and_system()
    {
        Run(typeof(Counted), nameof(Counted.Test));
        Assert.Equal(20, Counted.Instances);
        Assert.Equal(20, Counted.Worlds.Count);
    }

    [Fact]
    public void A_race_is_found_and_told_with_its_seed_its_shrunk_schedule_and_a_line_that_replays_it()
    {
        ScheduleFailedException failure = Fails(typeof(Race), nameof(Race.The_first_speaks_first));
        Assert.Single(failure.Schedule.Deviations);
        Assert.IsAssignableFrom<XunitException>(failure.InnerException);
        string[] lines = failure.Message.Split(Environment.NewLine);
        string name = $"{typeof(Race).FullName}.{nameof(Race.The_first_speaks_first)}";
        Assert.StartsWith($"{name} fails under seed {failure.Seed}, schedule {failure.Seed} of 1000 (random({failure.Seed})):",
            lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith($"Schedule: {failure.Schedule} (1 of the seed's ",
            StringComparison.Ordinal));
        Assert.Contains(
            $"Replay: [Seeds(Replay = \"{failure.Schedule}\")] or " +
            $"ACTORLAB_REPLAY=\"{failure.Schedule}\" dotnet test --filter \"FullyQualifiedName={name}\"", lines);
    }

    [Fact]
    public void A_schedule_replays_the_same_failure_a_hundred_times_of_a_hundred()
    {
        ScheduleFailedException failure = Fails(typeof(Race), nameof(Race.The_first_speaks_first));
        SchedulePlan plan = SchedulePlan.Of(1, 1, "random", failure.Schedule.ToString());
        for (int i = 0; i < 100; i++)
        {
            ScheduleFailedException again = Assert.Throws<ScheduleFailedException>(
                () => new Exploration("again", plan, Race.RunUnder, text => text).Run());
            Assert.Equal(failure.Schedule, again.Schedule);
            Assert.Equal(failure.InnerException!.Message, again.InnerException!.Message);
            Assert.Null(again.Seed);
        }
    }

    [Fact]
    public void A_failure_without_any_race_is_shrunk_to_fifo()
    {
        ScheduleFailedException failure = Fails(typeof(Race), nameof(Race.Always));
        Assert.Empty(failure.Schedule.Deviations);
        Assert.Contains("Replay = \"fifo\"", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_attribute_replays_a_schedule_alone()
    {
        ScheduleFailedException failure = Fails(typeof(Race), nameof(Race.Replayed));
        Assert.StartsWith($"{typeof(Race).FullName}.{nameof(Race.Replayed)} fails under random(", failure.Message,
            StringComparison.Ordinal);
        Run(typeof(Race), nameof(Race.Replayed_in_order));
    }

    [Fact]
    public void Priorities_that_change_at_random_find_the_race_too()
    {
        ScheduleFailedException failure = Fails(typeof(Race), nameof(Race.The_first_speaks_first_by_priority));
        Assert.Contains("(pct(", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_whose_determinism_is_in_doubt_says_so()
    {
        ScheduleFailedException failure = Fails(typeof(Race), nameof(Race.With_another_thread));
        Assert.Contains("Determinism is in doubt", failure.Message, StringComparison.Ordinal);
        Assert.Contains("\"stranger\"", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_that_the_schedule_does_not_decide_says_so()
    {
        ScheduleFailedException failure = Fails(typeof(Race), nameof(Race.Once));
        Assert.Contains("something else than the schedule decides", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1, "random", null, "the number of schedules: expected 1 or more, got 0")]
    [InlineData(2, int.MaxValue, "random", null, "First: expected at most 2147483646 with 2 schedules, got 2147483647")]
    [InlineData(1, 1, "luck", null, "Strategy: expected random, pct(DEPTH) or pct(DEPTH, CHOICES), got \"luck\"")]
    [InlineData(1, 1, "pct(0)", null, "expected the depth to be a whole number of 1 or more, got \"0\"")]
    [InlineData(1, 1, "random", "3:x",
        "Replay: expected a schedule such as 3:1,17:2, fifo, or a strategy with its seed such as random(17), got \"3:x\"")]
    [InlineData(1, 1, "random", "random(x)", "expected the seed to be a whole number, got \"x\"")]
    [SuppressMessage("Usage", "xUnit1012:Null should only be used for nullable parameters", Justification = "It is nullable.")]
    public void What_cannot_be_used_is_told_by_name(int count, int first, string strategy, string? replay, string says) =>
        Assert.Contains(says, Assert.Throws<ArgumentException>(() => SchedulePlan.Of(count, first, strategy, replay)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_schedule_of_another_run_is_told_as_such()
    {
        ScheduleFailedException failure = Fails(typeof(Race), nameof(Race.Schedule_of_another_run));
        Assert.Contains("the schedule is of another run: at choice 0 it takes ready mailbox number 100", failure.Message,
            StringComparison.Ordinal);
    }

    private static void Run(Type type, string method) =>
        OnItsOwnThread.Run(() => new TestBody(type, [], type.GetMethod(method)!, null, []).Run());

    private static ScheduleFailedException Fails(Type type, string method) =>
        Assert.Throws<ScheduleFailedException>(() => Run(type, method));

    private sealed class Counted : VirtualTimeTestKit
    {
        public Counted() => Instances++;

        public static int Instances { get; private set; }

        public static HashSet<object> Worlds { get; } = [];

        [Seeds(20)]
        public void Test()
        {
            Worlds.Add(World);
            ExpectNoMsg(TimeSpan.FromHours(1));
            Assert.Equal(TimeSpan.FromHours(1), World.Now);
        }
    }

    private sealed class Race : VirtualTimeTestKit
    {
        private static int s_runs;

        public static TestRun RunUnder(Strategy strategy)
        {
            TestRun? run = null;
            OnItsOwnThread.Run(() => run = new TestBody(typeof(Race), [], typeof(Race).GetMethod(nameof(The_first_speaks_first))!,
                null, []).RunOnce(strategy));
            return run!;
        }

        [Seeds(1000)]
        public void The_first_speaks_first()
        {
            for (int i = 0; i < 5; i++) Sys.ActorOf(Props.Create<TestActors.Echo>()).Tell(i);
            ReceiveN(5);
            Sys.ActorOf(Props.Create<TestActors.Speaker>(TestActor, "first"));
            Sys.ActorOf(Props.Create<TestActors.Speaker>(TestActor, "second"));
            ExpectMsg("first");
            ExpectMsg("second");
        }

        [Seeds(1000, Strategy = "pct(2)")]
        public void The_first_speaks_first_by_priority() => The_first_speaks_first();

        [Seeds(1000)]
        public void Always()
        {
            ReceiveSomething();
            Assert.Fail("always");
        }

        [Seeds(Replay = "random(5)")]
        public void Replayed() => Always();

        [Seeds(Replay = "fifo")]
        public void Replayed_in_order() => The_first_speaks_first();

        [Seeds(Replay = "0:99")]
        public void Schedule_of_another_run() => The_first_speaks_first();

        [Seeds(3)]
        public void With_another_thread()
        {
            IActorRef echo = Sys.ActorOf(Props.Create<TestActors.Echo>()), self = TestActor;
            World.RunReady();
            var thread = new Thread(() => echo.Tell("from outside", self)) { Name = "stranger" };
            thread.Start();
            thread.Join();
            ExpectMsg("something else");
        }

        [Seeds(1000)]
        public void Once()
        {
            ReceiveSomething();
            Assert.NotEqual(3, ++s_runs);
        }

        private void ReceiveSomething()
        {
            for (int i = 0; i < 5; i++) Sys.ActorOf(Props.Create<TestActors.Echo>()).Tell(i);
            ReceiveN(5);
        }
    }
}
