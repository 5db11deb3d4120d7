namespace ActorLab.Cluster.Work;

/// <summary>Lets the messages of one sender through once each and in the order in which they were sent, though the broker repeats some and, when a consumer was lost, gives them again out of order.</summary>
/// <remarks>What comes too early is held: it was given and is not acknowledged, so the credit of the consumer bounds how much that can be. A sender that begins anew takes a higher epoch; what
/// comes under a lower one is of a run that is over.</remarks>
/// <param name="epoch">Of the sender, as far as is known.</param>
/// <param name="next">The sequence number that has to come next.</param>
internal sealed class SequenceGate<T>(int epoch, long next)
{
    private readonly SortedDictionary<long, T> _early = [];
    private int _epoch = epoch;

    /// <summary>Of the message that has to come next.</summary>
    public long Next { get; private set; } = next;

    /// <summary>Messages that were there before or are of an older epoch.</summary>
    public long Dropped { get; private set; }

    /// <summary>Messages that came before one that was sent earlier.</summary>
    public long Early { get; private set; }

    /// <param name="ofEpoch">Of the message.</param>
    /// <param name="sequence">Of the message, from 1 in each epoch.</param>
    /// <param name="message">What it is.</param>
    /// <param name="through">Gets what may pass now, in order.</param>
    /// <param name="dropped">Gets what is not needed: this one, or what was held of an older epoch.</param>
    public void Take(int ofEpoch, long sequence, T message, ICollection<T> through, ICollection<T> dropped)
    {
        if (ofEpoch > _epoch) BeginEpoch(ofEpoch, dropped);
        if (ofEpoch < _epoch || sequence < Next || (sequence > Next && !_early.TryAdd(sequence, message)))
        {
            Dropped++;
            dropped.Add(message);
            return;
        }

        if (sequence > Next)
        {
            Early++;
            return;
        }

        through.Add(message);
        Next++;
        while (_early.Remove(Next, out T? held))
        {
            through.Add(held);
            Next++;
        }
    }

    private void BeginEpoch(int ofEpoch, ICollection<T> dropped)
    {
        foreach (T held in _early.Values) dropped.Add(held);
        Dropped += _early.Count;
        _early.Clear();
        (_epoch, Next) = (ofEpoch, 1);
    }
}
