using ActorLab.Cluster.Labs;
using ActorLab.TestKit.Brokers;

namespace ActorLab.Cluster.Tests;

/// <summary>The one broker of a test run.</summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    private RabbitBroker? _broker;

    public LabAddress Lab => new(Broker.Address, RabbitBroker.Lab);

    public RabbitBroker Broker => _broker ?? throw new InvalidOperationException("the broker was not started");

    public async Task InitializeAsync() => _broker = await RabbitBroker.StartAsync();

    public Task DisposeAsync()
    {
        _broker?.Dispose();
        return Task.CompletedTask;
    }
}

/// <summary>Tests on one broker, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class WithBroker : ICollectionFixture<BrokerFixture>
{
    public const string Name = "with a broker";
}
