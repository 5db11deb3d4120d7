using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace ActorLab.TestSupport.Brokers;

/// <summary>A bad line to a broker, on loopback: slow, late, cut for a while, broken, and one that repeats whole deliveries towards the client.</summary>
/// <remarks>It understands as much of AMQP 0-9-1 as repeating takes: frames (section 2.3.5) and which of them make up a basic.deliver (4.2.6).</remarks>
public sealed class AmqpProxy : IDisposable
{
    private const int ChunkBytes = 16 * 1024;
    private const int ChunksInFlight = 64;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _brokerPort;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource? _cut;
    private long _repeated;

    /// <param name="brokerPort">On loopback.</param>
    public AmqpProxy(int brokerPort)
    {
        _brokerPort = brokerPort;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>In each direction of each connection; 0 for no limit.</summary>
    public int BytesPerSecond { get; init; }

    /// <summary>In each direction.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Whether each basic.deliver comes twice.</summary>
    public bool RepeatsDeliveries { get; init; }

    /// <summary>Deliveries that came twice.</summary>
    public long Repeated => Interlocked.Read(ref _repeated);

    /// <summary>While true, nothing gets through in any direction; what is on its way waits.</summary>
    public bool IsCut
    {
        get
        {
            lock (_gate) return _cut is not null;
        }

        set
        {
            lock (_gate)
            {
                if (value)
                {
                    _cut ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }
                else
                {
                    _cut?.TrySetResult();
                    _cut = null;
                }
            }
        }
    }

    /// <summary>Ends all connections there are; new ones are let through.</summary>
    public void BreakConnections()
    {
        foreach (TcpClient socket in _open.Keys) socket.Dispose();
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        BreakConnections();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token).ConfigureAwait(false));
        }
        catch (Exception over) when (over is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // It was disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var broker = new TcpClient();
        using (client)
        {
            _open[client] = true;
            _open[broker] = true;
            try
            {
                client.NoDelay = broker.NoDelay = true;
                await broker.ConnectAsync(IPAddress.Loopback, _brokerPort, _end.Token).ConfigureAwait(false);
                NetworkStream toClient = client.GetStream(), toBroker = broker.GetStream();
                // Whichever direction ends first ends both.
                await Task.WhenAny(PumpAsync(toClient, toBroker, null), PumpAsync(toBroker, toClient, RepeatsDeliveries ? new DeliveryRepeater() : null)).ConfigureAwait(false);
            }
            catch (Exception gone) when (IsEnd(gone))
            {
                // The client sees that the broker is not there.
            }

            _open.TryRemove(client, out _);
            _open.TryRemove(broker, out _);
        }
    }

    /// <summary>One task reads, another writes: what is late does not keep what comes after it from becoming late as well.</summary>
    private async Task PumpAsync(NetworkStream from, NetworkStream to, DeliveryRepeater? repeater)
    {
        var late = Channel.CreateBounded<(byte[] Bytes, long Due)>(ChunksInFlight);
        try
        {
            await Task.WhenAny(ReadAsync(from, late.Writer, repeater), WriteAsync(late.Reader, to)).Unwrap().ConfigureAwait(false);
        }
        catch (Exception gone) when (IsEnd(gone))
        {
            // Both ends are closed by who started this.
        }
    }

    private async Task ReadAsync(NetworkStream from, ChannelWriter<(byte[] Bytes, long Due)> late, DeliveryRepeater? repeater)
    {
        byte[] buffer = new byte[ChunkBytes];
        for (int count; (count = await from.ReadAsync(buffer, _end.Token).ConfigureAwait(false)) > 0;)
        {
            byte[] bytes = buffer[..count];
            if (repeater is not null)
            {
                bytes = repeater.Pass(bytes);
                Interlocked.Add(ref _repeated, repeater.TakeCount());
            }

            if (bytes.Length > 0) await late.WriteAsync((bytes, Stopwatch.GetTimestamp() + (long)(Latency.TotalSeconds * Stopwatch.Frequency)), _end.Token).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(ChannelReader<(byte[] Bytes, long Due)> late, NetworkStream to)
    {
        await foreach ((byte[] bytes, long due) in late.ReadAllAsync(_end.Token).ConfigureAwait(false))
        {
            double wait = (due - Stopwatch.GetTimestamp()) / (double)Stopwatch.Frequency;
            if (wait > 0) await Task.Delay(TimeSpan.FromSeconds(wait), _end.Token).ConfigureAwait(false);
            while (IsCut) await WhileCut().WaitAsync(_end.Token).ConfigureAwait(false);
            await to.WriteAsync(bytes, _end.Token).ConfigureAwait(false);
            if (BytesPerSecond > 0) await Task.Delay(TimeSpan.FromSeconds(bytes.Length / (double)BytesPerSecond), _end.Token).ConfigureAwait(false);
        }
    }

    private Task WhileCut()
    {
        lock (_gate) return _cut?.Task ?? Task.CompletedTask;
    }

    private static bool IsEnd(Exception failure) => failure is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException;

    /// <summary>Takes the stream of a broker apart into frames, and puts each basic.deliver with its content there twice. Frames of other channels that come in between go on at once.</summary>
    private sealed class DeliveryRepeater
    {
        private const byte Method = 1, Header = 2, Body = 3;
        private const int FrameHead = 7, FrameEnd = 1, BodySizeAt = FrameHead + 4;
        private const uint BasicDeliver = (60 << 16) | 60;

        private readonly Dictionary<ushort, Delivery> _begun = [];
        private byte[] _rest = [];
        private long _count;

        public byte[] Pass(byte[] bytes)
        {
            byte[] all = [.. _rest, .. bytes];
            var passed = new MemoryStream(all.Length * 2);
            int at = 0;
            while (all.Length - at >= FrameHead)
            {
                int length = FrameHead + (int)BinaryPrimitives.ReadUInt32BigEndian(all.AsSpan(at + 3)) + FrameEnd;
                if (all.Length - at < length) break;
                Pass(all.AsSpan(at, length), passed);
                at += length;
            }

            _rest = all[at..];
            return passed.ToArray();
        }

        public long TakeCount()
        {
            long count = _count;
            _count = 0;
            return count;
        }

        private void Pass(ReadOnlySpan<byte> frame, MemoryStream passed)
        {
            ushort channel = BinaryPrimitives.ReadUInt16BigEndian(frame[1..]);
            if (frame[0] == Method && BinaryPrimitives.ReadUInt32BigEndian(frame[FrameHead..]) == BasicDeliver)
            {
                _begun[channel] = new Delivery(frame);
            }
            else if (frame[0] is Header or Body && _begun.TryGetValue(channel, out Delivery? delivery))
            {
                delivery.Add(frame, frame[0] == Header ? (long)BinaryPrimitives.ReadUInt64BigEndian(frame[BodySizeAt..]) : FrameHead + FrameEnd - frame.Length);
                if (!delivery.IsWhole) return;
                _begun.Remove(channel);
                delivery.CopyTo(passed);
                delivery.CopyTo(passed);
                _count++;
            }
            else
            {
                passed.Write(frame);
            }
        }

        private sealed class Delivery
        {
            private readonly MemoryStream _frames = new();
            private long? _missing;

            public Delivery(ReadOnlySpan<byte> method) => _frames.Write(method);

            public bool IsWhole => _missing == 0;

            /// <param name="frame">Of the content.</param>
            /// <param name="missing">How many bytes of the body are missing more than before.</param>
            public void Add(ReadOnlySpan<byte> frame, long missing)
            {
                _frames.Write(frame);
                _missing = (_missing ?? 0) + missing;
            }

            public void CopyTo(MemoryStream target) => _frames.WriteTo(target);
        }
    }
}
