namespace ActorLab.Cluster.Work;

/// <summary>Which acknowledgements say that some of a channel's deliveries are settled, each once: everything up to the first that is still open in one, those behind it each in their own.</summary>
internal sealed class SettledTags
{
    private readonly HashSet<ulong> _early = [];
    private ulong _lowestOpen = 1;

    /// <param name="tags">In ascending order; none of them was settled before.</param>
    /// <param name="acknowledgements">Gets the tags to acknowledge, and whether that means all before it too.</param>
    public void Settle(IReadOnlyList<ulong> tags, List<(ulong Tag, bool Multiple)> acknowledgements)
    {
        ulong first = _lowestOpen;
        foreach (ulong tag in tags)
        {
            if (tag != _lowestOpen)
            {
                Invariant.Check(tag > _lowestOpen && _early.Add(tag), $"delivery {tag} is acknowledged twice");
                acknowledgements.Add((tag, false));
                continue;
            }

            _lowestOpen++;
            if (!_early.Contains(_lowestOpen)) continue;
            // One that was acknowledged alone cannot be the end of a run: the broker knows it no more.
            Close(first, acknowledgements);
            while (_early.Remove(_lowestOpen)) _lowestOpen++;
            first = _lowestOpen;
        }

        Close(first, acknowledgements);
    }

    private void Close(ulong first, List<(ulong Tag, bool Multiple)> acknowledgements)
    {
        ulong last = _lowestOpen - 1;
        if (first <= last) acknowledgements.Add((last, first < last));
    }
}
