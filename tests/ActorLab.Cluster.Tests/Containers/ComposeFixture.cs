using System.Globalization;
using ActorLab.TestSupport;
using ActorLab.TestSupport.Containers;

namespace ActorLab.Cluster.Tests.Containers;

/// <summary>The committed compose file, built and started as it is with three workers and a first run, on stand-ins for the official images.</summary>
public sealed class ComposeFixture : IAsyncLifetime
{
    public const int Workers = 3;
    public const string FirstRun = "line-copy --model process-pipeline --lines 1000";
    public const string Password = "5ca1ab1e";

    private const string Project = "lab";

    private DockerDaemon? _daemon;

    public DockerDaemon Daemon => _daemon ?? throw new InvalidOperationException("the daemon was not started");

    public static string Broker => NameOf("broker", 1);

    public static string Coordinator => NameOf("coordinator", 1);

    /// <param name="number">From 1.</param>
    public static string Worker(int number) => NameOf("worker", number);

    public async Task InitializeAsync()
    {
        using var patience = new CancellationTokenSource(HangGuard.Limit);
        _daemon = await DockerDaemon.StartAsync();
        await _daemon.MakeImagesAsync(patience.Token);
        await ComposeAsync(["build"], FirstRun, patience.Token);
        await ComposeAsync(["up", "--detach", "--scale", $"worker={Workers}"], FirstRun, patience.Token);
    }

    public Task DisposeAsync()
    {
        _daemon?.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Starts another run in the place of the last one.</summary>
    /// <param name="run">What to run, as words.</param>
    /// <param name="interrupt">Ends the attempt.</param>
    public Task BeginRunAsync(string run, CancellationToken interrupt) => ComposeAsync(["up", "--detach", "--force-recreate", "--no-deps", "coordinator"], run, interrupt);

    /// <summary>Waits for the end of the run.</summary>
    public async Task<CommandAnswer> EndRunAsync(CancellationToken interrupt)
    {
        int exitCode = int.Parse(await Daemon.AskAsync(["wait", Coordinator], interrupt), CultureInfo.InvariantCulture);
        CommandAnswer logs = await Daemon.DockerAsync(["logs", Coordinator], interrupt);
        return logs with { ExitCode = exitCode };
    }

    private async Task ComposeAsync(string[] arguments, string run, CancellationToken interrupt)
    {
        CommandAnswer answer = await Daemon.ComposeAsync(Project, arguments, [new("ACTORLAB_PASSWORD", Password), new("ACTORLAB_RUN", run)], interrupt);
        if (answer.ExitCode != 0) throw new InvalidOperationException($"docker-compose {string.Join(' ', arguments)} ended with {answer.ExitCode}:\n{answer.Out}{answer.Error}");
    }

    private static string NameOf(string service, int number) => $"{Project}_{service}_{number}";
}

/// <summary>Tests on one lab of containers, one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WithContainers : ICollectionFixture<ComposeFixture>
{
    public const string Name = "with containers";
}
