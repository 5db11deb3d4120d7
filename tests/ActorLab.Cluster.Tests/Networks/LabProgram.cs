using System.Diagnostics;
using System.Text;
using ActorLab.TestSupport;
using ActorLab.TestSupport.Brokers;
using ActorLab.TestSupport.Networks;

namespace ActorLab.Cluster.Tests.Networks;

/// <summary>The command <c>actorlab</c> on a host of a network, killed when it is disposed.</summary>
internal sealed class LabProgram : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task _reader;
    private readonly StringBuilder _error = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> _awaited = [];
    private readonly Lock _gate = new();

    /// <param name="host">Where it runs.</param>
    /// <param name="broker">Which the environment names to it.</param>
    /// <param name="arguments">Its command, in the folder of the repository.</param>
    public LabProgram(NetworkHost host, RabbitBroker broker, params string[] arguments)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal) { ["ACTORLAB_BROKER"] = broker.Address.ToString() };
        _process = host.Begin("dotnet", [Path.Combine(AppContext.BaseDirectory, "ActorLab.Cli.dll"), .. arguments], variables);
        _process.StandardInput.Close();
        _output = _process.StandardOutput.ReadToEndAsync();
        _reader = ReadErrorAsync();
    }

    public bool HasExited => _process.HasExited;

    /// <summary>All that it has written to standard error until now.</summary>
    public string Error
    {
        get
        {
            lock (_gate) return _error.ToString();
        }
    }

    /// <summary>Completes when standard error has a text, and fails when it ends without.</summary>
    public Task AwaitAsync(string text)
    {
        lock (_gate)
        {
            if (_error.ToString().Contains(text, StringComparison.Ordinal)) return Task.CompletedTask;
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_reader is { IsCompleted: true }) seen.SetException(EndedWithout(text));
            else _awaited.Add((text, seen));
            return seen.Task;
        }
    }

    public async Task<CommandAnswer> EndAsync(CancellationToken interrupt)
    {
        await _process.WaitForExitAsync(interrupt);
        await _reader;
        return new CommandAnswer(_process.ExitCode, await _output, Error);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task ReadErrorAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_gate)
            {
                _error.Append(line).Append('\n');
                foreach ((string text, TaskCompletionSource seen) in _awaited)
                {
                    if (line.Contains(text, StringComparison.Ordinal)) seen.TrySetResult();
                }
            }
        }

        lock (_gate)
        {
            foreach ((string text, TaskCompletionSource seen) in _awaited) seen.TrySetException(EndedWithout(text));
        }
    }

    private InvalidOperationException EndedWithout(string text) => new($"the program has ended without '{text}':\n{_error}");
}
