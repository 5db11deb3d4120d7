using System.Diagnostics;
using ActorLab.Cluster.Labs;
using ActorLab.Core.Primitives;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ActorLab.Benchmarks;

/// <summary>Two queues of a broker with nothing around them: the client's own publishes, confirmed, a window of 64 on their way, in bodies of 64 KiB.</summary>
internal sealed class RawBroker : IRawPeer
{
    private const int BodyBytes = 64 * 1024;
    private const int Window = 64;

    private readonly string _nearQueue, _farQueue;
    private readonly IChannel _near, _far;
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly byte[] _body = new byte[BodyBytes];
    private long _missing;
    private volatile bool _echoes;

    private RawBroker(string run, IChannel near, IChannel far)
    {
        (_nearQueue, _farQueue, _near, _far) = ($"{run}.raw.near", $"{run}.raw.far", near, far);
    }

    /// <param name="near">Sends.</param>
    /// <param name="far">Counts, or answers.</param>
    /// <param name="run">Begins the names of the queues.</param>
    public static async Task<RawBroker> OpenAsync(LabConnection near, LabConnection far, string run)
    {
        var raw = new RawBroker(run, await near.CreateChannelAsync(), await far.CreateChannelAsync());
        await ConsumeAsync(await far.CreateChannelAsync(), raw._farQueue, raw.AtFarAsync);
        await ConsumeAsync(await near.CreateChannelAsync(), raw._nearQueue, raw.AtNearAsync);
        return raw;
    }

    public void OneWay(IReadOnlyList<int> pieces)
    {
        long total = pieces.Sum(p => (long)p);
        Volatile.Write(ref _missing, total);
        SendAsync(total).GetAwaiter().GetResult();
        _arrived.Wait();
        Invariant.Check(Volatile.Read(ref _missing) == 0, $"{Volatile.Read(ref _missing)} of {total} bytes are missing");
    }

    public void BeginRoundTrips() => _echoes = true;

    public void RoundTrips(long[] ticks)
    {
        for (int i = 0; i < ticks.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Task published = _near.BasicPublishAsync("", _farQueue, _body.AsMemory(0, 1)).AsTask();
            _arrived.Wait();
            ticks[i] = Stopwatch.GetTimestamp() - start;
            published.GetAwaiter().GetResult();
        }
    }

    /// <summary>The queues end with the connections.</summary>
    public void Dispose() => _arrived.Dispose();

    private async Task SendAsync(long total)
    {
        var window = new Queue<Task>(Window);
        for (long left = total; left > 0; left -= BodyBytes)
        {
            if (window.Count == Window) await window.Dequeue().ConfigureAwait(false);
            window.Enqueue(_near.BasicPublishAsync("", _farQueue, _body.AsMemory(0, (int)Math.Min(left, BodyBytes))).AsTask());
        }

        await Task.WhenAll(window).ConfigureAwait(false);
    }

    private async Task AtFarAsync(int bytes)
    {
        if (_echoes) await _far.BasicPublishAsync("", _nearQueue, _body.AsMemory(0, bytes)).ConfigureAwait(false);
        else if (Interlocked.Add(ref _missing, -bytes) == 0) _arrived.Release();
    }

    private Task AtNearAsync(int bytes)
    {
        _arrived.Release();
        return Task.CompletedTask;
    }

    private static async Task ConsumeAsync(IChannel channel, string queue, Func<int, Task> onBytes)
    {
        await channel.QueueDeclareAsync(queue, durable: false, exclusive: true, autoDelete: false);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) => onBytes(delivery.Body.Length);
        await channel.BasicConsumeAsync(queue, autoAck: true, consumer);
    }
}
