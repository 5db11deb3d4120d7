namespace ActorLab.Core.Verify;

/// <summary>
/// Tells whether a stream shows k ≥ 2 counters of its own each: what processes write that each count for themselves.
/// </summary>
/// <remarks>
/// <para>Where records name processes, they are the evidence: each of at least two must have written its items from 1 upwards by
/// one.</para>
/// <para>Where nothing names a writer, the stream must split into k interleaved copies of the input, each from item 1 upwards by
/// one, and copies that lie behind must have been taken up where they were left, after
/// others had gone on, more than once. One item, a batch or a whole file that was delivered again splits into copies too, but is
/// not taken up again.</para>
/// <para>An item 1 begins a copy; any other continues a copy that has come to the item before it. Copies that have come equally
/// far are interchangeable, so there is nothing to choose and one pass decides. Memory: one
/// entry for each different item that some copy has come to, at most k, and one for each process.</para>
/// </remarks>
internal sealed class PrivateCounters
{
    /// <summary>More processes than any experiment starts: so many ids are no evidence of counters.</summary>
    private const int MaxProcesses = 10_000;

    /// <summary>
    /// How often copies that lie behind must be taken up again: once may be two batches that follow each other and were both
    /// delivered again.
    /// </summary>
    private const int LeastTakenUp = 2;

    private readonly Dictionary<long, long> _copiesAt = [];

    /// <summary>How far each process has counted.</summary>
    private readonly Dictionary<long, long> _processAt = [];

    /// <summary>Where the copy stands that was continued last. Kept apart so that one copy alone, the usual case, touches no table.</summary>
    private long _last;
    private long _previous, _greatest, _copies;
    private int _takenUpAgain;
    private bool _fits = true, _processesFit = true;

    /// <summary>How many counters the stream so far shows; below 2 when it shows none.</summary>
    public long Counters =>
        _processAt.Count > 0 ? _processesFit ? _processAt.Count : 0 : _fits && _takenUpAgain >= LeastTakenUp ? _copies : 0;

    /// <param name="sequence">Of the item, from 1.</param>
    /// <param name="process">That wrote it; null if nothing says.</param>
    public void Offer(long sequence, long? process = null)
    {
        if (process is { } writer) OfferOf(writer, sequence);
        else if (_fits) Continue(sequence);
        _previous = sequence;
        _greatest = Math.Max(_greatest, sequence);
    }

    /// <summary>Something came that no counter gives.</summary>
    public void Break()
    {
        _fits = _processesFit = false;
        _copiesAt.Clear();
    }

    private void OfferOf(long process, long sequence)
    {
        if (!_processesFit) return;
        _processesFit = _processAt.GetValueOrDefault(process) == sequence - 1 && _processAt.Count < MaxProcesses;
        _processAt[process] = sequence;
    }

    private void Continue(long sequence)
    {
        if (_copies > 0 && sequence == _last + 1)
        {
            _last = sequence;
            return;
        }

        if (sequence == 1)
        {
            if (_copies > 0) Park();
            _copies++;
            _last = 1;
            return;
        }

        if (!Take(sequence - 1))
        {
            Break();
            return;
        }

        // An item that comes twice in a row is one item delivered again, and the copy that is ahead goes on whatever was
        // delivered again in between.
        if (sequence <= _greatest && sequence != _previous) _takenUpAgain = Math.Min(_takenUpAgain + 1, LeastTakenUp);
        Park();
        _last = sequence;
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
