namespace ActorLab.Nodes.Transports;

/// <summary>One end of a channel in memory that loses, repeats, delays and reorders pieces by a seed.</summary>
/// <remarks>Time is counted in ticks: somebody calls <see cref="Advance"/>, or a thread does (<see cref="Drive"/>). With one caller the same seed and the same sends have the same fate.</remarks>
public sealed class FaultyTransport : ITransport
{
    private readonly Channel _channel;
    private readonly int _end;

    private FaultyTransport(Channel channel, int end)
    {
        _channel = channel;
        _end = end;
    }

    /// <summary>Pieces that were lost, of both ends.</summary>
    public long Lost => _channel.Lost;

    /// <summary>Pieces that came twice.</summary>
    public long Repeated => _channel.Repeated;

    /// <summary>Pieces that came before one that was sent earlier in the same direction.</summary>
    public long Overtaken => _channel.Overtaken;

    /// <summary>While true, everything is lost, in both directions.</summary>
    public bool IsCut
    {
        get => _channel.IsCut;
        set => _channel.IsCut = value;
    }

    public static (FaultyTransport First, FaultyTransport Second) CreatePair(FaultRates rates, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(rates);
        ArgumentOutOfRangeException.ThrowIfNegative(rates.MinDelayTicks, nameof(rates));
        ArgumentOutOfRangeException.ThrowIfLessThan(rates.MaxDelayTicks, rates.MinDelayTicks, nameof(rates));
        var channel = new Channel(rates, seed);
        return (new FaultyTransport(channel, 0), new FaultyTransport(channel, 1));
    }

    public void Start(ITransportReceiver receiver) => _channel.Start(_end, receiver);

    public bool Send(ReadOnlyMemory<byte> bytes) => _channel.Send(_end, bytes);

    /// <summary>A tick passes for both ends: what is due is received.</summary>
    public void Advance() => _channel.Advance();

    /// <summary>Lets a thread advance the channel, one tick each <paramref name="tick"/>, until an end is closed.</summary>
    public void Drive(TimeSpan tick) => new Thread(() =>
    {
        while (!_channel.IsOver)
        {
            Thread.Sleep(tick);
            _channel.Advance();
        }
    })
    { IsBackground = true, Name = "faulty channel" }.Start();

    /// <summary>The other end is told with the next tick.</summary>
    public void Dispose() => _channel.Close(_end);

    private sealed class Channel(FaultRates rates, ulong seed)
    {
        private readonly object _gate = new();
        private readonly object _delivery = new();
        private readonly RandomStream _random = new(seed);
        private readonly PriorityQueue<(int To, ReadOnlyMemory<byte> Bytes), (long At, long Order)> _flying = new();
        private readonly ITransportReceiver?[] _receivers = new ITransportReceiver?[2];
        private readonly bool[] _closed = new bool[2];
        private readonly long[] _newest = [-1, -1];
        private long _now, _order;
        private bool _isCut, _toldEnd;
        private long _lost, _repeated, _overtaken;

        public long Lost => Interlocked.Read(ref _lost);

        public long Repeated => Interlocked.Read(ref _repeated);

        public long Overtaken => Interlocked.Read(ref _overtaken);

        public bool IsCut
        {
            get => Volatile.Read(ref _isCut);
            set => Volatile.Write(ref _isCut, value);
        }

        public bool IsOver => Volatile.Read(ref _toldEnd);

        public void Start(int end, ITransportReceiver receiver)
        {
            lock (_gate) _receivers[end] = receiver;
        }

        public bool Send(int from, ReadOnlyMemory<byte> bytes)
        {
            lock (_gate)
            {
                if (_closed[0] || _closed[1]) return false;
                if (IsCut || _random.NextDouble() < rates.Loss)
                {
                    Interlocked.Increment(ref _lost);
                    return true;
                }

                Fly(1 - from, bytes);
                if (_random.NextDouble() >= rates.Duplication) return true;
                Interlocked.Increment(ref _repeated);
                Fly(1 - from, bytes);
                return true;
            }
        }

        public void Close(int end)
        {
            lock (_gate) _closed[end] = true;
        }

        public void Advance()
        {
            // One delivery at a time, in order, and outside the gate: a receiver may send.
            lock (_delivery)
            {
                lock (_gate) _now++;
                while (TakeDue() is { } due) due.Receiver.OnReceived(due.Bytes.Span);
                if (TakeEnd() is { } left) left.OnClosed("closed its end");
            }
        }

        private void Fly(int to, ReadOnlyMemory<byte> bytes) => _flying.Enqueue((to, bytes), (_now + _random.NextInt64(rates.MinDelayTicks, rates.MaxDelayTicks), _order++));

        private (ITransportReceiver Receiver, ReadOnlyMemory<byte> Bytes)? TakeDue()
        {
            lock (_gate)
            {
                while (_flying.TryPeek(out var piece, out var key) && key.At < _now)
                {
                    // Like a pipe, it keeps what comes before anybody reads.
                    if (!_closed[piece.To] && _receivers[piece.To] is null) return null;
                    _flying.Dequeue();
                    if (key.Order < _newest[piece.To]) Interlocked.Increment(ref _overtaken);
                    _newest[piece.To] = Math.Max(_newest[piece.To], key.Order);
                    if (!_closed[piece.To] && _receivers[piece.To] is { } receiver) return (receiver, piece.Bytes);
                }

                return null;
            }
        }

        /// <summary>Who has to be told that the other end was closed; nothing flies to him any more.</summary>
        private ITransportReceiver? TakeEnd()
        {
            lock (_gate)
            {
                if (_toldEnd || !(_closed[0] || _closed[1]) || _flying.Count > 0) return null;
                int left = _closed[0] ? 1 : 0;
                if (!_closed[left] && _receivers[left] is null) return null;
                Volatile.Write(ref _toldEnd, true);
                return _closed[left] ? null : _receivers[left];
            }
        }
    }
}
