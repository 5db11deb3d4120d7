namespace ActorLab.Conformance;

/// <summary>The run, G35 to G37: how it ends, what it hands out and what it counts.</summary>
public abstract class RunConformance(EngineFixture fixture) : EngineConformance(fixture)
{
    private static readonly SimDuration Tick = SimDuration.FromMilliseconds(1);

    [Fact]
    public async Task G35_the_run_ends_when_the_root_has_stopped_and_everything_else_is_stopped_with_it()
    {
        var journal = new Journal();
        await Run(Script.Props((context, message) =>
        {
            switch (message)
            {
                case Started:
                    IActorRef clock = context.Spawn(Clock(context.Self, journal));
                    context.Send(clock, Go.Instance);
                    break;
                case Number: context.Stop(context.Self); break;
                case Stopping: journal.Add("root stopping"); break;
                default: break;
            }
        }));
        journal.AssertOrder("clock stopping", "root stopping");
        Assert.Equal("root stopping", journal.Entries[^1]);
    }

    [Fact]
    public async Task G35_the_outbox_holds_what_was_sent_to_the_outside_in_the_order_of_arrival()
    {
        const int count = 200;
        var observed = new List<IMessage>();
        RunResult result = await Run(
            outside => Script.Props((context, message) =>
            {
                switch (message)
                {
                    case Started:
                        for (int i = 1; i <= count; i++) context.Send(outside, new Number(i));
                        context.Stop(context.Self);
                        break;
                    case Stopping: context.Send(outside, new Text("last words")); break;
                    default: break;
                }
            }),
            options: new EngineOptions { OnOutbox = observed.Add });
        IMessage[] expected = [.. Enumerable.Range(1, count).Select(i => new Number(i)), new Text("last words")];
        Assert.Equal<IMessage>(expected, result.Outbox);
        Assert.Equal(expected, observed);
    }

    [Fact]
    public async Task G35_the_outbox_keeps_the_order_of_each_of_many_senders()
    {
        const int senders = 5, perSender = 200;
        var observed = new List<IMessage>();
        int finished = 0;
        RunResult result = await Run(
            outside => Script.Root(
                context =>
                {
                    IActorRef root = context.Self;
                    for (int s = 0; s < senders; s++)
                    {
                        int sender = s;
                        context.Spawn(Script.Props(
                            (c, m) =>
                            {
                                if (m is not Started) return;
                                for (int i = 0; i < perSender; i++) c.Send(outside, new FromSender(sender, i));
                                c.Send(root, Go.Instance);
                            },
                            Storm.Dispatchers[s]));
                    }
                },
                (_, _) => ++finished == senders),
            options: new EngineOptions { OnOutbox = observed.Add });
        Assert.Equal(senders * perSender, result.Outbox.Length);
        Assert.Equal<IMessage>(result.Outbox, observed);
        Assert.All(
            result.Outbox.Cast<FromSender>().GroupBy(m => m.Sender),
            ofOne => Assert.Equal(Enumerable.Range(0, perSender), ofOne.Select(m => m.Index)));
    }

    [Fact]
    public async Task G36_an_interrupted_run_tells_the_root_which_may_wind_up()
    {
        var senders = new Journal();
        RunResult result = await RunInterrupted(outside => Script.Props((context, message) =>
        {
            switch (message)
            {
                case Started:
                    context.Send(outside, new Text("under way"));
                    context.SendLater(context.Self, Go.Instance, Tick);
                    break;
                case Go: context.SendLater(context.Self, message, Tick); break;
                case Interrupted:
                    senders.Add(context.Sender is { } sender ? context.PathOf(sender) : "nobody");
                    context.Send(outside, new Text("winding up"));
                    context.Stop(context.Self);
                    break;
                case Stopping: context.Send(outside, new Text("stopped in peace")); break;
                default: break;
            }
        }));
        Assert.Equal(RunOutcome.Interrupted, result.Outcome);
        Assert.Equal<IMessage>([new Text("under way"), new Text("winding up"), new Text("stopped in peace")], result.Outbox);
        Assert.Equal(["nobody"], senders.Entries);
    }

    [Fact]
    public async Task G36_an_interrupted_run_ends_even_if_the_root_does_not_want_to()
    {
        var told = new Journal();
        RunResult result = await RunInterrupted(outside => Script.Props((context, message) =>
        {
            switch (message)
            {
                case Started:
                    context.Send(outside, new Text("under way"));
                    context.SendLater(context.Self, Go.Instance, Tick);
                    break;
                case Go: context.SendLater(context.Self, message, Tick); break;
                case Interrupted: told.Add("told"); break;
                default: break;
            }
        }));
        Assert.Equal(RunOutcome.Interrupted, result.Outcome);
        Assert.Equal<IMessage>([new Text("under way")], result.Outbox);
        Assert.Equal(["told"], told.Entries);
    }

    [Fact]
    public async Task G37_the_counters_count_every_send_turn_dead_letter_spawn_failure_and_restart()
    {
        // Turns: root 7 (started, 3 answers, terminated, back, stopping), a 5, b 4. Sends: root 6, a 3, b 1.
        RunResult result = await Run(outside =>
        {
            IActorRef? a = null;
            var heard = new HashSet<string>(StringComparer.Ordinal);
            return Script.Props((context, message) =>
            {
                switch (message)
                {
                    case Started:
                        a = context.Spawn(Answering());
                        IActorRef b = context.Spawn(BackAgain(context.Self));
                        context.Watch(a);
                        for (int i = 1; i <= 3; i++) context.Send(a, new Number(i));
                        context.Send(b, new Poison(new PlannedFailureException("planned")));
                        context.Stop(a);
                        break;
                    case Terminated: heard.Add("a has stopped"); break;
                    case Text: heard.Add("b is back"); break;
                    default: break;
                }

                if (message is not (Terminated or Text) || heard.Count < 2) return;
                context.Send(a!, new Text("for the dead"));
                context.Send(outside, new Text("to the outside"));
                context.Stop(context.Self);
            });
        });
        Assert.Equal(new RunCounters(Sends: 10, Turns: 16, DeadLetters: 2, Spawned: 3, Failures: 1, Restarts: 1), result.Counters);
    }

    [Fact]
    public async Task G37_a_message_sent_later_counts_when_it_is_sent_and_a_cancelled_one_never()
    {
        RunResult result = await Run(Script.Root(
            context =>
            {
                context.SendLater(context.Self, Go.Instance, Tick);
                context.SendLater(context.Self, Go.Instance, SimDuration.FromSeconds(3_600)).Cancel();
            },
            (_, message) => message is Go));
        Assert.Equal(new RunCounters(Sends: 1, Turns: 3, DeadLetters: 0, Spawned: 1, Failures: 0, Restarts: 0), result.Counters);
    }

    [Fact]
    public async Task G37_all_dead_letters_are_counted_and_the_first_thousand_kept()
    {
        const int count = RunResult.MaxDeadLettersKept + 500;
        RunResult result = await Run(Script.Root(
            context =>
            {
                for (int i = 1; i <= count; i++) context.Send(context.Self, new Number(i));
            },
            (context, message) =>
            {
                context.Unhandled(message);
                return message is Number(count);
            }));
        Assert.Equal(count, result.Counters.DeadLetters);
        Assert.Equal(Enumerable.Range(1, RunResult.MaxDeadLettersKept).Select(i => new Number(i)), result.DeadLetters.Select(l => l.Message));
    }

    private static ActorProps Clock(IActorRef root, Journal journal) => Script.Props((context, message) =>
    {
        if (message is Go)
        {
            journal.Add("tick");
            context.SendLater(context.Self, message, Tick);
            if (journal.Count("tick") == 3) context.Send(root, new Number(3));
        }

        if (message is Stopping) journal.Add("clock stopping");
    });

    private static ActorProps Answering() => Script.Props((context, message) =>
    {
        if (message is Number) context.Send(context.Sender!, message);
    });

    private static ActorProps BackAgain(IActorRef report) => Script.Props((context, message) =>
    {
        if (message is Poison poison) throw poison.Cause;
        if (message is Restarted) context.Send(report, new Text("back"));
    });

    /// <summary>Interrupts once the first message has reached the outside.</summary>
    private async Task<RunResult> RunInterrupted(Func<IActorRef, ActorProps> root)
    {
        using var interrupt = new CancellationTokenSource();
        var underWay = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = new EngineOptions { OnOutbox = _ => underWay.TrySetResult(), WindUp = SimDuration.FromMilliseconds(200) };
        Task<RunResult> run = RunToAnyEnd(Plan(root), options, interrupt: interrupt.Token);
        await Task.WhenAny(underWay.Task, run);
        await interrupt.CancelAsync();
        return await run;
    }
}
