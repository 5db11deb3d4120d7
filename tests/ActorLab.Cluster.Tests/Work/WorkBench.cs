using System.Text;
using System.Threading.Channels;
using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Work;
using ActorLab.TestSupport;
using RabbitMQ.Client;

namespace ActorLab.Cluster.Tests.Work;

/// <summary>A queue of its own on a real broker, and texts in and out of it.</summary>
internal sealed class WorkBench : IAsyncDisposable
{
    private readonly LabAddress _lab;
    private readonly List<IAsyncDisposable> _toEnd = [];

    private WorkBench(LabAddress lab, string queue) => (_lab, Queue) = (lab, queue);

    public string Queue { get; }

    public static async Task<WorkBench> OpenAsync(LabAddress lab, string queue, QueueSettings? settings = null)
    {
        var bench = new WorkBench(lab, queue);
        LabConnection connection = await bench.ConnectAsync();
        await using IChannel channel = await connection.CreateChannelAsync();
        await QuorumQueues.DeclareAsync(channel, queue, settings ?? new QueueSettings());
        return bench;
    }

    public async Task<LabConnection> ConnectAsync()
    {
        LabConnection connection = await LabConnection.OpenAsync(_lab, "bench", CancellationToken.None);
        _toEnd.Add(connection);
        return connection;
    }

    public async Task<TextConsumer> ConsumeAsync(ushort credit, string? queue = null)
    {
        LabConnection connection = await ConnectAsync();
        var consumer = new TextConsumer(new LabChannels(connection), queue ?? Queue, credit, connection);
        _toEnd.Add(consumer);
        return consumer;
    }

    public async Task<TextPublisher> PublisherAsync(int window = 16)
    {
        var publisher = new TextPublisher(new LabChannels(await ConnectAsync()), Queue, window);
        _toEnd.Add(publisher);
        return publisher;
    }

    /// <summary>Those that nobody has been given yet.</summary>
    public async Task<uint> WaitingAsync()
    {
        await using LabConnection connection = await LabConnection.OpenAsync(_lab, "bench", CancellationToken.None);
        return (await (await connection.CreateChannelAsync()).QueueDeclarePassiveAsync(Queue)).MessageCount;
    }

    public async ValueTask DisposeAsync()
    {
        await using (LabConnection last = await LabConnection.OpenAsync(_lab, "bench", CancellationToken.None))
        {
            await QuorumQueues.DeleteAsync(await last.CreateChannelAsync(), Queue);
        }

        foreach (IAsyncDisposable end in Enumerable.Reverse(_toEnd)) await end.DisposeAsync();
    }

    internal sealed class TextPublisher : IAsyncDisposable
    {
        private readonly ConfirmedPublisher _publisher;
        private readonly string _queue;
        private readonly Channel<long> _confirmed = Channel.CreateUnbounded<long>();
        private readonly TaskCompletionSource<string> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TextPublisher(IChannelSource channels, string queue, int window)
        {
            _queue = queue;
            _publisher = new ConfirmedPublisher(channels, window, upTo => _confirmed.Writer.TryWrite(upTo), reason => _failed.TrySetResult(reason));
        }

        public int Rewinds => _publisher.Rewinds;

        public Task<string> Failed => _failed.Task.WaitAsync(HangGuard.Limit);

        public void Publish(params string[] texts) => _publisher.Publish([.. texts.Select(t => new Outgoing(_queue, Encoding.UTF8.GetBytes(t)))]);

        public async Task ConfirmedAsync(long count)
        {
            using var patience = new CancellationTokenSource(HangGuard.Limit);
            while (await _confirmed.Reader.ReadAsync(patience.Token) < count)
            {
                // More will be said.
            }
        }

        public ValueTask DisposeAsync() => _publisher.DisposeAsync();
    }

    internal sealed record Given(long Number, string Text, long Tries, string? DeadReason);

    internal sealed class TextConsumer : IAsyncDisposable
    {
        private readonly LabConnection? _connection;
        private readonly QueueConsumer _consumer;
        private readonly Channel<Given> _given = Channel.CreateUnbounded<Given>();
        private readonly TaskCompletionSource<string> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TextConsumer(IChannelSource channels, string queue, ushort credit, LabConnection? connection = null)
        {
            _connection = connection;
            _consumer = new QueueConsumer(channels, queue, credit, Keep, () => Renewals++, reason => _failed.TrySetResult(reason));
            _consumer.Start();
        }

        public int Renewals { get; private set; }

        public int Waiting => _given.Reader.Count;

        public Task<string> Failed => _failed.Task.WaitAsync(HangGuard.Limit);

        public async Task<Given> NextAsync()
        {
            using var patience = new CancellationTokenSource(HangGuard.Limit);
            Task<Given> given = _given.Reader.ReadAsync(patience.Token).AsTask();
            if (await Task.WhenAny(given, _failed.Task) != given) throw new InvalidOperationException($"the consumer failed: {await _failed.Task}");
            return await given;
        }

        public async Task<List<Given>> TakeAsync(int count)
        {
            var taken = new List<Given>();
            while (taken.Count < count) taken.Add(await NextAsync());
            return taken;
        }

        public void Acknowledge(Given given) => _consumer.Acknowledge(given.Number);

        /// <summary>The connection goes without a word.</summary>
        public async Task LoseAsync()
        {
            if (_connection is not null) await _connection.DisposeAsync();
        }

        public ValueTask DisposeAsync() => _consumer.DisposeAsync();

        private void Keep(Delivery delivery) => _given.Writer.TryWrite(new Given(delivery.Number, Encoding.UTF8.GetString(delivery.Body.Span), delivery.Tries, delivery.DeadReason));
    }
}
