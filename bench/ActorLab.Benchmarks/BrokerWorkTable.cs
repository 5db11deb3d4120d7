using System.Diagnostics;
using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Work;
using ActorLab.Core.Model;
using ActorLab.Core.Primitives;
using RabbitMQ.Client;

namespace ActorLab.Benchmarks;

/// <summary>Work through a quorum queue of a broker: leases published with confirms, decoded at the other end and acknowledged; and in turn the same bytes through the client of its broker alone.
/// Both ends are in this process, each with a connection of its own.</summary>
internal static class BrokerWorkTable
{
    private const ushort Credit = 256;

    /// <param name="Workload">With the items in a message.</param>
    /// <param name="Subject">Items a second, median.</param>
    /// <param name="Least">Of the rounds.</param>
    /// <param name="Most">Of the rounds.</param>
    /// <param name="Raw">Items a second through the client alone, median.</param>
    /// <param name="Ratio">Median of the ratios taken round by round.</param>
    /// <param name="Goal">Items a second that the project aims for.</param>
    internal sealed record Row(string Workload, double Subject, double Least, double Most, double Raw, double Ratio, double Goal);

    /// <param name="lab">On a broker that is there.</param>
    /// <param name="messages">In each round.</param>
    /// <param name="rounds">Counted ones; one more comes first.</param>
    /// <exception cref="IOException">The lab cannot be joined.</exception>
    public static async Task<IReadOnlyList<Row>> RunAsync(LabAddress lab, int messages, int rounds) =>
        [await MeasureAsync(lab, "one item per lease", 1, messages, rounds, 25_000), await MeasureAsync(lab, "chunks of 64", 64, messages, rounds, 500_000)];

    private static async Task<Row> MeasureAsync(LabAddress lab, string workload, int chunk, int messages, int rounds, double goal)
    {
        await using LabConnection near = await LabConnection.OpenAsync(lab, "benchmark near", CancellationToken.None);
        await using LabConnection far = await LabConnection.OpenAsync(lab, "benchmark far", CancellationToken.None);
        string queue = $"benchmark.{Environment.ProcessId}.work";
        IChannel channel = await near.CreateChannelAsync();
        var subject = new double[rounds];
        var raw = new double[rounds];
        for (int i = -1; i < rounds; i++)
        {
            double ours = await OnQueueAsync(channel, $"{queue}.{i}.leases", name => LeasesAsync(near, far, name, chunk, messages));
            double client = await OnQueueAsync(channel, $"{queue}.{i}.client", name => ClientAsync(near, far, name, chunk, messages));
            if (i >= 0) (subject[i], raw[i]) = (ours, client);
        }

        return new Row(workload, Comparison.Median(subject), subject.Min(), subject.Max(), Comparison.Median(raw), Comparison.Median([.. subject.Zip(raw, (s, r) => s / r)]), goal);
    }

    /// <summary>A queue of its own: what one measurement acknowledged too late to be heard would come again in the next.</summary>
    private static async Task<double> OnQueueAsync(IChannel channel, string queue, Func<string, Task<double>> measure)
    {
        await QuorumQueues.DeclareAsync(channel, queue, new QueueSettings());
        double figure = await measure(queue);
        await QuorumQueues.DeleteAsync(channel, queue);
        return figure;
    }

    /// <returns>Items a second.</returns>
    private static async Task<double> LeasesAsync(LabConnection near, LabConnection far, string queue, int chunk, int messages)
    {
        var codec = new LeaseCodec(static _ => { });
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        long sum = 0, items = (long)messages * chunk;
        int left = messages;
        QueueConsumer? consumer = null;
        void Take(Delivery delivery)
        {
            foreach (Worker.Assigned assigned in codec.Decode(delivery.Body).Leases) sum += assigned.Lease.Number;
            consumer!.Acknowledge(delivery.Number);
            if (--left == 0) done.TrySetResult();
        }

        void Fail(string reason) => done.TrySetException(new IOException(reason));
        await using var publisher = new ConfirmedPublisher(new LabChannels(near), ConfirmedPublisher.DefaultWindow, static _ => { }, Fail);
        consumer = new QueueConsumer(new LabChannels(far), queue, Credit, Take, static () => { }, Fail);
        long begun = Stopwatch.GetTimestamp();
        consumer.Start();
        for (int i = 0; i < messages; i++) publisher.Publish(new Outgoing(queue, codec.Encode(Batch(i, chunk))));
        await done.Task;
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await consumer.DisposeAsync();
        Invariant.Check(sum == items * (items + 1) / 2, $"the items sum up to {sum}, not to those of 1 to {items}");
        return items / seconds;
    }

    private static async Task<double> ClientAsync(LabConnection near, LabConnection far, string queue, int chunk, int messages)
    {
        var codec = new LeaseCodec(static _ => { });
        byte[][] bodies = [.. Enumerable.Range(0, messages).Select(i => codec.Encode(Batch(i, chunk)))];
        var raw = new RawWorkQueue(await near.CreateChannelAsync(), await far.CreateChannelAsync(), queue, Credit);
        long begun = Stopwatch.GetTimestamp();
        await raw.CarryAsync(bodies);
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await raw.DisposeAsync();
        return (double)messages * chunk / seconds;
    }

    private static LeaseBatch Batch(int index, int chunk) => new([.. Enumerable.Range(1, chunk).Select(k =>
    {
        long number = ((long)index * chunk) + k;
        return new Worker.Assigned(new Lease(number, 0), new WorkItem(SequencePath.Of(number), null));
    })]);
}
