using ActorLab.Nodes.Transports;
using ActorLab.TestSupport;

namespace ActorLab.Cluster.Tests.Transports;

/// <summary>Keeps what a transport says.</summary>
internal sealed class RecordingReceiver : ITransportReceiver
{
    private readonly Lock _gate = new();
    private readonly List<byte> _bytes = [];
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<string> Closed => _closed.Task.WaitAsync(HangGuard.Limit);

    public bool IsClosed => _closed.Task.IsCompleted;

    public byte[] Bytes
    {
        get
        {
            lock (_gate) return [.. _bytes];
        }
    }

    public void OnReceived(ReadOnlySpan<byte> bytes)
    {
        lock (_gate) _bytes.AddRange(bytes);
    }

    public void OnClosed(string reason) => _closed.SetResult(reason);
}
