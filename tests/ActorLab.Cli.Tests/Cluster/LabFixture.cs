using System.Collections.Concurrent;
using System.Diagnostics;
using ActorLab.TestSupport;
using ActorLab.TestSupport.Brokers;

namespace ActorLab.Cli.Tests.Cluster;

/// <summary>The broker of the tests that start the program as members of a lab.</summary>
public sealed class LabFixture : IAsyncLifetime
{
    private RabbitBroker? _broker;

    /// <summary>With the password.</summary>
    public string Broker => Server.Address.OriginalString;

    public RabbitBroker Server => _broker ?? throw new InvalidOperationException("the broker was not started");

    public async Task InitializeAsync() => _broker = await RabbitBroker.StartAsync();

    public Task DisposeAsync()
    {
        _broker?.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Starts the program with the broker in its environment.</summary>
    internal RunningProgram Begin(params string[] arguments) => new(Broker, arguments);
}

/// <summary>Tests that start processes come one after the other and apart from all others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WithLab : ICollectionFixture<LabFixture>
{
    public const string Name = "with a lab";
}

/// <summary>The program, running by itself.</summary>
internal sealed class RunningProgram : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly Task<string> _output;

    public RunningProgram(string broker, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Lab.Program, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ACTORLAB_BROKER"] = broker;
        _process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginErrorReadLine();
        _output = _process.StandardOutput.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The lines of standard error so far.</summary>
    public string[] Errors => [.. _errors];

    public Task UntilSaysAsync(string text) => UntilAsync(() => Errors.Any(line => line.Contains(text, StringComparison.Ordinal)), $"it says '{text}'");

    public async Task UntilAsync(Func<bool> condition, string what)
    {
        await ProcessTable.Until(() => condition() || HasExited, what);
        Assert.True(condition(), $"it ended before {what}: {string.Join("; ", Errors)}");
    }

    /// <summary>Waits for its end.</summary>
    public async Task<Answer> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(HangGuard.Limit);
        return new Answer(_process.ExitCode, await _output, string.Concat(Errors.Select(line => line + "\n")));
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null) _errors.Enqueue(line);
    }
}
