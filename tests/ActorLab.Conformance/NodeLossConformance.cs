namespace ActorLab.Conformance;

/// <summary>G45 and G46: what happens to those who are left when a node dies, and how it comes back.</summary>
/// <remarks>The test says when the node dies (<see cref="EngineFixture.CreateEngineThatLoses"/>). On an engine that plans it, it dies later, when nothing else happens any more.</remarks>
[Requires(EngineCapabilities.Nodes)]
public abstract class NodeLossConformance(EngineFixture fixture) : PlacedConformance(fixture)
{
    [Fact]
    public async Task G45_who_watches_an_actor_is_told_of_the_loss_of_its_node_after_what_that_actor_had_sent()
    {
        var journal = new Journal();
        await RunAndLose(lose => Script.Root(
            context =>
            {
                IActorRef child = context.Spawn(On(Near, NodeRoles.Answers));
                context.Watch(child);
                context.Send(child, new Number(1));
            },
            (_, message) =>
            {
                journal.Add(message);
                if (message is Number) lose();
                return message is Terminated;
            }));
        Assert.Equal(["1", "Terminated"], journal.Entries);
    }

    [Fact]
    public async Task G45_what_is_sent_to_an_actor_of_a_lost_node_is_a_dead_letter()
    {
        RunResult result = await RunAndLose(lose => Script.Root(
            context =>
            {
                IActorRef child = context.Spawn(On(Near, NodeRoles.Answers));
                context.Watch(child);
                context.Send(child, new Number(1));
            },
            (context, message) =>
            {
                if (message is Number) lose();
                if (message is Terminated(var gone)) context.Send(gone, new Number(7));
                return message is Terminated;
            }));
        Assert.Equal(new DeadLetter(DeadLetterReason.NodeLost, "root", "root/child", new Number(7)), Assert.Single(result.DeadLetters));
    }

    [Fact]
    public async Task G45_a_watcher_on_a_third_node_is_told_too_and_what_it_sends_then_is_a_dead_letter_of_the_run()
    {
        var journal = new Journal();
        RunResult result = await RunAndLose(lose => Script.Root(
            context => context.Send(context.Spawn(On(Far, NodeRoles.Watches, "watcher")), new Meet(context.Spawn(On(Near, NodeRoles.Answers)))),
            (_, message) =>
            {
                journal.Add(message);
                if (message is Text("watching")) lose();
                return message is Text("root/child");
            }));
        Assert.Equal(["watching", "root/child"], journal.Entries);
        Assert.Equal(new DeadLetter(DeadLetterReason.NodeLost, "root/watcher", "root/child", new Number(7)), Assert.Single(result.DeadLetters));
    }

    [Fact]
    public async Task G45_actors_of_other_nodes_go_on()
    {
        IActorRef? other = null;
        bool answered = false;
        await RunAndLose(lose => Script.Root(
            context =>
            {
                other = context.Spawn(On(Far, NodeRoles.Answers, "other"));
                IActorRef child = context.Spawn(On(Near, NodeRoles.Answers));
                context.Watch(child);
                context.Send(child, new Number(1));
            },
            (context, message) =>
            {
                if (message is Number(1)) lose();
                if (message is Terminated) context.Send(other!, new Number(2));
                return answered = message is Number(2);
            }));
        Assert.True(answered);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task G46_a_lost_node_is_started_again_with_a_fresh_state_and_the_name_is_free_up_to_its_limit_and_then_no_more(int maxRestarts)
    {
        var journal = new Journal();
        int terminated = 0;
        await RunAndLose(
            lose => Script.Root(
                Next,
                (context, message) =>
                {
                    journal.Add(message);
                    if (message is Text) lose();
                    if (message is Terminated && ++terminated < maxRestarts + 2) Next(context);
                    return terminated == maxRestarts + 2;
                }),
            maxRestarts);
        string[] life = ["x is near 1", "Terminated"];
        Assert.Equal([.. Enumerable.Repeat(life, maxRestarts + 1).SelectMany(l => l), "Terminated"], journal.Entries);

        static void Next(IActorContext context)
        {
            IActorRef child = context.Spawn(ActorProps.OnNode(Near, NodeRoles.Counts, new Text("x")) with { Name = "child" });
            context.Watch(child);
            context.Send(child, Go.Instance);
        }
    }

    private async Task<RunResult> RunAndLose(Func<Action, ActorProps> root, int maxRestarts = NodePlan.DefaultMaxRestarts)
    {
        IEngine engine = Fixture.CreateEngineThatLoses(Near, out Action lose);
        RunResult result = await RunToAnyEnd(NodesPlan(root(lose), maxRestarts), on: engine);
        Assert.True(result.Outcome == RunOutcome.Completed, $"the run ended as {result.Outcome}: {result.Failure} {result.Cause}");
        return result;
    }
}
