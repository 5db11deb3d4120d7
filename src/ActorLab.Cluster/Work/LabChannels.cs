using ActorLab.Cluster.Labs;
using RabbitMQ.Client;

namespace ActorLab.Cluster.Work;

/// <summary>Channels over the connection that a run or a node has to its lab, in whichever session it is.</summary>
/// <remarks>After a session was lost the queues get a little time: the broker may just have been started, and in RabbitMQ 3.10.8 a quorum queue that is addressed before it has elected its leader (half a
/// second after the start) never elects one.</remarks>
internal sealed class LabChannels(LabConnection connection) : IChannelSource
{
    private static readonly TimeSpan ElectionPatience = TimeSpan.FromSeconds(2);
    private static readonly SimDuration MinBackOff = SimDuration.FromMilliseconds(20);
    private static readonly SimDuration MaxBackOff = SimDuration.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private int _generation;
    private Task _elected = Task.CompletedTask;

    public async Task<IChannel> OpenAsync(bool confirms, CancellationToken interrupt)
    {
        for (int attempt = 0; ; attempt++)
        {
            LabSession session = await connection.SessionAsync(0, interrupt).ConfigureAwait(false);
            await ElectedIn(session).WaitAsync(interrupt).ConfigureAwait(false);
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

    private Task ElectedIn(LabSession session)
    {
        lock (_gate)
        {
            if (session.Generation == _generation) return _elected;
            _generation = session.Generation;
            return _elected = session.Generation > 1 ? Task.Delay(ElectionPatience) : Task.CompletedTask;
        }
    }
}
