using RabbitMQ.Client;

namespace ActorLab.Cluster.Work;

/// <summary>Opens channels to the broker, again and again: a channel is never mended, and who loses one opens another.</summary>
internal interface IChannelSource
{
    /// <summary>Returns as soon as there is a channel, however long the broker takes to come back.</summary>
    /// <param name="confirms">Whether the broker confirms what is published; the publisher keeps the account.</param>
    /// <param name="interrupt">Ends the attempt.</param>
    /// <exception cref="IOException">There will be none any more; one sentence.</exception>
    Task<IChannel> OpenAsync(bool confirms, CancellationToken interrupt);

    /// <summary>The broker has said that it reads nothing for now: then nothing is late.</summary>
    bool IsHeldUp { get; }

    /// <summary>A channel on which nothing that was published is confirmed for so long is lost.</summary>
    TimeSpan Confirmation { get; }
}
