using ActorLab.Cluster.Labs;
using RabbitMQ.Client;

namespace ActorLab.Cluster.Work;

internal static class ChannelClosing
{
    /// <summary>Closes a channel that may be gone already.</summary>
    public static async ValueTask CloseQuietlyAsync(this IChannel channel)
    {
        try
        {
            await channel.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception gone) when (ChannelLoss.Is(gone, CancellationToken.None))
        {
            // It is closed, which is all that was asked for.
        }
    }
}
