using ActorLab.Nodes.Transports;

namespace ActorLab.Cluster.Members;

/// <summary>A child process that was told what to be and has said that it is. It ends when this process does.</summary>
internal sealed class OrderedProcess : IDisposable
{
    private readonly ChildProcess _child;
    private readonly LinePipe _pipe;

    private OrderedProcess(ChildProcess child, LinePipe pipe)
    {
        (_child, _pipe) = (child, pipe);
        Over = WatchAsync();
    }

    public int ProcessId => _child.ProcessId;

    /// <summary>Completes when the process has ended, or has said that nothing but itself is left; with how it ended.</summary>
    public Task<string> Over { get; }

    /// <param name="name">Stands in front of what it prints.</param>
    /// <param name="program">What to start; it must read its order.</param>
    /// <param name="order">What it is told.</param>
    /// <param name="onLine">Gets what it prints.</param>
    /// <param name="patience">How long it may take to be ready.</param>
    /// <param name="interrupt">Ends the attempt.</param>
    /// <exception cref="IOException">It could not be started, or has refused; one sentence.</exception>
    public static async Task<OrderedProcess> StartAsync(string name, ChildProgram program, Order order, Action<ChildLine> onLine, TimeSpan patience, CancellationToken interrupt)
    {
        ChildProcess child = ChildProcess.Start(name, program, onLine);
        var pipe = new LinePipe(child.Transport);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
        limit.CancelAfter(patience);
        try
        {
            pipe.Send(order.ToLine());
            string? answer = await pipe.ReadAsync(limit.Token).ConfigureAwait(false);
            if (answer == Order.Ready) return new OrderedProcess(child, pipe);
            throw new IOException(answer?.StartsWith(Order.Refused, StringComparison.Ordinal) == true ? answer[Order.Refused.Length..] : $"{name} has ended before it was ready");
        }
        catch (Exception failed)
        {
            child.Dispose();
            pipe.Dispose();
            if (failed is OperationCanceledException && !interrupt.IsCancellationRequested) throw new IOException($"{name} was not ready within {patience.TotalSeconds} s", failed);
            throw;
        }
    }

    public void Kill() => _child.Kill();

    /// <summary>Lets it wind up, and kills it if it does not.</summary>
    /// <param name="patience">How long it may take.</param>
    public async Task EndAsync(TimeSpan patience)
    {
        _pipe.Dispose();
        await Task.WhenAny(_child.Exited, Task.Delay(patience)).ConfigureAwait(false);
        Dispose();
    }

    /// <summary>Kills it, if it has not ended, and waits until it has.</summary>
    public void Dispose()
    {
        _child.Kill();
        _child.Dispose();
        _pipe.Dispose();
    }

    private async Task<string> WatchAsync()
    {
        Task<string?> said = _pipe.ReadAsync();
        await Task.WhenAny(_child.Exited, said).ConfigureAwait(false);
        if (said.IsCompletedSuccessfully && await said.ConfigureAwait(false) == Order.Over) return "ended by itself";
        // The pipe of a process that is being killed closes first.
        ChildExit exit = await _child.Exited.ConfigureAwait(false);
        return exit.ToString();
    }
}
