using ActorLab.Benchmarks;

namespace ActorLab.Cluster.Tests.Transports;

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class BrokerMessagesSpec(BrokerFixture broker)
{
    [Fact]
    public async Task The_benchmark_of_messages_over_a_broker_still_works_at_toy_size()
    {
        IReadOnlyList<NodeMessagesTable.Row> rows = await BrokerMessagesTable.RunAsync(broker.Lab, messages: 500, roundTrips: 20, rounds: 1);
        Assert.Equal(["500 of 16 bytes one way, M/s", "round trip p50, µs", "round trip p99, µs"], rows.Select(r => r.Figure));
        Assert.All(rows, r => Assert.True(r.Nodes > 0 && r.Raw > 0, $"{r}"));
    }
}
