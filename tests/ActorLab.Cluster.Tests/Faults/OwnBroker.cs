using ActorLab.Cluster.Labs;
using ActorLab.TestSupport.Brokers;

namespace ActorLab.Cluster.Tests.Faults;

/// <summary>A broker that a class of tests may kill and freeze.</summary>
public sealed class OwnBroker : IAsyncLifetime
{
    private RabbitBroker? _broker;

    public RabbitBroker Broker => _broker ?? throw new InvalidOperationException("the broker was not started");

    /// <summary>A busy machine may take minutes to start a broker again.</summary>
    public LabAddress Lab => new(Broker.Address, RabbitBroker.Lab)
    {
        Patience = LabPatience.Default with { WithoutBroker = SimDuration.FromSeconds(600) },
    };

    public async Task InitializeAsync() => _broker = await RabbitBroker.StartAsync();

    public Task DisposeAsync()
    {
        _broker?.Dispose();
        return Task.CompletedTask;
    }
}
