using ActorLab.Wire;

namespace ActorLab.Cluster.Work;

/// <summary>Handles one partition while it is the active consumer of it, and waits otherwise.</summary>
/// <remarks>Who takes over does not know how far the one before came, and is given what that one had not acknowledged, perhaps out of order. So it asks whoever keeps the account of effects before it handles
/// anything. The one before may still have something in hand: whoever makes effects must refuse a sequence number that was there before, in the same step in which it makes them.</remarks>
internal sealed class PartitionConsumer : IAsyncDisposable
{
    private readonly Func<Task<(int Epoch, long Sequence)>> _account;
    private readonly Action<PartitionMessage> _handle;
    private readonly Action<string> _report;
    private readonly Lock _gate = new();
    private readonly List<(long Number, PartitionMessage Message)> _unasked = [];
    private readonly QueueConsumer _consumer;
    private SequenceGate<(long Number, PartitionMessage Message)>? _order;
    private int _takeovers;

    /// <param name="channels">Where the queue is.</param>
    /// <param name="queue">Of the partition.</param>
    /// <param name="credit">Messages that it holds at the same time, at least 1.</param>
    /// <param name="account">Gives epoch and sequence number of the last message of this partition that has had its effect; (0, 0) for none.</param>
    /// <param name="handle">Makes the effect of one message at a time; on any thread.</param>
    /// <param name="report">Gets one line for whatever is dropped, or why nothing comes any more.</param>
    public PartitionConsumer(IChannelSource channels, string queue, ushort credit, Func<Task<(int Epoch, long Sequence)>> account, Action<PartitionMessage> handle, Action<string> report)
    {
        (_account, _handle, _report) = (account, handle, report);
        _consumer = new QueueConsumer(channels, queue, credit, Take, Renew, report);
        _consumer.Start();
    }

    public ValueTask DisposeAsync() => _consumer.DisposeAsync();

    private void Take(Delivery delivery)
    {
        lock (_gate)
        {
            PartitionMessage message;
            try
            {
                message = PartitionMessage.Decode(delivery.Body);
            }
            catch (WireFormatException nonsense)
            {
                _report($"a partition holds {nonsense.Message}; dropped");
                _consumer.Acknowledge(delivery.Number);
                return;
            }

            if (_order is not null)
            {
                PassOn(_order, delivery.Number, message);
                return;
            }

            _unasked.Add((delivery.Number, message));
            if (_unasked.Count == 1) _ = TakeOverAsync(_takeovers);
        }
    }

    /// <summary>Another may have been the active one meanwhile.</summary>
    private void Renew()
    {
        lock (_gate)
        {
            _takeovers++;
            _order = null;
            _unasked.Clear();
        }
    }

    private async Task TakeOverAsync(int takeover)
    {
        try
        {
            (int epoch, long sequence) = await _account().ConfigureAwait(false);
            lock (_gate)
            {
                if (takeover != _takeovers) return;
                _order = new SequenceGate<(long, PartitionMessage)>(epoch, sequence + 1);
                foreach ((long number, PartitionMessage message) in _unasked) PassOn(_order, number, message);
                _unasked.Clear();
            }
        }
        catch (Exception unknown)
        {
            _report($"a partition cannot be taken over: {unknown.Message}");
        }
    }

    private void PassOn(SequenceGate<(long Number, PartitionMessage Message)> order, long number, PartitionMessage message)
    {
        var through = new List<(long Number, PartitionMessage Message)>();
        var dropped = new List<(long Number, PartitionMessage Message)>();
        order.Take(message.Epoch, message.Sequence, (number, message), through, dropped);
        foreach ((long settled, PartitionMessage next) in through)
        {
            _handle(next);
            _consumer.Acknowledge(settled);
        }

        foreach ((long settled, _) in dropped) _consumer.Acknowledge(settled);
    }
}
