using ActorLab.Nodes.Transports;

namespace ActorLab.Benchmarks;

/// <summary>Notes how many bytes the link gives to its transport at a time, so that the baseline can write the same.</summary>
internal sealed class PieceRecorder(ITransport transport) : ITransport
{
    private readonly object _gate = new();
    private List<int> _pieces = [];

    /// <summary>The sizes since the last call, in bytes.</summary>
    public IReadOnlyList<int> Take()
    {
        lock (_gate)
        {
            List<int> taken = _pieces;
            _pieces = [];
            return taken;
        }
    }

    public void Start(ITransportReceiver receiver) => transport.Start(receiver);

    public bool Send(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate) _pieces.Add(bytes.Length);
        return transport.Send(bytes);
    }

    public void Dispose() => transport.Dispose();
}
