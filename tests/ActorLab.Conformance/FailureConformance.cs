namespace ActorLab.Conformance;

/// <summary>Failure, G18 to G24: what supervision makes of an actor that throws.</summary>
public abstract class FailureConformance(EngineFixture fixture) : EngineConformance(fixture)
{
    private static readonly DispatcherPolicy Loop = DispatcherPolicy.EventLoop("loop");

    [Fact]
    public async Task G18_the_message_that_made_an_actor_throw_becomes_a_dead_letter_and_is_not_handled_again()
    {
        var poison = new Poison(new PlannedFailureException("once"));
        var seen = new Journal();
        RunResult result = await Run(Script.Root(
            context =>
            {
                IActorRef child = context.Spawn(Frail(seen) with { Name = "frail" });
                context.Send(child, poison);
                context.Send(child, Go.Instance);
            },
            (_, message) => message is Go));
        DeadLetter letter = Assert.Single(result.DeadLetters);
        Assert.Equal((DeadLetterReason.ReceiverFailed, poison, "frail"), (letter.Reason, letter.Message, letter.Receiver.Split('/')[^1]));
        Assert.Equal(1, seen.Count("Poison"));
        Assert.Equal(1, seen.Count("Go"));
    }

    [Fact]
    public async Task G18_no_other_actor_notices_that_one_throws()
    {
        const int rounds = 50;
        var seen = new Journal();
        int answers = 0;
        RunResult result = await Run(Script.Root(
            context =>
            {
                var unlimited = new SupervisionPolicy { MaxRestarts = rounds };
                IActorRef frail = context.Spawn(Frail(new Journal()) with { Supervision = unlimited });
                IActorRef sibling = context.Spawn(Frail(seen));
                for (int i = 1; i <= rounds; i++)
                {
                    context.Send(frail, new Poison(new PlannedFailureException($"round {i}")));
                    context.Send(sibling, new Number(i));
                }

                context.Send(frail, Go.Instance);
                context.Send(sibling, Go.Instance);
            },
            (_, _) => ++answers == 2));
        Assert.Equal(["Started", .. Enumerable.Range(1, rounds).Select(i => $"{i}"), "Go"], seen.Entries.Take(rounds + 2));
        Assert.Equal(rounds, result.Counters.Failures);
    }

    [Fact]
    public async Task G19_resume_goes_on_with_the_state_it_has()
    {
        Journal seen = await FailBetween1And2(new SupervisionPolicy { Directive = SupervisionDirective.Resume });
        Assert.Equal(["Started 1", "1 of instance 1 with sum 1", "Poison 1", "2 of instance 1 with sum 3", "3 of instance 1 with sum 6"], seen.Entries.Take(5));
    }

    [Fact]
    public async Task G20_restart_gives_a_fresh_instance_restarted_first_and_then_the_waiting_messages_in_order()
    {
        Journal seen = await FailBetween1And2(SupervisionPolicy.Default);
        Assert.Equal(
            ["Started 1", "1 of instance 1 with sum 1", "Poison 1", "Restarted 2 for planned", "2 of instance 2 with sum 2", "3 of instance 2 with sum 5"],
            seen.Entries.Take(6));
    }

    [Fact]
    public async Task G20_the_policy_decides_by_the_exception()
    {
        Journal seen = await FailBetween1And2(new SupervisionPolicy
        {
            Directive = SupervisionDirective.Stop,
            Decide = failure => failure is PlannedFailureException ? SupervisionDirective.Resume : SupervisionDirective.Stop,
        });
        Assert.Equal("3 of instance 1 with sum 6", seen.Entries[4]);
    }

    [Fact]
    public async Task G20_children_are_stopped_before_the_fresh_instance_begins()
    {
        var journal = new Journal();
        await Run(Script.Root(
            context =>
            {
                IActorRef root = context.Self;
                int kids = 0;
                IActorRef parent = context.Spawn(Script.Props((c, m) =>
                {
                    if (m is Started or Restarted)
                    {
                        journal.Add(m);
                        int kid = ++kids;
                        // The name is free again: the first one has stopped.
                        IActorRef child = c.Spawn(Script.Props((_, k) => journal.Add($"kid {kid} {k.GetType().Name}")) with { Name = "kid" });
                        if (kid == 1) c.Send(child, Go.Instance);
                    }

                    if (m is Poison poison) throw poison.Cause;
                    if (m is Go) c.Send(root, m);
                }));
                context.Send(parent, new Poison(new PlannedFailureException("planned")));
                context.Send(parent, Go.Instance);
            },
            (_, message) => message is Go));
        journal.AssertOrder("Restarted", "kid 2 Started");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task G21_more_restarts_than_allowed_stop_the_actor_and_its_watchers_are_told(int maxRestarts)
    {
        int instances = 0;
        var seen = new Journal();
        RunResult result = await Run(Script.Root(
            context =>
            {
                IActorRef child = context.Spawn(Script.Fresh(
                    () =>
                    {
                        instances++;
                        return (_, m) =>
                        {
                            seen.Add(m);
                            if (m is Poison poison) throw poison.Cause;
                        };
                    },
                    Loop) with { Supervision = new SupervisionPolicy { MaxRestarts = maxRestarts } });
                context.Watch(child);
                for (int i = 0; i <= maxRestarts; i++) context.Send(child, new Poison(new PlannedFailureException("planned")));
                context.Send(child, new Text("for the dead"));
            },
            (_, message) => message is Terminated,
            Loop));
        Assert.Equal(maxRestarts + 1, instances);
        Assert.Equal(maxRestarts + 1, seen.Count("Poison"));
        Assert.Equal(0, seen.Count("for the dead"));
        Assert.Equal(maxRestarts, result.Counters.Restarts);
        Assert.Equal([new Text("for the dead")], result.DeadLetters.Where(l => l.Reason == DeadLetterReason.ReceiverStopped).Select(l => l.Message));
    }

    [Fact]
    public async Task G21_restarts_outside_the_window_do_not_count()
    {
        const int failures = 4;
        var policy = new SupervisionPolicy { MaxRestarts = 1, Window = SimDuration.FromMilliseconds(3) };
        int restarts = 0;
        await Run(Script.Root(
            context =>
            {
                IActorRef child = context.Spawn(Script.Props((c, m) =>
                {
                    if (m is Poison poison) throw poison.Cause;
                    if (m is Restarted) restarts++;
                    // Each failure comes later than the window of the one before.
                    if (m is Started or Restarted && restarts < failures)
                    {
                        c.SendLater(c.Self, new Poison(new PlannedFailureException("planned")), SimDuration.FromMilliseconds(5));
                    }

                    if (restarts == failures) c.Stop(c.Self);
                }) with { Supervision = policy });
                context.Watch(child);
            },
            (_, message) => message is Terminated));
        Assert.Equal(failures, restarts);
    }

    [Fact]
    public async Task G22_stop_ends_the_actor_without_stopping_and_what_waits_becomes_dead_letters()
    {
        var journal = new Journal();
        RunResult result = await Run(Script.Root(
            context =>
            {
                IActorRef child = context.Spawn(Script.Props(
                    (c, m) =>
                    {
                        journal.Add(m);
                        if (m is Started) c.Spawn(Script.Props((_, k) => journal.Add($"kid {k.GetType().Name}"), Loop));
                        if (m is Poison poison) throw poison.Cause;
                    },
                    Loop) with { Supervision = new SupervisionPolicy { Directive = SupervisionDirective.Stop } });
                context.Watch(child);
                context.Send(child, new Poison(new PlannedFailureException("planned")));
                context.Send(child, new Number(1));
                context.Send(child, new Number(2));
            },
            (_, message) =>
            {
                journal.Add(message);
                return message is Terminated;
            },
            Loop));
        Assert.Equal(["Started", "Poison"], journal.Entries.Where(e => e is "Started" or "Poison" or "1" or "2" or "Stopping" or "Restarted"));
        Assert.Equal(
            [new Number(1), new Number(2)],
            result.DeadLetters.Where(l => l.Reason == DeadLetterReason.ReceiverStopped).Select(l => l.Message));
    }

    [Fact]
    public async Task G23_escalate_stops_the_actor_and_its_parent_fails_with_the_same_exception()
    {
        var cause = new PlannedFailureException("from below");
        var journal = new Journal();
        Exception? seen = null;
        await Run(Script.Root(
            context =>
            {
                IActorRef root = context.Self;
                context.Spawn(Script.Props((c, m) =>
                {
                    if (m is Restarted restarted)
                    {
                        seen = restarted.Cause;
                        journal.Add("top restarted");
                        c.Send(root, Go.Instance);
                    }

                    if (m is Started) c.Send(c.Spawn(Escalating(journal, leaf: Escalating(journal, leaf: null))), new Poison(cause));
                }));
            },
            (_, message) => message is Go));
        Assert.Same(cause, seen);
        journal.AssertOrder("leaf throws", "top restarted");
        Assert.Equal(0, journal.Count("restarted"));
    }

    [Fact]
    public async Task G23_escalated_from_the_root_the_run_ends_as_failed()
    {
        var cause = new PlannedFailureException("nobody helps");
        var escalate = new SupervisionPolicy { Directive = SupervisionDirective.Escalate };
        RunResult result = await RunToAnyEnd(Plan(outside => Script.Root(
            context =>
            {
                context.Send(outside, new Text("before"));
                context.Send(context.Spawn(Frail(new Journal()) with { Supervision = escalate }), new Poison(cause));
            },
            (_, _) => false) with { Supervision = escalate }));
        Assert.Equal(RunOutcome.Failed, result.Outcome);
        Assert.Same(cause, result.Cause);
        Assert.Contains("nobody helps", result.Failure, StringComparison.Ordinal);
        Assert.Equal<IMessage>([new Text("before")], result.Outbox);
    }

    [Fact]
    public async Task G24_a_constructor_that_throws_at_the_first_start_stops_the_actor()
    {
        int attempts = 0;
        RunResult result = await Run(Script.Root(
            context =>
            {
                IActorRef child = context.Spawn(ScriptedProps.Of((Func<IActor>)(() =>
                {
                    attempts++;
                    throw new PlannedFailureException("not today");
                })));
                context.Watch(child);
                context.Send(child, new Text("for the dead"));
            },
            (_, message) => message is Terminated));
        Assert.Equal(1, attempts);
        Assert.Equal((1, 0), (result.Counters.Failures, result.Counters.Restarts));
        Assert.Equal([new Text("for the dead")], result.DeadLetters.Where(l => l.Reason == DeadLetterReason.ReceiverStopped).Select(l => l.Message));
    }

    [Fact]
    public async Task G24_a_constructor_that_throws_at_a_restart_is_one_more_failure_under_the_policy()
    {
        int attempts = 0;
        var seen = new Journal();
        await Run(Script.Root(
            context =>
            {
                IActorRef child = context.Spawn(Script.Fresh(() =>
                {
                    if (++attempts == 2) throw new PlannedFailureException("not at the second attempt");
                    int instance = attempts;
                    return (c, m) =>
                    {
                        seen.Add($"{m.GetType().Name} of {instance}");
                        if (m is Poison poison) throw poison.Cause;
                        if (m is Go) c.Send(c.Sender!, m);
                    };
                }));
                context.Send(child, new Poison(new PlannedFailureException("planned")));
                context.Send(child, Go.Instance);
            },
            (_, message) => message is Go));
        Assert.Equal(3, attempts);
        Assert.Equal(["Started of 1", "Poison of 1", "Restarted of 3", "Go of 3"], seen.Entries.Take(4));
    }

    /// <summary>Writes down what it gets, throws for poison and answers <see cref="Go"/>.</summary>
    private static ActorProps Frail(Journal seen) => Script.Props((context, message) =>
    {
        seen.Add(message);
        if (message is Poison poison) throw poison.Cause;
        if (message is Go) context.Send(context.Sender!, message);
    });

    private static ActorProps Escalating(Journal journal, ActorProps? leaf)
    {
        IActorRef? below = null;
        return Script.Props((context, message) =>
        {
            switch (message)
            {
                case Started when leaf is not null: below = context.Spawn(leaf); break;
                case Poison when below is not null: context.Send(below, message); break;
                case Poison poison:
                    journal.Add("leaf throws");
                    throw poison.Cause;
                case Restarted: journal.Add("restarted"); break;
                default: break;
            }
        }) with { Supervision = new SupervisionPolicy { Directive = SupervisionDirective.Escalate } };
    }

    /// <summary>An actor that adds up numbers gets 1, a poison, 2 and 3, all before it has its first turn.</summary>
    private async Task<Journal> FailBetween1And2(SupervisionPolicy policy)
    {
        var seen = new Journal();
        int instances = 0;
        await Run(Script.Root(
            context =>
            {
                IActorRef child = context.Spawn(Script.Fresh(() => Adding(++instances, seen), Loop) with { Supervision = policy });
                context.Send(child, new Number(1));
                context.Send(child, new Poison(new PlannedFailureException("planned")));
                context.Send(child, new Number(2));
                context.Send(child, new Number(3));
            },
            (_, message) => message is Go,
            Loop));
        return seen;
    }

    private static Action<IActorContext, IMessage> Adding(int instance, Journal seen)
    {
        int sum = 0;
        return (context, message) =>
        {
            switch (message)
            {
                case Started: seen.Add($"Started {instance}"); break;
                case Restarted restarted: seen.Add($"Restarted {instance} for {restarted.Cause.Message}"); break;
                case Number(var value):
                    sum += value;
                    seen.Add($"{value} of instance {instance} with sum {sum}");
                    if (value == 3) context.Send(context.Sender!, Go.Instance);
                    break;
                case Poison poison:
                    seen.Add($"Poison {instance}");
                    throw poison.Cause;
                default: break;
            }
        };
    }
}
