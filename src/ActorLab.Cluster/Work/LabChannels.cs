using ActorLab.Cluster.Labs;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace ActorLab.Cluster.Work;

/// <summary>Channels over the connection that a run or a member has to its lab.</summary>
internal sealed class LabChannels(LabConnection connection) : IChannelSource
{
    private static readonly SimDuration MinBackOff = SimDuration.FromMilliseconds(20);
    private static readonly SimDuration MaxBackOff = SimDuration.FromMilliseconds(500);

    public async Task<IChannel> OpenAsync(bool confirms, CancellationToken interrupt)
    {
        for (int attempt = 0; ; attempt++)
        {
            if (connection.Closed.IsCompleted) throw new IOException($"the connection to the broker is gone: {await connection.Closed.ConfigureAwait(false)}");
            try
            {
                // Without the client's own account of confirms: it completes each publish by itself, and the order of what must be sent again is lost.
                var options = new CreateChannelOptions(publisherConfirmationsEnabled: confirms, publisherConfirmationTrackingEnabled: false, outstandingPublisherConfirmationsRateLimiter: null);
                return await connection.Client.CreateChannelAsync(options, interrupt).ConfigureAwait(false);
            }
            catch (Exception lost) when (ChannelLoss.Is(lost, interrupt))
            {
                await Task.Delay(ExponentialBackOff.Delay(attempt, MinBackOff, MaxBackOff).ToTimeSpan(), interrupt).ConfigureAwait(false);
            }
        }
    }
}
