namespace ActorLab.Conformance;

/// <summary>G42 to G44 and G47: actors on other nodes behave like those on the root's own. How a node is lost (G45, G46) and how it ends (G48) is each engine's own, and stands in its own specs.</summary>
/// <remarks>The roles are lambdas that share the test's journal, so an engine of this chapter has its nodes in this process.</remarks>
[Requires(EngineCapabilities.Nodes)]
public abstract class NodesConformance(EngineFixture fixture) : EngineConformance(fixture)
{
    private const string Near = "near";
    private const string Far = "far";
    private const string Role = "role";

    /// <summary>False for an engine whose nodes share their memory, so that no message has to leave it.</summary>
    protected virtual bool MessagesTravel => true;

    [Fact]
    public async Task G42_an_actor_on_a_node_gets_Started_first_and_then_all_that_was_sent_to_it_since_Spawn()
    {
        var journal = new Journal();
        NodeRole notes = (_, _) => Script.Props((context, message) =>
        {
            if (message is Started or Number) journal.Add(message);
            if (message is Number(3)) context.Send(context.Sender!, Go.Instance);
        });
        await RunNodes(notes, Script.Root(
            context =>
            {
                ActorRef child = context.Spawn(On(Near));
                for (int i = 0; i < 4; i++) context.Send(child, new Number(i));
            },
            (_, message) => message is Go));
        Assert.Equal(["Started", "0", "1", "2", "3"], journal.Entries);
    }

    [Fact]
    public async Task G42_a_role_is_made_with_the_arguments_of_the_spawner_and_the_state_of_its_own_node()
    {
        var journal = new Journal();
        NodeRole counts = (state, arguments) => Script.Props((context, message) =>
        {
            if (message is not Go) return;
            Counter counter = state.Shared("counter", static () => new Counter());
            journal.Add($"{((Text)arguments).Value} is {state.Node} {++counter.Value}");
            context.Send(context.Sender!, Go.Instance);
        });
        var left = new Queue<(string Node, string Name)>([(Near, "one"), (Near, "two"), (Far, "three"), (Near, "four")]);
        await RunNodes(counts, Script.Root(Next, (context, _) =>
        {
            if (left.Count == 0) return true;
            Next(context);
            return false;
        }));
        Assert.Equal(["one is near 1", "two is near 2", "three is far 1", "four is near 3"], journal.Entries);

        void Next(IActorContext context)
        {
            (string node, string name) = left.Dequeue();
            context.Send(context.Spawn(ActorProps.OnNode(node, Role, new Text(name)) with { Name = name }), Go.Instance);
        }
    }

    [Fact]
    public async Task G43_messages_between_nodes_are_handled_in_order_and_each_once()
    {
        const int Count = 1_000;
        var seen = new List<int>();
        var back = new List<int>();
        NodeRole echoes = (_, _) => Script.Props((context, message) =>
        {
            if (message is not Number number) return;
            seen.Add(number.Value);
            context.Send(context.Sender!, number);
        });
        RunResult result = await RunNodes(echoes, Script.Root(
            context =>
            {
                ActorRef child = context.Spawn(On(Near));
                for (int i = 0; i < Count; i++) context.Send(child, new Number(i));
            },
            (_, message) =>
            {
                if (message is Number(var value)) back.Add(value);
                return back.Count == Count;
            }));
        Assert.Equal(Enumerable.Range(0, Count), seen);
        Assert.Equal(Enumerable.Range(0, Count), back);
        Assert.Empty(result.DeadLetters);
    }

    [Fact]
    public async Task G43_messages_between_two_nodes_beside_the_roots_keep_their_order_too()
    {
        const int Count = 300;
        var seen = new List<int>();
        NodeRole talks = (_, _) => Script.Fresh(() =>
        {
            ActorRef? root = null;
            return (context, message) =>
            {
                if (message is Go) root = context.Sender;
                else if (message is Meet(var peer)) for (int i = 0; i < Count; i++) context.Send(peer, new Number(i));
                else if (message is Number(var value)) Note(context, value);
            };

            void Note(IActorContext context, int value)
            {
                seen.Add(value);
                if (value == Count - 1) context.Send(root!, Go.Instance);
            }
        });
        await RunNodes(talks, Script.Root(
            context =>
            {
                ActorRef hears = context.Spawn(On(Far, "hears")), says = context.Spawn(On(Near, "says"));
                context.Send(hears, Go.Instance);
                context.Send(says, new Meet(hears));
            },
            (_, message) => message is Go));
        Assert.Equal(Enumerable.Range(0, Count), seen);
    }

    [Fact]
    public async Task G44_Sender_is_the_actor_on_the_other_node_and_the_same_reference_that_was_spawned()
    {
        NodeRole answers = (_, _) => Script.Props((context, message) =>
        {
            if (message is Go) context.Send(context.Sender!, new Text(context.Sender!.Path));
        });
        ActorRef? child = null, sender = null;
        string? rootAsSeen = null;
        await RunNodes(answers, Script.Root(
            context => context.Send(child = context.Spawn(On(Near)), Go.Instance),
            (context, message) =>
            {
                (sender, rootAsSeen) = (context.Sender, (message as Text)?.Value);
                return true;
            }));
        Assert.Same(child, sender);
        Assert.Equal("root", rootAsSeen);
    }

    [Fact]
    public async Task G44_Stop_drains_an_actor_on_another_node_and_its_watcher_is_told_once_and_last()
    {
        var journal = new Journal();
        NodeRole reports = (_, _) => Script.Props((context, message) =>
        {
            if (message is Number or Stopping) journal.Add($"there {message.GetType().Name}");
            if (message is Number number) context.Send(context.Sender!, number);
        });
        await RunNodes(reports, Script.Root(
            context =>
            {
                ActorRef child = context.Spawn(On(Near));
                context.Watch(child);
                context.Watch(child);
                context.Send(child, new Number(1));
                context.Send(child, new Number(2));
                context.Stop(child);
            },
            (context, message) =>
            {
                if (message is Go) return true;
                journal.Add(message);
                // A second one would come before this.
                if (message is Terminated) context.SendLater(context.Self, Go.Instance, SimDuration.FromMilliseconds(20));
                return false;
            }));
        Assert.Equal(["1", "2", "Terminated"], journal.Entries.Where(e => !e.StartsWith("there", StringComparison.Ordinal)));
        Assert.Equal(["there Number", "there Number", "there Stopping"], journal.Entries.Where(e => e.StartsWith("there", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task G44_who_watches_an_actor_on_another_node_that_has_stopped_before_is_told_at_once()
    {
        int told = 0;
        ActorRef? child = null;
        await RunNodes(Idle, Script.Root(
            context =>
            {
                context.Watch(child = context.Spawn(On(Near)));
                context.Stop(child);
            },
            (context, message) =>
            {
                if (message is Terminated(var actor) && actor == child) told++;
                if (told == 1) context.Watch(child!);
                return told == 2;
            }));
        Assert.Equal(2, told);
    }

    [Fact]
    public async Task G44_after_Unwatch_nothing_is_told()
    {
        var journal = new Journal();
        await RunNodes(Idle, Script.Root(
            context =>
            {
                ActorRef unwatched = context.Spawn(On(Near, "unwatched")), watched = context.Spawn(On(Near, "watched"));
                context.Watch(unwatched);
                context.Watch(watched);
                context.Unwatch(unwatched);
                context.Stop(unwatched);
                context.Stop(watched);
            },
            (context, message) =>
            {
                if (message is Terminated(var actor)) journal.Add(actor.Name);
                if (message is Terminated) context.SendLater(context.Self, Go.Instance, SimDuration.FromMilliseconds(20));
                return message is Go;
            }));
        Assert.Equal(["watched"], journal.Entries);
    }

    [Fact]
    public async Task G44_an_actor_of_one_node_watches_one_of_another()
    {
        NodeRole watches = (_, _) => Script.Fresh(() =>
        {
            ActorRef? root = null;
            return (context, message) =>
            {
                if (message is Meet(var peer))
                {
                    root = context.Sender;
                    context.Watch(peer);
                    context.Stop(peer);
                }
                else if (message is Terminated(var gone))
                {
                    context.Send(root!, new Text(gone.Path));
                }
            };
        });
        string? gone = null;
        await RunNodes(watches, Script.Root(
            context =>
            {
                ActorRef watcher = context.Spawn(On(Near, "watcher")), watched = context.Spawn(On(Far, "watched"));
                context.Send(watcher, new Meet(watched));
            },
            (_, message) => (gone = (message as Text)?.Value) is not null));
        Assert.Equal("root/watched", gone);
    }

    [Fact]
    public async Task G44_the_spawners_policy_restarts_an_actor_on_another_node_and_what_it_failed_at_is_a_dead_letter_of_the_run()
    {
        NodeRole fails = (_, _) => Script.Fresh(() =>
        {
            int handled = 0;
            return (context, message) =>
            {
                if (message is Poison(var cause)) throw cause;
                if (message is Number) context.Send(context.Sender!, new Number(++handled));
            };
        });
        var seen = new List<int>();
        RunResult result = await RunNodes(fails, Script.Root(
            context =>
            {
                ActorRef child = context.Spawn(On(Near));
                context.Send(child, new Number(0));
                context.Send(child, new Poison(new PlannedFailureException("planned")));
                context.Send(child, new Number(0));
            },
            (_, message) =>
            {
                if (message is Number(var value)) seen.Add(value);
                return seen.Count == 2;
            }));
        Assert.Equal([1, 1], seen);
        Assert.Equal((1, 1), (result.Counters.Failures, result.Counters.Restarts));
        DeadLetter letter = Assert.Single(result.DeadLetters);
        Assert.Equal((DeadLetterReason.ReceiverFailed, "root", "root/child"), (letter.Reason, letter.Sender, letter.Receiver));
        Assert.Equal(1, result.Counters.DeadLetters);
    }

    [Fact]
    public async Task G44_an_escalated_failure_reaches_the_parent_on_the_other_node_with_the_words_of_the_original()
    {
        NodeRole fails = (_, _) => Script.Props((_, message) =>
        {
            if (message is Poison(var cause)) throw cause;
        });
        ScenarioPlan plan = NodesPlan(fails, Script.Props((context, message) =>
        {
            if (message is not Started) return;
            ActorRef child = context.Spawn(On(Near) with { Supervision = new SupervisionPolicy { Directive = SupervisionDirective.Escalate } });
            context.Send(child, new Poison(new PlannedFailureException("planned")));
        }) with { Supervision = new SupervisionPolicy { Directive = SupervisionDirective.Escalate } });
        RunResult result = await RunToAnyEnd(plan);
        Assert.Equal(RunOutcome.Failed, result.Outcome);
        var cause = Assert.IsType<RemoteFailureException>(result.Cause);
        Assert.Equal((nameof(PlannedFailureException), "PlannedFailureException: planned"), (cause.Kind, cause.Message));
    }

    [Fact]
    public async Task G44_the_counters_of_a_run_are_those_of_all_its_nodes_together()
    {
        NodeRole answers = (_, _) => Script.Props((context, message) =>
        {
            if (message is Started) context.Spawn(Script.Props((_, _) => { }) with { Name = "below" });
            if (message is Go) context.Send(context.Sender!, Go.Instance);
        });
        int answered = 0;
        RunResult result = await RunNodes(answers, Script.Root(
            context =>
            {
                foreach (string name in new[] { "a", "b" }) context.Send(context.Spawn(On(Near, name)), Go.Instance);
                context.Send(context.Spawn(On(Far, "c")), Go.Instance);
            },
            (_, _) => ++answered == 3));
        // Root, three placed and a child of each; root: Started, three answers, Stopping; placed: Started, Go, Stopping; below: Started, Stopping.
        Assert.Equal(new RunCounters(6, 20, 0, 7, 0, 0), result.Counters);
    }

    [Fact]
    public async Task G35_what_an_actor_on_a_node_sends_to_the_outside_is_in_the_result()
    {
        NodeRole tells = (_, _) => Script.Props((context, message) =>
        {
            if (message is Meet(var outside))
            {
                for (int i = 0; i < 3; i++) context.Send(outside, new Number(i));
                context.Send(context.Sender!, new Meet(outside));
            }
        });
        RunResult result = await RunToAnyEnd(NodesPlan(tells, outside => Script.Root(
            context => context.Send(context.Spawn(On(Near)), new Meet(outside)),
            (context, message) =>
            {
                // The reference came home: it is the outside again.
                if (message is Meet(var whom)) context.Send(whom, new Number(whom == outside ? 3 : -1));
                return true;
            })));
        Assert.Equal((RunOutcome.Completed, null), (result.Outcome, result.Failure));
        Assert.Equal([0, 1, 2, 3], result.Outbox.Cast<Number>().Select(n => n.Value));
    }

    [Fact]
    public async Task G47_a_message_without_a_wire_form_does_not_leave_its_process_and_disturbs_nothing_else()
    {
        var seen = new List<string>();
        NodeRole notes = (_, _) => Script.Props((context, message) =>
        {
            if (message is Number or Homebound) seen.Add(message.ToString()!);
            if (message is Number(2)) context.Send(context.Sender!, Go.Instance);
        });
        RunResult result = await RunNodes(notes, Script.Root(
            context =>
            {
                ActorRef child = context.Spawn(On(Near));
                foreach (IMessage message in new IMessage[] { new Number(1), new Homebound(7), new Number(2) }) context.Send(child, message);
            },
            (_, message) => message is Go));
        DeadLetter[] expected = MessagesTravel ? [new DeadLetter(DeadLetterReason.NoWireForm, "root", "root/child", new Homebound(7))] : [];
        Assert.Equal(expected, result.DeadLetters);
        Assert.Equal(MessagesTravel ? 2 : 3, seen.Count);
    }

    private static NodeRole Idle => (_, _) => Script.Props((_, _) => { });

    private static ActorProps On(string node, string name = "child") => ActorProps.OnNode(node, Role, Go.Instance) with { Name = name };

    private static ScenarioPlan NodesPlan(NodeRole role, ActorProps root) => NodesPlan(role, _ => root);

    private static ScenarioPlan NodesPlan(NodeRole role, Func<ActorRef, ActorProps> root)
    {
        ScenarioPlan plan = Plan(root);
        return plan with { Nodes = [new NodePlan(Near), new NodePlan(Far)], Roles = plan.Roles.Add(Role, role) };
    }

    private async Task<RunResult> RunNodes(NodeRole role, ActorProps root)
    {
        RunResult result = await RunToAnyEnd(NodesPlan(role, root));
        Assert.True(result.Outcome == RunOutcome.Completed, $"the run ended as {result.Outcome}: {result.Failure} {result.Cause}");
        return result;
    }

    private sealed class Counter
    {
        public int Value { get; set; }
    }
}
