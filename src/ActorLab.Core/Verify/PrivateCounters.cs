namespace ActorLab.Core.Verify;

/// <summary>Tells whether a stream is k interleaved copies of the input, each from item 1 upwards by one: what processes write that each count for themselves.</summary>
/// <remarks>An item 1 begins a copy; any other continues a copy that has come to the item before it. Copies that have come equally far are interchangeable,
/// so there is nothing to choose and one pass decides. Memory: one entry for each different item that some copy has come to, at most k.</remarks>
internal sealed class PrivateCounters
{
    private readonly Dictionary<long, long> _copiesAt = [];

    /// <summary>Where the copy stands that was continued last. Kept apart so that one copy alone, the usual case, touches no table.</summary>
    private long _last;

    /// <summary>How many copies the stream so far is made of; 0 when it is not made of copies, or empty.</summary>
    public long Copies { get; private set; }

    public bool Fits { get; private set; } = true;

    public void Offer(long sequence)
    {
        if (!Fits) return;
        if (Copies > 0 && sequence == _last + 1)
        {
            _last = sequence;
            return;
        }

        if (sequence == 1)
        {
            if (Copies > 0) Park();
            Copies++;
            _last = 1;
            return;
        }

        if (Take(sequence - 1))
        {
            Park();
            _last = sequence;
            return;
        }

        Break();
    }

    /// <summary>Something came that no copy can hold.</summary>
    public void Break()
    {
        Fits = false;
        Copies = 0;
        _copiesAt.Clear();
    }

    private void Park() => _copiesAt[_last] = _copiesAt.GetValueOrDefault(_last) + 1;

    private bool Take(long place)
    {
        if (!_copiesAt.TryGetValue(place, out long copies)) return false;
        if (copies == 1) _copiesAt.Remove(place);
        else _copiesAt[place] = copies - 1;
        return true;
    }
}
