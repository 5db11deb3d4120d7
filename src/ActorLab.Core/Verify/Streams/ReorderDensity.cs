namespace ActorLab.Core.Verify;

/// <summary>Reorder density, RFC 5236, section 7.1 (stay-back method): how many items came how far from their place.</summary>
/// <remarks>An item's place is its receive index, which skips items that are lost. Whether one is lost shows only DT items later, so the newest DT + 1 items wait in a window.
/// Memory: 2 DT + 1 numbers.</remarks>
public sealed class ReorderDensity
{
    private readonly int _threshold;
    private readonly Queue<long> _window = new();
    private readonly SortedSet<long> _inWindow = [];
    private readonly SortedSet<long> _early = [];
    private readonly long[] _counts;
    private long _receiveIndex = 1;

    /// <param name="threshold">DT, at least 1: an item further from its place is left out.</param>
    public ReorderDensity(int threshold)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 1);
        _threshold = threshold;
        _counts = new long[(2 * threshold) + 1];
    }

    /// <summary>N′ of the RFC: items that count.</summary>
    public long Items { get; private set; }

    /// <summary>Items further than DT from their place.</summary>
    public long Discarded { get; private set; }

    /// <summary>FD[d]: items that came with this displacement, negative if early.</summary>
    /// <param name="displacement">−DT to DT.</param>
    public long Count(int displacement) => _counts[displacement + _threshold];

    public void Offer(long sequence)
    {
        if (sequence < _receiveIndex || _early.Contains(sequence) || !_inWindow.Add(sequence)) return;
        _window.Enqueue(sequence);
        if (_window.Count > _threshold) Settle();
    }

    /// <summary>No more items come: settles those that still wait.</summary>
    public void Complete()
    {
        while (_window.Count > 0) Settle();
    }

    /// <summary>Gives the oldest item in the window the next receive index that is not lost.</summary>
    private void Settle()
    {
        if (!_inWindow.Contains(_receiveIndex) && !_early.Contains(_receiveIndex)) SkipLost();
        long sequence = _window.Dequeue();
        _inWindow.Remove(sequence);
        long displacement = _receiveIndex - sequence;
        if (Math.Abs(displacement) > _threshold)
        {
            Discarded++;
            return;
        }

        _counts[displacement + _threshold]++;
        Items++;
        _early.Remove(_receiveIndex);
        if (displacement < 0) _early.Add(sequence);
        _receiveIndex++;
    }

    private void SkipLost()
    {
        long next = _inWindow.Min;
        if (_early.Count > 0) next = Math.Min(next, _early.Min);
        if (next > _receiveIndex) _receiveIndex = next;
        else while (!_inWindow.Contains(_receiveIndex) && !_early.Contains(_receiveIndex)) _receiveIndex++;
    }
}
