using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;
using ActorLab.Nodes.Transports;

namespace ActorLab.Cluster.Members;

/// <summary>Lines of text over the pipes between a process and the one that started it.</summary>
internal sealed class LinePipe : ITransportReceiver, IDisposable
{
    private const int MaxLength = 64 * 1024;

    private readonly ITransport _transport;
    private readonly LineDecoder _decoder;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="transport">Not started yet; owned.</param>
    public LinePipe(ITransport transport)
    {
        _transport = transport;
        _decoder = new LineDecoder(line => _lines.Writer.TryWrite(line));
        transport.Start(this);
    }

    /// <summary>Completes with the reason when nothing will come any more, because the other side has gone or closed its end.</summary>
    public Task<string> Closed => _closed.Task;

    public void Send(string line) => _transport.Send(Encoding.UTF8.GetBytes(line + "\n"));

    /// <returns>The next line; null when there will be none.</returns>
    public async Task<string?> ReadAsync(CancellationToken interrupt = default)
    {
        while (await _lines.Reader.WaitToReadAsync(interrupt).ConfigureAwait(false))
        {
            if (_lines.Reader.TryRead(out string? line)) return line;
        }

        return null;
    }

    /// <summary>Writes what waits, and closes both directions.</summary>
    public void Dispose()
    {
        _transport.Dispose();
        End("was closed here");
    }

    void ITransportReceiver.OnReceived(ReadOnlySpan<byte> bytes)
    {
        if (!_decoder.TryAdd(bytes)) End("sent a line that is too long");
    }

    void ITransportReceiver.OnClosed(string reason) => End(reason);

    private void End(string reason)
    {
        _lines.Writer.TryComplete();
        _closed.TrySetResult(reason);
    }

    /// <summary>Puts bytes that were cut anywhere together again.</summary>
    private sealed class LineDecoder(Action<string> onLine)
    {
        private readonly List<byte> _begun = [];

        /// <returns>False if a line does not end in time.</returns>
        public bool TryAdd(ReadOnlySpan<byte> bytes)
        {
            for (int end; (end = bytes.IndexOf((byte)'\n')) >= 0; bytes = bytes[(end + 1)..])
            {
                _begun.AddRange(bytes[..end]);
                if (_begun.Count > MaxLength) return false;
                onLine(Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(_begun)));
                _begun.Clear();
            }

            _begun.AddRange(bytes);
            return _begun.Count <= MaxLength;
        }
    }
}
