using ActorLab.Cluster.Labs;
using RabbitMQ.Client;

namespace ActorLab.Cluster.Work;

/// <summary>How a queue of work behaves.</summary>
internal sealed record QueueSettings
{
    /// <summary>How often a message that was given out and not acknowledged is given out again; after one more loss it is dead-lettered. At least 0.</summary>
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
/// but whoever publishes to it, consumes from it or purges it hangs, and after 30 s loses his connection. To delete it takes 5 s, and then one of the same name cannot always be made. So where a queue need not
/// outlive its broker, another one is made with the next number (<see cref="NameOf"/>, <see cref="MakeAsync"/>), and nobody touches the one before: an exchange that a broker forgets when it ends says which was
/// made since.</para>
/// </remarks>
internal static class QuorumQueues
{
    /// <summary>One of the queues that are made one after the other under the name of a work queue.</summary>
    /// <param name="work">That name.</param>
    /// <param name="number">How many were made before, or tried.</param>
    public static string NameOf(string work, int number) => number == 0 ? work : $"{work}~{number}";

    public static string DeadOf(string queue) => $"{queue}.dead";

    private static string OpenOf(string queue) => $"{queue}.open";

    /// <summary>Makes one that was not there before, and marks it as made since the broker was started.</summary>
    public static async Task MakeAsync(IChannel channel, string queue, QueueSettings settings, CancellationToken interrupt)
    {
        await DeclareAsync(channel, queue, settings, interrupt).ConfigureAwait(false);
        string mark = OpenOf(queue);
        await channel.ExchangeDeclareAsync(mark, ExchangeType.Fanout, durable: false, autoDelete: true, cancellationToken: interrupt).ConfigureAwait(false);
        await channel.QueueBindAsync(queue, mark, "", cancellationToken: interrupt).ConfigureAwait(false);
    }

    /// <summary>Whether <see cref="MakeAsync"/> was done since the broker was started. Asked on a channel of its own, since a no costs the channel.</summary>
    public static async Task<bool> IsOpenAsync(IChannelSource channels, string queue, CancellationToken interrupt)
    {
        IChannel channel = await channels.OpenAsync(confirms: false, interrupt).ConfigureAwait(false);
        try
        {
            await channel.ExchangeDeclarePassiveAsync(OpenOf(queue), interrupt).ConfigureAwait(false);
            return true;
        }
        catch (Exception missing) when (ChannelLoss.Is(missing, interrupt) && ChannelLoss.Refusal(missing) is { IsAbsence: true })
        {
            return false;
        }
        finally
        {
            await channel.CloseQuietlyAsync().ConfigureAwait(false);
        }
    }

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
