using Akka.Actor;
using ActorLab.VirtualTime.Schedules;

namespace ActorLab.VirtualTime.Tests;

public sealed class StrategiesSpec
{
    /// <summary>Three actors that each pass two messages on to one that notes them: 6! / (2! 2! 2!) = 90 orders.</summary>
    private static (string Order, VirtualWorld World) Race(Strategy strategy)
    {
        using var world = new VirtualWorld(new VirtualWorldOptions { Strategy = strategy });
        ActorSystem system = world.System();
        var order = new List<string>();
        IActorRef noting = system.Actor("noting", (_, message) => order.Add($"{message}"));
        IActorRef[] racers = [.. "abc".Select(name => system.Actor($"{name}",
            (context, _) => noting.Tell(context.Self.Path.Name)))];
        foreach (IActorRef racer in racers)
        {
            racer.Tell(1);
            racer.Tell(2);
        }

        world.RunUntilIdle();
        return (string.Concat(order), world);
    }

    [Fact]
    public void Fifo_runs_the_mailbox_that_was_ready_first() => Assert.Equal("abcabc", Race(Strategy.Fifo).Order);

    [Fact]
    public void Random_reaches_every_order_there_is()
    {
        var orders = Enumerable.Range(1,
            3000).Select(seed => Race(Strategy.Random(seed)).Order).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(90, orders.Count);
    }

    [Theory]
    [InlineData("fifo")]
    [InlineData("random(7)")]
    [InlineData("pct(7, 3)")]
    public void The_same_strategy_gives_the_same_run_and_its_schedule_replays_it(string strategy)
    {
        (string order, VirtualWorld world) = Race(Strategy.Parse(strategy));
        (string again, VirtualWorld second) = Race(Strategy.Parse(strategy));
        (string replayed, VirtualWorld third) = Race(Strategy.Parse($"replay({world.Schedule})"));
        Assert.Equal((order, world.Digest, order, world.Digest), (again, second.Digest, replayed, third.Digest));
        Assert.Equal(world.Schedule, third.Schedule);
    }

    [Fact]
    public void Seeds_differ() => Assert.NotEqual(Race(Strategy.Random(1)).World.Digest, Race(Strategy.Random(2)).World.Digest);

    [Fact]
    public void Pct_of_depth_1_finds_an_order_of_two_messages_as_often_as_its_bound_says()
    {
        // "c" is noted first iff its priority is the highest of three: with a probability of at least 1/3.
        int first = Enumerable.Range(0, 600).Count(seed => Race(Strategy.Pct(seed, 1)).Order.StartsWith('c'));
        Assert.InRange(first, 150, 260);
    }

    [Theory]
    [InlineData("")]
    [InlineData("3:1")]
    [InlineData("3:1,17:2,18:1")]
    public void A_schedule_is_text(string text) => Assert.Equal(text, Schedule.Parse(text).ToString());

    [Theory]
    [InlineData("3", "expected CHOICE:INDEX such as 17:2, got \"3\"")]
    [InlineData("3:0", "expected CHOICE:INDEX such as 17:2, got \"3:0\"")]
    [InlineData("a:1", "expected CHOICE:INDEX such as 17:2, got \"a:1\"")]
    [InlineData("4:1,4:2", "choice 4 comes after choice 4; a schedule's choices rise")]
    public void What_is_no_schedule_is_told(string text, string message) =>
        Assert.Equal(message, Assert.Throws<StrategyFormatException>(() => Schedule.Parse(text)).Message);

    [Theory]
    [InlineData("lifo", "there is no strategy \"lifo\"")]
    [InlineData("random", "random takes a seed: random(7)")]
    [InlineData("random(x)", "expected the seed to be a whole number, got \"x\"")]
    [InlineData("pct(1)", "pct takes a seed and a depth: pct(7, 3)")]
    [InlineData("pct(1, 0)", "expected the depth to be a whole number of 1 or more, got \"0\"")]
    [InlineData("random(1", "the closing parenthesis of random(… is missing")]
    public void What_is_no_strategy_is_told(string text, string message) =>
        Assert.Equal(message, Assert.Throws<StrategyFormatException>(() => Strategy.Parse(text)).Message);

    [Fact]
    public void A_schedule_of_another_run_is_told()
    {
        var problem = Assert.Throws<VirtualTimeException>(() => Race(Strategy.Replay(Schedule.Parse("0:9"))));
        Assert.Equal(VirtualTimeProblem.ScheduleMismatch, problem.Problem);
        Assert.Matches("^the schedule is of another run: at choice 0 it takes ready mailbox number 10, and only \\d+ are ready$",
            problem.Message);
    }

    [Fact]
    public void Choices_that_a_run_never_came_to_are_counted()
    {
        Assert.Equal(2, Race(Strategy.Replay(Schedule.Parse("1000:1,2000:1"))).World.LeftOfSchedule);
        Assert.Equal(0, Race(Strategy.Replay(Race(Strategy.Random(3)).World.Schedule)).World.LeftOfSchedule);
    }

    [Theory]
    [InlineData("akka.virtual-time { strategy = lifo, seed = x, processors = 0 }", """
        akka.virtual-time.strategy: expected fifo, random(SEED), pct(SEED, DEPTH) or replay(SCHEDULE), got "lifo" (there is no strategy "lifo")
        akka.virtual-time.seed: expected a whole number, got "x"
        akka.virtual-time.processors: expected a whole number from 1 to 1024, got "0"
        """)]
    [InlineData("akka.virtual-time { livelock-turns = -1, sed = 5, horizon = { days = 3 }, strategie = fifo }", """
        akka.virtual-time.livelock-turns: expected a whole number of 1 or more, got "-1"
        akka.virtual-time.horizon: expected a positive time such as 500ms or 5s, got a section or a list
        akka.virtual-time.sed: there is no such setting; expected strategy, seed, processors, livelock-turns, horizon, foreign-patience, blocking-patience
        akka.virtual-time.strategie: there is no such setting; expected strategy, seed, processors, livelock-turns, horizon, foreign-patience, blocking-patience
        """)]
    [InlineData("akka.virtual-time = 5", """akka.virtual-time: expected a section, got "5" """)]
    [InlineData("akka.virtual-time.foreign-patience = 0s",
        """akka.virtual-time.foreign-patience: expected a positive time such as 500ms or 5s, got "0s" """)]
    public void All_settings_that_cannot_be_used_are_told_at_once(string hocon, string message)
    {
        var problem = Assert.Throws<Akka.Configuration.ConfigurationException>(
            () => VirtualWorldOptions.From(Akka.Configuration.ConfigurationFactory.ParseString(hocon)));
        Assert.Equal(message.TrimEnd(), problem.Message);
    }
}
