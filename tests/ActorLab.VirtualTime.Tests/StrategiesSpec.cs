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

    /// <summary>Three actors that note two messages each themselves: every order of their turns is one schedule.</summary>
    private static (string Order, VirtualWorld World) Turns(Strategy strategy)
    {
        using var world = new VirtualWorld(new VirtualWorldOptions { Strategy = strategy });
        ActorSystem system = world.System();
        var order = new List<string>();
        IActorRef[] actors = [.. "abc".Select(name => system.Actor($"{name}", (_, _) => order.Add($"{name}")))];
        foreach (IActorRef actor in actors)
        {
            actor.Tell(1);
            actor.Tell(2);
        }

        world.RunUntilIdle();
        return (string.Concat(order), world);
    }

    /// <summary>Every order in which three actors can take two turns each, with its probability if each ready one is as likely as
    /// the others.</summary>
    private static IEnumerable<(string Order, double Probability)> AllOrders(string order = "", double probability = 1)
    {
        if (order.Length == 6) yield return (order, probability);
        char[] ready = [.. "abc".Where(actor => order.Count(taken => taken == actor) < 2)];
        foreach (char next in ready)
        {
            foreach (var whole in AllOrders(order + next, probability / ready.Length)) yield return whole;
        }
    }

    /// <summary>Runs every schedule there is: each deviates from one that is known in one more, later choice.</summary>
    private static void RunAll(Schedule schedule, List<(string Order, string Digest)> found)
    {
        (string order, VirtualWorld world) = Turns(Strategy.Replay(schedule));
        Assert.Equal(schedule, world.Schedule);
        found.Add((order, world.Digest));
        long first = schedule.Deviations.Count == 0 ? 0 : schedule.Deviations[^1].Choice + 1;
        for (long choice = first; choice < world.Choices; choice++)
        {
            for (int index = 1; index <= 2; index++)
            {
                string text = $"{schedule}{(schedule.Deviations.Count == 0 ? "" : ",")}{choice}:{index}";
                try
                {
                    RunAll(Schedule.Parse(text), found);
                }
                catch (VirtualTimeException problem) when (problem.Problem == VirtualTimeProblem.ScheduleMismatch)
                {
                    // Fewer are ready at this choice.
                    break;
                }
            }
        }
    }

    [Fact]
    public void Replaying_every_schedule_takes_every_order_once()
    {
        var found = new List<(string Order, string Digest)>();
        RunAll(Schedule.Fifo, found);
        Assert.Equal(AllOrders().Select(whole => whole.Order).Order(StringComparer.Ordinal),
            found.Select(run => run.Order).Order(StringComparer.Ordinal));
        Assert.Equal(90, found.Select(run => run.Digest).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Random_takes_each_order_as_often_as_if_every_ready_mailbox_were_as_likely_as_the_others()
    {
        const int Runs = 4_500;
        Dictionary<string, int> counts = Enumerable.Range(1, Runs).Select(seed => Turns(Strategy.Random(seed)).Order)
            .CountBy(order => order, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        double square = AllOrders().Sum(whole =>
        {
            double expected = Runs * whole.Probability;
            return Math.Pow(counts.GetValueOrDefault(whole.Order) - expected, 2) / expected;
        });
        // Chi-square with 89 degrees of freedom: mean 89, standard deviation 13.3.
        Assert.InRange(square, 89 - (4 * 13.3), 89 + (4 * 13.3));
    }

    [Fact]
    public void Pct_of_depth_2_finds_a_bug_of_two_constraints_as_often_as_its_bound_says_where_random_does_not()
    {
        // The bug: all eight turns of b come between the two of a. It takes the priority of a above that of b, which is one case
        // in two, and the change just after its first turn, which is one choice in ten: 1 / (2 actors × 10 choices^(2 - 1)).
        static bool Finds(Strategy strategy)
        {
            using var world = new VirtualWorld(new VirtualWorldOptions { Strategy = strategy });
            ActorSystem system = world.System();
            var order = new List<string>();
            foreach ((string name, int turns) in (ReadOnlySpan<(string, int)>)[("a", 2), ("b", 8)])
            {
                IActorRef actor = system.Actor(name, (_, _) => order.Add(name));
                for (int i = 0; i < turns; i++) actor.Tell(i);
            }

            world.RunUntilIdle();
            return string.Concat(order) == "abbbbbbbba";
        }

        const int Runs = 2_000;
        int pct = Enumerable.Range(1, Runs).Count(seed => Finds(Strategy.Pct(seed, 2, choices: 10)));
        int random = Enumerable.Range(1, Runs).Count(seed => Finds(Strategy.Random(seed)));
        // 100 are expected with a standard deviation of 9.7; at random 2,000 / 2^9 = 4.
        Assert.InRange(pct, 100 - (4 * 9.7), 100 + (4 * 9.7));
        Assert.InRange(random, 0, 12);
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
