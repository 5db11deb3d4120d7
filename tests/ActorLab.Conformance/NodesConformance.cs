namespace ActorLab.Conformance;

/// <summary>G42 to G44, G47 and the first half of G48: actors on other nodes behave like those on the root's own, and are gone when the run is. What it is to lose a node stands in
/// <see cref="NodeLossConformance"/>.</summary>
[Requires(EngineCapabilities.Nodes)]
public abstract class NodesConformance(EngineFixture fixture) : PlacedConformance(fixture)
{
    /// <summary>False for an engine whose nodes share their memory, so that no message has to leave it.</summary>
    protected virtual bool MessagesTravel => true;

    /// <summary>False for an engine on which an actor of any node may place others.</summary>
    protected virtual bool OnlyTheRootsNodePlaces => true;

    [Fact]
    public async Task G42_an_actor_on_a_node_gets_Started_first_and_then_all_that_was_sent_to_it_since_Spawn()
    {
        string? seen = null;
        await RunNodes(Script.Root(
            context =>
            {
                IActorRef child = context.Spawn(On(Near, NodeRoles.Notes));
                for (int i = 0; i < 4; i++) context.Send(child, new Number(i));
                context.Send(child, Go.Instance);
            },
            (_, message) => (seen = (message as Text)?.Value) is not null));
        Assert.Equal("Started, 0, 1, 2, 3", seen);
    }

    [Fact]
    public async Task G42_a_role_is_made_with_the_arguments_of_the_spawner_and_the_state_of_its_own_node()
    {
        var journal = new Journal();
        var left = new Queue<(string Node, string Name)>([(Near, "one"), (Near, "two"), (Far, "three"), (Near, "four")]);
        await RunNodes(Script.Root(Next, (context, message) =>
        {
            journal.Add(message);
            if (left.Count == 0) return true;
            Next(context);
            return false;
        }));
        Assert.Equal(["one is near 1", "two is near 2", "three is far 1", "four is near 3"], journal.Entries);

        void Next(IActorContext context)
        {
            (string node, string name) = left.Dequeue();
            context.Send(context.Spawn(ActorProps.OnNode(node, NodeRoles.Counts, new Text(name)) with { Name = name }), Go.Instance);
        }
    }

    [Fact]
    public async Task G42_an_actor_of_another_node_than_the_roots_is_refused_a_placement_where_only_the_roots_node_places()
    {
        string? answer = null;
        await RunNodes(Script.Root(
            context => context.Send(context.Spawn(ActorProps.OnNode(Near, NodeRoles.Places, new Text(Far)) with { Name = "child" }), Go.Instance),
            (_, message) => (answer = (message as Text)?.Value) is not null));
        Assert.Equal(OnlyTheRootsNodePlaces ? "refused: role 'notes' on node 'far': only actors of the root's node can place others" : "placed root/child/placed", answer);
    }

    [Fact]
    public async Task G43_messages_between_nodes_are_handled_in_order_and_each_once()
    {
        const int Count = 1_000;
        var back = new List<int>();
        RunResult result = await RunNodes(Script.Root(
            context =>
            {
                IActorRef child = context.Spawn(On(Near, NodeRoles.Answers));
                for (int i = 0; i < Count; i++) context.Send(child, new Number(i));
                context.Send(child, Go.Instance);
            },
            (_, message) =>
            {
                if (message is Number(var value)) back.Add(value);
                return message is Text;
            }));
        Assert.Equal(Enumerable.Range(0, Count), back);
        Assert.Empty(result.DeadLetters);
    }

    [Fact]
    public async Task G43_messages_between_two_nodes_beside_the_roots_keep_their_order_too()
    {
        string? seen = null;
        await RunNodes(Script.Root(
            context =>
            {
                IActorRef hears = context.Spawn(On(Far, NodeRoles.Notes, "hears")), says = context.Spawn(On(Near, NodeRoles.Talks, "says"));
                context.Send(says, new Meet(hears));
            },
            (_, message) => (seen = (message as Text)?.Value) is not null));
        Assert.Equal($"Started, {string.Join(", ", Enumerable.Range(0, NodeRoles.Talk))}", seen);
    }

    [Fact]
    public async Task G44_Sender_is_the_actor_on_the_other_node_and_the_same_reference_that_was_spawned()
    {
        IActorRef? child = null, sender = null;
        string? rootAsSeen = null;
        await RunNodes(Script.Root(
            context => context.Send(child = context.Spawn(On(Near, NodeRoles.Answers)), Go.Instance),
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
        await RunNodes(Script.Root(
            context =>
            {
                IActorRef child = context.Spawn(On(Near, NodeRoles.Drains));
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
        Assert.Equal(["there Number", "1", "there Number", "2", "there Stopping", "Terminated"], journal.Entries);
    }

    [Fact]
    public async Task G44_who_watches_an_actor_on_another_node_that_has_stopped_before_is_told_at_once()
    {
        int told = 0;
        IActorRef? child = null;
        await RunNodes(Script.Root(
            context =>
            {
                context.Watch(child = context.Spawn(On(Near, NodeRoles.Notes)));
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
        await RunNodes(Script.Root(
            context =>
            {
                IActorRef unwatched = context.Spawn(On(Near, NodeRoles.Notes, "unwatched")), watched = context.Spawn(On(Near, NodeRoles.Notes, "watched"));
                context.Watch(unwatched);
                context.Watch(watched);
                context.Unwatch(unwatched);
                context.Stop(unwatched);
                context.Stop(watched);
            },
            (context, message) =>
            {
                if (message is Terminated(var actor)) journal.Add(context.NameOf(actor));
                if (message is Terminated) context.SendLater(context.Self, Go.Instance, SimDuration.FromMilliseconds(20));
                return message is Go;
            }));
        Assert.Equal(["watched"], journal.Entries);
    }

    [Fact]
    public async Task G44_an_actor_of_one_node_watches_one_of_another_and_what_it_sends_there_afterwards_is_a_dead_letter_of_the_run()
    {
        IActorRef? watched = null;
        var journal = new Journal();
        RunResult result = await RunNodes(Script.Root(
            context =>
            {
                IActorRef watcher = context.Spawn(On(Near, NodeRoles.Watches, "watcher"));
                watched = context.Spawn(On(Far, NodeRoles.Answers, "watched"));
                context.Send(watcher, new Meet(watched));
            },
            (context, message) =>
            {
                journal.Add(message);
                if (message is Text("watching")) context.Stop(watched!);
                return message is Text("root/watched");
            }));
        Assert.Equal(["watching", "root/watched"], journal.Entries);
        Assert.Equal(new DeadLetter(DeadLetterReason.ReceiverStopped, "root/watcher", "root/watched", new Number(7)), Assert.Single(result.DeadLetters));
        Assert.Equal(1, result.Counters.DeadLetters);
    }

    [Fact]
    public async Task G44_a_message_to_an_actor_on_another_node_that_has_stopped_is_a_dead_letter_with_both_their_paths()
    {
        RunResult result = await RunNodes(Script.Root(
            context =>
            {
                IActorRef child = context.Spawn(On(Near, NodeRoles.Answers));
                context.Watch(child);
                context.Stop(child);
            },
            (context, message) =>
            {
                if (message is Terminated(var gone)) context.Send(gone, new Number(7));
                return message is Terminated;
            }));
        Assert.Equal(new DeadLetter(DeadLetterReason.ReceiverStopped, "root", "root/child", new Number(7)), Assert.Single(result.DeadLetters));
    }

    [Fact]
    public async Task G44_the_spawners_policy_restarts_an_actor_on_another_node_and_what_it_failed_at_is_a_dead_letter_of_the_run()
    {
        var seen = new List<int>();
        RunResult result = await RunNodes(Script.Root(
            context =>
            {
                IActorRef child = context.Spawn(On(Near, NodeRoles.Fails));
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
    public async Task G44_the_spawners_policy_stops_an_actor_on_another_node_and_its_watcher_is_told()
    {
        var seen = new Journal();
        RunResult result = await RunNodes(Script.Root(
            context =>
            {
                IActorRef child = context.Spawn(On(Near, NodeRoles.Fails) with { Supervision = new SupervisionPolicy { Directive = SupervisionDirective.Stop } });
                context.Watch(child);
                context.Send(child, new Number(0));
                context.Send(child, new Poison(new PlannedFailureException("planned")));
            },
            (_, message) =>
            {
                seen.Add(message);
                return message is Terminated;
            }));
        Assert.Equal(["1", "Terminated"], seen.Entries);
        Assert.Equal((1, 0), (result.Counters.Failures, result.Counters.Restarts));
    }

    [Fact]
    public async Task G44_an_escalated_failure_reaches_the_parent_on_the_other_node_with_the_words_of_the_original()
    {
        ScenarioPlan plan = NodesPlan(Script.Props((context, message) =>
        {
            if (message is not Started) return;
            IActorRef child = context.Spawn(On(Near, NodeRoles.Fails) with { Supervision = new SupervisionPolicy { Directive = SupervisionDirective.Escalate } });
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
        int answered = 0;
        RunResult result = await RunNodes(Script.Root(
            context =>
            {
                foreach (string name in new[] { "a", "b" }) context.Send(context.Spawn(On(Near, NodeRoles.Parents, name)), Go.Instance);
                context.Send(context.Spawn(On(Far, NodeRoles.Parents, "c")), Go.Instance);
            },
            (_, _) => ++answered == 3));
        // Root, three placed and a child of each; root: Started, three answers, Stopping; placed: Started, Go, Stopping; below: Started, Stopping.
        Assert.Equal(new RunCounters(6, 20, 0, 7, 0, 0), result.Counters);
    }

    [Fact]
    public async Task G35_what_an_actor_on_a_node_sends_to_the_outside_is_in_the_result()
    {
        RunResult result = await RunToAnyEnd(NodesPlan(outside => Script.Root(
            context => context.Send(context.Spawn(On(Near, NodeRoles.Tells)), new Meet(outside)),
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
        string? seen = null;
        RunResult result = await RunNodes(Script.Root(
            context =>
            {
                IActorRef child = context.Spawn(On(Near, NodeRoles.Notes));
                foreach (IMessage message in new IMessage[] { new Number(1), new Homebound(7), new Number(2), Go.Instance }) context.Send(child, message);
            },
            (_, message) => (seen = (message as Text)?.Value) is not null));
        DeadLetter[] expected = MessagesTravel ? [new DeadLetter(DeadLetterReason.NoWireForm, "root", "root/child", new Homebound(7))] : [];
        Assert.Equal(expected, result.DeadLetters);
        Assert.Equal(MessagesTravel ? "Started, 1, 2" : "Started, 1, Homebound, 2", seen);
    }

    [Fact]
    public async Task G48_when_the_run_ends_its_nodes_have_ended()
    {
        int answers = 0;
        await RunNodes(Script.Root(
            context =>
            {
                foreach (string node in new[] { Near, Far }) context.Send(context.Spawn(On(node, NodeRoles.Answers, node)), new Number(1));
            },
            (_, _) => ++answers == 2));
        Assert.Equal((2, 0), (answers, Fixture.LivingNodes));
    }
}
