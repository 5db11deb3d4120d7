using RabbitMQ.Client;

namespace ActorLab.Cluster.Work;

/// <summary>How a queue of work behaves.</summary>
internal sealed record QueueSettings
{
    /// <summary>How often a message that was given out and not acknowledged is given out again; after one more loss it is dead-lettered. At least 1.</summary>
    public int DeliveryLimit { get; init; } = 3;

    /// <summary>Above this the queue refuses what is published, at least 1; it may overshoot by what is on its way. Only a backstop: capacity is the credit of the workers.</summary>
    public int MaxMessages { get; init; } = 100_000;

    /// <summary>One consumer at a time gets everything, the next one takes over when it is gone.</summary>
    public bool SingleActiveConsumer { get; init; }

    /// <summary>The broker deletes the queue when it had no consumer for so long: nobody else tidies up after a run whose process was killed.</summary>
    public TimeSpan Unused { get; init; } = TimeSpan.FromMinutes(30);
}

/// <summary>Makes and deletes the queues of a run: quorum queues, replicated and on disk wherever the broker has more than one node.</summary>
/// <remarks>
/// <para>What a queue gives up on goes to a dead-letter queue of its own, at least once: the queue keeps it until it is there.</para>
/// <para>A broker (3.10.8) that is killed within the first second after it has made a queue may have forgotten where its log is. It then begins an empty one, and that one without a leader: it can be declared,
/// but whoever publishes to it, consumes from it or purges it hangs, and after 30 s loses his connection. To delete it takes 5 s. So a queue that is to outlive its broker is made anew (<see cref="MakeAsync"/>),
/// and nobody touches it before: an exchange that a broker forgets when it ends says that it was made since.</para>
/// </remarks>
internal static class QuorumQueues
{
    public static string DeadOf(string queue) => $"{queue}.dead";

    private static string OpenOf(string queue) => $"{queue}.open";

    /// <summary>Makes it anew: one of the same name is deleted with all that is in it.</summary>
    /// <remarks>Only for one that nobody takes from: a broker may bind the consumers of the old one to the new one, and then gives them nothing. After a restart there are none.</remarks>
    public static async Task MakeAsync(IChannel channel, string queue, QueueSettings settings, CancellationToken interrupt)
    {
        // The mark of the one before goes with its binding.
        await DeleteAsync(channel, queue, interrupt).ConfigureAwait(false);
        await DeclareAsync(channel, queue, settings, interrupt).ConfigureAwait(false);
        string mark = OpenOf(queue);
        await channel.ExchangeDeclareAsync(mark, ExchangeType.Fanout, durable: false, autoDelete: true, cancellationToken: interrupt).ConfigureAwait(false);
        await channel.QueueBindAsync(queue, mark, "", cancellationToken: interrupt).ConfigureAwait(false);
    }

    /// <summary>Returns if <see cref="MakeAsync"/> was done since the broker was started.</summary>
    /// <exception cref="RabbitMQ.Client.Exceptions.OperationInterruptedException">It was not.</exception>
    public static Task CheckOpenAsync(IChannel channel, string queue, CancellationToken interrupt) => channel.ExchangeDeclarePassiveAsync(OpenOf(queue), interrupt);

    /// <summary>Makes it, or finds it made the same.</summary>
    /// <exception cref="RabbitMQ.Client.Exceptions.OperationInterruptedException">It exists otherwise, or the broker does not allow it.</exception>
    public static async Task DeclareAsync(IChannel channel, string queue, QueueSettings settings, CancellationToken interrupt = default)
    {
        string dead = DeadOf(queue);
        await channel.ExchangeDeclareAsync(dead, ExchangeType.Fanout, durable: true, autoDelete: true, cancellationToken: interrupt).ConfigureAwait(false);
        await channel.QueueDeclareAsync(dead, durable: true, exclusive: false, autoDelete: false, Arguments(settings), cancellationToken: interrupt).ConfigureAwait(false);
        await channel.QueueBindAsync(dead, dead, "", cancellationToken: interrupt).ConfigureAwait(false);
        Dictionary<string, object?> arguments = Arguments(settings);
        arguments["x-delivery-limit"] = settings.DeliveryLimit;
        arguments["x-dead-letter-exchange"] = dead;
        arguments["x-dead-letter-strategy"] = "at-least-once";
        arguments["x-overflow"] = "reject-publish";
        arguments["x-max-length"] = settings.MaxMessages;
        if (settings.SingleActiveConsumer) arguments["x-single-active-consumer"] = true;
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: interrupt).ConfigureAwait(false);
    }

    /// <summary>Deletes it with all that is in it, and its dead-letter queue.</summary>
    public static async Task DeleteAsync(IChannel channel, string queue, CancellationToken interrupt = default)
    {
        await channel.QueueDeleteAsync(queue, cancellationToken: interrupt).ConfigureAwait(false);
        // The exchange goes with its last binding.
        await channel.QueueDeleteAsync(DeadOf(queue), cancellationToken: interrupt).ConfigureAwait(false);
    }

    private static Dictionary<string, object?> Arguments(QueueSettings settings) => new(StringComparer.Ordinal)
    {
        ["x-queue-type"] = "quorum",
        ["x-expires"] = (int)settings.Unused.TotalMilliseconds,
    };
}
