using System.Text;
using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Work;

namespace ActorLab.Cluster.Tests.Work;

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class PartitionsSpec(BrokerFixture broker)
{
    private const int Keys = 20;
    private const int PerKey = 50;

    private static readonly TimeSpan SafetyNet = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Every_key_keeps_its_order_and_loses_nothing_when_the_consumer_of_its_partition_is_lost()
    {
        var partitions = new Partitions("keyed", 4);
        await using LabConnection connection = await LabConnection.OpenAsync(broker.Lab, "keyed", CancellationToken.None);
        await partitions.DeclareAsync(await connection.CreateChannelAsync(), new QueueSettings());
        var sink = new Sink(partitions.Count);
        // The first has all partitions until it is lost, and then the second.
        LabConnection first = await LabConnection.OpenAsync(broker.Lab, "first", CancellationToken.None);
        await using Consumers ofFirst = new(partitions, first, sink, "first");
        await using var sender = new PartitionSender(partitions, new LabChannels(connection), epoch: 1, static _ => { });
        Send(sender, 0, PerKey / 2);
        await sink.UntilAsync(() => sink.Count > Keys, SafetyNet);
        await using LabConnection second = await LabConnection.OpenAsync(broker.Lab, "second", CancellationToken.None);
        await using Consumers ofSecond = new(partitions, second, sink, "second");
        Send(sender, PerKey / 2, PerKey);
        await first.DisposeAsync();
        await sink.UntilAsync(() => sink.Count == Keys * PerKey, SafetyNet);
        string[] log = sink.Log;
        for (int key = 0; key < Keys; key++)
        {
            Assert.Equal(Enumerable.Range(0, PerKey).Select(i => $"key-{key} {i}"), log.Where(l => l.StartsWith($"key-{key} ", StringComparison.Ordinal)));
        }

        Assert.Equal(["first", "second"], sink.Consumers);
        await partitions.DeleteAsync(await connection.CreateChannelAsync());
    }

    private static void Send(PartitionSender sender, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            for (int key = 0; key < Keys; key++) sender.Send($"key-{key}", Encoding.UTF8.GetBytes($"key-{key} {i}"));
        }
    }

    /// <summary>Makes effects, each once: what was there before is refused in the same step.</summary>
    private sealed class Sink(int partitions)
    {
        private readonly Lock _gate = new();
        private readonly List<string> _log = [];
        private readonly SortedSet<string> _consumers = new(StringComparer.Ordinal);
        private readonly (int Epoch, long Sequence)[] _last = new (int, long)[partitions];
        private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Count
        {
            get
            {
                lock (_gate) return _log.Count;
            }
        }

        public string[] Log
        {
            get
            {
                lock (_gate) return [.. _log];
            }
        }

        public string[] Consumers
        {
            get
            {
                lock (_gate) return [.. _consumers];
            }
        }

        public Task<(int Epoch, long Sequence)> LastOf(int partition)
        {
            lock (_gate) return Task.FromResult(_last[partition]);
        }

        public void Write(int partition, PartitionMessage message, string consumer)
        {
            lock (_gate)
            {
                if ((message.Epoch, message.Sequence).CompareTo(_last[partition]) <= 0) return;
                _last[partition] = (message.Epoch, message.Sequence);
                _log.Add(Encoding.UTF8.GetString(message.Body.Span));
                _consumers.Add(consumer);
                _changed.TrySetResult();
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        public async Task UntilAsync(Func<bool> condition, TimeSpan patience)
        {
            using var net = new CancellationTokenSource(patience);
            while (true)
            {
                Task changed;
                lock (_gate)
                {
                    if (condition()) return;
                    changed = _changed.Task;
                }

                await changed.WaitAsync(net.Token);
            }
        }
    }

    private sealed class Consumers(Partitions partitions, LabConnection connection, Sink sink, string name) : IAsyncDisposable
    {
        private readonly PartitionConsumer[] _consumers =
        [
            .. Enumerable.Range(0, partitions.Count).Select(p => new PartitionConsumer(new LabChannels(connection), partitions.QueueOf(p), 10, () => sink.LastOf(p), m => sink.Write(p, m, name), static _ => { })),
        ];

        public async ValueTask DisposeAsync()
        {
            foreach (PartitionConsumer consumer in _consumers) await consumer.DisposeAsync();
        }
    }
}
