using ActorLab.Cluster.Engine;
using ActorLab.Cluster.Tests.Engine;
using ActorLab.Core.Engine;
using ActorLab.Core.Model;
using ActorLab.TestSupport;
using ActorLab.Wire.Frames;

namespace ActorLab.Cluster.Tests.Work;

/// <summary>The same actors as over a queue in memory, over the broker's.</summary>
[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class QueuePlanSpec(BrokerFixture broker)
{
    /// <summary>So that a node that went without a word is missed soon.</summary>
    private static readonly LinkSettings Impatient = new(SimDuration.FromMilliseconds(100), SimDuration.FromMilliseconds(1_000), 64);

    [Theory]
    [InlineData(2_000, 1)]
    [InlineData(20_000, 64)]
    public async Task Items_go_through_the_queue_in_messages_of_one_and_of_many_and_arrive_once_and_in_order(int items, int itemsPerMessage)
    {
        var plan = new QueuePlan(items, nodes: 2, itemsPerMessage);
        await using MemberTeam team = await JoinAsync(plan, 2);
        RunResult result = await RunAsync(plan);
        AssertArrived(result, Enumerable.Range(1, items).Select(i => (long)i));
        Assert.Equal((0, 0), result.Outbox.OfType<LeaseFeeder.Figures>().Single() is var figures ? (figures.Lost.Length, figures.Repeated) : default);
    }

    [Fact]
    public async Task An_item_that_takes_its_node_with_it_is_dead_lettered_after_four_nodes_and_named_and_the_others_arrive()
    {
        const int Items = 200, Poison = 17;
        MemberTeam? team = null;
        int deaths = 0;
        var plan = new QueuePlan(Items, nodes: 2)
        {
            OnItem = (node, item) =>
            {
                if (item != Poison) return;
                Interlocked.Increment(ref deaths);
                team!.Lose(node);
            },
        };
        team = await JoinAsync(plan, 7);
        await using (team)
        {
            RunResult result = await RunAsync(plan);
            AssertArrived(result, Enumerable.Range(1, Items).Select(i => (long)i).Where(i => i != Poison));
            Coordinator.Finished finished = result.Outbox.OfType<Coordinator.Finished>().Single();
            Assert.Equal(Poison, Assert.Single(finished.GivenUp));
            Assert.Equal((Items - 1, 1, 4), (finished.Done, finished.Failed, deaths));
        }
    }

    private Task<MemberTeam> JoinAsync(QueuePlan plan, int members) => MemberTeam.JoinAsync(broker.Lab, members, QueuePlan.AddMessages, _ => plan.Build());

    private async Task<RunResult> RunAsync(QueuePlan plan)
    {
        var engine = new ClusterEngine(broker.Lab, QueuePlan.AddMessages, static _ => { }, Impatient) { LivesAreProcesses = false, Work = WorkPath.Queue };
        using var net = new CancellationTokenSource(HangGuard.Limit);
        return await engine.RunAsync(plan.Build(), EngineOptions.Default, net.Token);
    }

    private static void AssertArrived(RunResult result, IEnumerable<long> items)
    {
        Assert.Equal((RunOutcome.Completed, null), (result.Outcome, result.Failure));
        Assert.Null(result.Outbox.OfType<Coordinator.Finished>().Single().Reason);
        Assert.Equal(items, result.Outbox.OfType<Resequencer.Completed>().Select(c => c.Path.Root.Value));
    }
}
