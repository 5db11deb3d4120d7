using ActorLab.Cluster.Work;
using ActorLab.Core.Primitives;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ActorLab.Benchmarks;

/// <summary>A queue with nothing around it: the client's own confirmed publishes with a window, and every delivery acknowledged.</summary>
internal sealed class RawWorkQueue(IChannel near, IChannel far, string queue, ushort credit) : IAsyncDisposable
{
    private static readonly BasicProperties Persistent = new() { DeliveryMode = DeliveryModes.Persistent };

    public async Task CarryAsync(byte[][] bodies)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        long missing = bodies.Sum(b => (long)b.Length);
        await far.BasicQosAsync(0, credit, global: false);
        var consumer = new AsyncEventingBasicConsumer(far);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            missing -= delivery.Body.Length;
            await far.BasicAckAsync(delivery.DeliveryTag, multiple: false);
            if (missing == 0) done.TrySetResult();
        };
        string tag = await far.BasicConsumeAsync(queue, autoAck: false, consumer);
        var window = new Queue<Task>(ConfirmedPublisher.DefaultWindow);
        foreach (byte[] body in bodies)
        {
            if (window.Count == ConfirmedPublisher.DefaultWindow) await window.Dequeue();
            window.Enqueue(near.BasicPublishAsync("", queue, mandatory: true, Persistent, body).AsTask());
        }

        await Task.WhenAll(window);
        await done.Task;
        await far.BasicCancelAsync(tag);
        Invariant.Check(missing == 0, $"{missing} bytes are missing");
    }

    public async ValueTask DisposeAsync()
    {
        await near.DisposeAsync();
        await far.DisposeAsync();
    }
}
