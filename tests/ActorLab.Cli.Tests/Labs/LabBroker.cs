using ActorLab.TestSupport;
using ActorLab.TestSupport.Brokers;

namespace ActorLab.Cli.Tests.Labs;

/// <summary>A broker with TLS and a lab for the commands of one class of tests.</summary>
public sealed class LabBroker : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RabbitBroker? _broker;

    /// <summary>The folder with certificates of the lab.</summary>
    public string Tls => _folder.File("own");

    public string OtherTls => _folder.File("other");

    public Uri Address => _broker?.Address ?? throw new InvalidOperationException("the broker was not started");

    public string Where => $"--broker {Address} --lab {RabbitBroker.Lab} --tls {Tls}";

    public async Task InitializeAsync()
    {
        foreach (string folder in new[] { Tls, OtherTls })
        {
            Answer made = await Lab.Shell($"'{Path.Combine(Repository.Root, "hocon", "cluster", "make-test-certificates")}' '{folder}'");
            Assert.True(made.ExitCode == 0, made.Error);
        }

        _broker = await RabbitBroker.StartAsync(Tls);
    }

    public Task DisposeAsync()
    {
        _broker?.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }
}
