using ActorLab.Benchmarks;

namespace ActorLab.Cluster.Tests.Work;

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class BrokerWorkSpec(BrokerFixture broker)
{
    [Fact]
    public async Task The_benchmark_of_work_through_a_quorum_queue_still_works_at_toy_size()
    {
        IReadOnlyList<BrokerWorkTable.Row> rows = await BrokerWorkTable.RunAsync(broker.Lab, messages: 200, rounds: 1);
        Assert.Equal(["one item per lease", "chunks of 64"], rows.Select(r => r.Workload));
        Assert.All(rows, r => Assert.True(r.Subject > 0 && r.Raw > 0, $"{r}"));
    }
}
