namespace ActorLab.Nodes.Transports;

/// <summary>A transport over two streams, one for each direction: in order and without loss, until one of them ends.</summary>
/// <remarks>A thread reads and another writes, so that neither a slow peer nor a slow receiver blocks the other direction. What waits to be written is bounded; beyond that it is lost,
/// as on any other transport, and the link sends it again.</remarks>
public sealed class PipeTransport : ITransport
{
    private const int ReadBytes = 64 * 1024;
    private const int JoinedBytes = 64 * 1024;
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly string _name;
    private readonly Stream _incoming;
    private readonly Stream _outgoing;
    private readonly long _capacityBytes;
    private readonly object _gate = new();
    private readonly Queue<ReadOnlyMemory<byte>> _waiting = new();
    private long _waitingBytes;
    private Thread? _writer;
    private ITransportReceiver? _receiver;
    private bool _closing, _told, _readToEnd;

    /// <param name="name">Of the peer; names the threads.</param>
    /// <param name="incoming">Is read until its end; owned.</param>
    /// <param name="outgoing">Is written to; owned.</param>
    /// <param name="capacityBytes">The most bytes that wait to be written; at least one piece always may.</param>
    public PipeTransport(string name, Stream incoming, Stream outgoing, long capacityBytes = 64 * 1024 * 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacityBytes, 1);
        _name = name;
        _incoming = incoming;
        _outgoing = outgoing;
        _capacityBytes = capacityBytes;
    }

    public void Start(ITransportReceiver receiver)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        lock (_gate)
        {
            Invariant.Check(_receiver is null, $"the transport to {_name} was started twice");
            if (_closing) return;
            _receiver = receiver;
            _writer = new Thread(Write) { IsBackground = true, Name = $"to {_name}" };
            _writer.Start();
        }

        new Thread(Read) { IsBackground = true, Name = $"from {_name}" }.Start();
    }

    public bool Send(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            if (_closing || (_waitingBytes > 0 && _waitingBytes + bytes.Length > _capacityBytes)) return false;
            _waiting.Enqueue(bytes);
            _waitingBytes += bytes.Length;
            if (_waiting.Count == 1) Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>Writes what waits, for half a second at most, and closes both streams, as far as they are free: the peer sees their end.</summary>
    public void Dispose()
    {
        Thread? writer;
        lock (_gate)
        {
            _told = true;
            writer = _writer;
            Shut();
        }

        // A peer that does not read keeps the writer; it gets free when the peer is gone.
        if (writer is null)
        {
            _outgoing.Dispose();
            _incoming.Dispose();
        }
        else if (writer != Thread.CurrentThread)
        {
            writer.Join(Linger);
        }
    }

    private void Read()
    {
        byte[] buffer = new byte[ReadBytes];
        try
        {
            for (int count; (count = _incoming.Read(buffer)) > 0;)
            {
                lock (_gate)
                {
                    if (_told) return;
                }

                _receiver!.OnReceived(buffer.AsSpan(0, count));
            }

            Close("closed its end");
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException)
        {
            Close($"could not be read from: {broken.Message}");
        }
        finally
        {
            // By nobody else: closing it waits for a read that has begun, and a frozen peer lets that wait for ever.
            _incoming.Dispose();
        }
    }

    private void Write()
    {
        byte[] joined = new byte[JoinedBytes];
        try
        {
            while (TryTake(joined, out ReadOnlyMemory<byte> piece)) _outgoing.Write(piece.Span);
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException)
        {
            WaitForLastWords();
            Close($"could not be written to: {broken.Message}");
        }
        finally
        {
            _outgoing.Dispose();
        }
    }

    /// <summary>Waits for something to write; pieces that are small are written together.</summary>
    private bool TryTake(byte[] joined, out ReadOnlyMemory<byte> piece)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_closing) Monitor.Wait(_gate);
            if (!_waiting.TryDequeue(out piece)) return false;
            _waitingBytes -= piece.Length;
            if (_waiting.Count == 0 || piece.Length + _waiting.Peek().Length > joined.Length) return true;
            int count = 0;
            for (ReadOnlyMemory<byte> next = piece; ; next = Dequeue())
            {
                next.Span.CopyTo(joined.AsSpan(count));
                count += next.Length;
                if (_waiting.Count == 0 || count + _waiting.Peek().Length > joined.Length) break;
            }

            piece = joined.AsMemory(0, count);
            return true;
        }
    }

    private ReadOnlyMemory<byte> Dequeue()
    {
        ReadOnlyMemory<byte> piece = _waiting.Dequeue();
        _waitingBytes -= piece.Length;
        return piece;
    }

    /// <summary>A peer that has gone may have said something before: what stands in the other pipe is read first, and its end is the better reason.</summary>
    private void WaitForLastWords()
    {
        lock (_gate)
        {
            Shut();
            if (!_readToEnd && !_told) Monitor.Wait(_gate, LastWords);
        }
    }

    private void Close(string reason)
    {
        lock (_gate)
        {
            _readToEnd = true;
            if (_told) return;
            _told = true;
            _waiting.Clear();
            _waitingBytes = 0;
            Shut();
        }

        _receiver!.OnClosed(reason);
    }

    private void Shut()
    {
        _closing = true;
        Monitor.PulseAll(_gate);
    }
}
