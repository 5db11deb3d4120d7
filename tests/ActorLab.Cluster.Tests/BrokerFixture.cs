using ActorLab.Cluster.Labs;
using ActorLab.TestSupport.Brokers;

namespace ActorLab.Cluster.Tests;

/// <summary>The one broker of a test run.</summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    private static LabAddress? _current;

    private RabbitBroker? _broker;

    /// <summary>The lab on it, for the suite's chapters: they are made without arguments.</summary>
    public static LabAddress Current => _current ?? throw new InvalidOperationException("the broker was not started: the class is not in the collection of its tests");

    public LabAddress Lab => new(Broker.Address, RabbitBroker.Lab);

    public RabbitBroker Broker => _broker ?? throw new InvalidOperationException("the broker was not started");

    public async Task InitializeAsync()
    {
        _broker = await RabbitBroker.StartAsync();
        _current = Lab;
    }

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
