using ActorLab.Cluster.Labs;
using RabbitMQ.Client;

namespace ActorLab.Cluster.Work;

/// <summary>Channels over the connection that a run or a node has to its lab, in whichever session it is.</summary>
internal sealed class LabChannels(LabConnection connection) : IChannelSource
{
    private static readonly SimDuration MinBackOff = SimDuration.FromMilliseconds(20);
    private static readonly SimDuration MaxBackOff = SimDuration.FromMilliseconds(500);

    public bool IsHeldUp => connection.IsHeldUp;

    public TimeSpan Confirmation => connection.Address.Patience.Confirmation.ToTimeSpan();

    public async Task<IChannel> OpenAsync(bool confirms, CancellationToken interrupt)
    {
        for (int attempt = 0; ; attempt++)
        {
            LabSession session = await connection.SessionAsync(0, interrupt).ConfigureAwait(false);
            try
            {
                return await session.CreateUntrackedChannelAsync(confirms, interrupt).ConfigureAwait(false);
            }
            catch (Exception lost) when (ChannelLoss.Is(lost, interrupt))
            {
                await Task.Delay(ExponentialBackOff.Delay(attempt, MinBackOff, MaxBackOff).ToTimeSpan(), interrupt).ConfigureAwait(false);
            }
        }
    }
}
