using System.Globalization;

namespace ActorLab.Simulation.Tests;

public sealed class RunSpec
{
    private static readonly MachineProfile s_random = Scenario.Machine with
    {
        Cores = 2,
        StepCost = SimDuration.FromNanoseconds(200),
        DiskCapacity = 2,
        DiskOpen = Latency.Between(Scenario.Ms(1), Scenario.Ms(3)),
    };

    [Fact]
    public void The_same_seed_gives_the_same_digest_and_another_seed_another()
    {
        ulong? first = Digest(1), again = Digest(1), other = Digest(2);
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void A_trace_has_the_digest_of_the_run_and_does_not_change_it()
    {
        var sink = new TraceDigest();
        RunResult traced = Scenario.Run(Readers(1), new EngineOptions { Trace = sink });
        Assert.Equal(sink.Value, traced.TraceDigest);
        Assert.Equal(Digest(1), traced.TraceDigest);
        Assert.True(sink.EventCount > 50);
    }

    [Fact]
    public void A_digest_is_the_same_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        ulong? here = Digest(1);
        try
        {
            var strange = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            strange.NumberFormat.NegativeSign = "~";
            strange.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = strange;
            Assert.Equal(here, Digest(1));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void The_random_stream_of_an_actor_depends_on_seed_and_path_alone()
    {
        RunResult result = Scenario.Run(Scenario.Machine, outside => TestActor.Props((context, message) =>
        {
            if (message is not Started) return;
            context.Send(outside, new Number((long)context.Random.NextUInt64()));
            context.Stop(context.Self);
        }), seed: 7);
        Assert.Equal(new Number((long)new RandomStream(7).Split("root").NextUInt64()), Assert.Single(result.Outbox));
    }

    [Fact]
    public void Waiting_costs_no_real_time()
    {
        RunResult result = Scenario.Run(Scenario.Machine, (context, message) =>
        {
            if (message is Started) context.SendLater(context.Self, Done.Instance, SimDuration.FromSeconds(86_400));
            else if (message is Done) context.Stop(context.Self);
        });
        Assert.Equal((RunOutcome.Completed, SimDuration.FromSeconds(86_400)), (result.Outcome, result.Elapsed));
    }

    [Theory]
    [InlineData("", "a1 a2 a3 b1 b2 b3")]
    [InlineData("akka.actor.default-dispatcher.throughput = 1", "a1 b1 a2 b2 a3 b3")]
    [InlineData("akka.actor.default-dispatcher.throughput = 2", "a1 b1 a2 a3 b2 b3")]
    public void The_throughput_of_the_settings_is_the_share_of_an_actor(string akka, string expected)
    {
        var handled = new List<string>();
        var plan = new ScenarioPlan
        {
            Name = "test",
            Machine = Scenario.Machine,
            Root = _ => TestActor.Props((context, message) =>
            {
                if (message is Done) context.Stop(context.Self);
                if (message is not Started) return;
                foreach (string name in new[] { "a", "b" })
                {
                    IActorRef actor = context.Spawn(TestActor.Props((_, m) =>
                    {
                        if (m is Number(var number)) handled.Add($"{name}{number}");
                    }) with { Dispatcher = DispatcherPolicy.EventLoop("loop") });
                    for (int i = 1; i <= 3; i++) context.Send(actor, new Number(i));
                }

                context.SendLater(context.Self, Done.Instance, Scenario.Ms(2));
            }) with { Dispatcher = DispatcherPolicy.EventLoop("loop") },
        };
        Assert.Equal(RunOutcome.Completed, Scenario.Run(plan.WithAkka(akka)).Outcome);
        Assert.Equal(expected, string.Join(' ', handled));
    }

    [Fact]
    public void Timers_go_off_in_the_order_of_their_times_and_a_cancelled_one_never()
    {
        RunResult result = Scenario.Run(Scenario.Machine, outside => TestActor.Props((context, message) =>
        {
            if (message is Started)
            {
                context.SendLater(outside, new Number(3), Scenario.Ms(2));
                context.SendLater(outside, new Number(1), Scenario.Ms(1));
                context.SendLater(outside, new Number(2), Scenario.Ms(1));
                IScheduledSend never = context.SendLater(outside, new Number(0), Scenario.Ms(1));
                Assert.True(never.Cancel());
                Assert.False(never.Cancel());
                context.SendLater(context.Self, Done.Instance, Scenario.Ms(3));
            }
            else if (message is Done)
            {
                context.Stop(context.Self);
            }
        }));
        Assert.Equal([1, 2, 3], result.Outbox.Cast<Number>().Select(n => n.Value));
    }

    [Fact]
    public void A_run_in_which_nobody_has_anything_to_do_is_a_deadlock()
    {
        RunResult result = Scenario.Run(Scenario.Machine, (_, _) => { });
        Assert.Equal(RunOutcome.Deadlocked, result.Outcome);
        Assert.Contains("root waits for a message", result.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupted_run_tells_the_root_which_may_wind_up()
    {
        using var interrupt = new CancellationTokenSource();
        RunResult result = Scenario.Run(Scenario.Machine, outside => TestActor.Props((context, message) =>
        {
            if (message is Number(var n) && n == 10_000) interrupt.Cancel();
            if (message is Started) context.Send(context.Self, new Number(1));
            else if (message is Number number) context.SendLater(context.Self, new Number(number.Value + 1), Scenario.Ms(1));
            else if (message is Interrupted) context.Stop(context.Self);
        }), interrupt: interrupt.Token);
        Assert.Equal(RunOutcome.Interrupted, result.Outcome);
        Assert.InRange(result.Elapsed.TotalSeconds, 10, 20);
    }

    [Fact]
    public void An_interrupted_run_that_does_not_wind_up_is_ended()
    {
        using var interrupt = new CancellationTokenSource();
        interrupt.Cancel();
        RunResult result = Scenario.Run(Scenario.Machine, _ => TestActor.Props((context, message) =>
        {
            if (message is not Interrupted) context.SendLater(context.Self, Done.Instance, Scenario.Ms(1));
        }), interrupt: interrupt.Token);
        Assert.Equal((RunOutcome.Interrupted, "the run did not wind up in time"), (result.Outcome, result.Failure));
    }

    [Fact]
    public void A_root_that_fails_for_good_fails_the_run()
    {
        RunResult result = Scenario.Run(Scenario.Machine, (_, message) =>
        {
            if (message is Started or Restarted) throw new InvalidOperationException("broken");
        });
        Assert.Equal((RunOutcome.Failed, "root failed: broken"), (result.Outcome, result.Failure));
        Assert.Equal((11, 10), (result.Counters.Failures, result.Counters.Restarts));
    }

    [Fact]
    public void An_observer_of_the_outbox_that_throws_fails_the_run_and_not_the_sender()
    {
        RunResult result = Scenario.Run(
            Scenario.Machine,
            outside => TestActor.Props((context, message) => context.Send(outside, message)),
            options: new EngineOptions { OnOutbox = _ => throw new InvalidOperationException("no") });
        Assert.Equal((RunOutcome.Failed, 0), (result.Outcome, result.Counters.Failures));
    }

    private static ulong? Digest(ulong seed) => Scenario.Run(Readers(seed)).TraceDigest;

    private static ScenarioPlan Readers(ulong seed) =>
        Scenario.Bodies(s_random, [.. Enumerable.Range(0, 5).Select(i => new Job($"r{i}", async m => await m.Open("f", OpenMode.Append)))], seed);
}
