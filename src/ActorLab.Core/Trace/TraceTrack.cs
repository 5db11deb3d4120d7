namespace ActorLab.Core.Trace;

/// <summary>What one thread at a time records, until there is a chunk of it.</summary>
internal sealed class TraceTrack(TraceTracks tracks) : ITraceSink
{
    /// <summary>Events in a chunk.</summary>
    public const int Capacity = 4096;

    private const int FirstCapacity = 64;

    private Page _page = new(FirstCapacity);

    public void Record(in TraceEvent traceEvent)
    {
        Page page = _page;
        int count = page.Count;
        if (count == page.Events.Length) page = Grow(page);
        page.Events[count == Capacity ? 0 : count] = traceEvent;
        // Who writes the rest sees only events that are whole.
        Volatile.Write(ref page.Count, count == Capacity ? 1 : count + 1);
    }

    /// <summary>Writes what there is, though the thread may still record.</summary>
    public void WriteRest() => Write(Volatile.Read(ref _page));

    private Page Grow(Page full)
    {
        if (full.Events.Length < Capacity)
        {
            var larger = new Page(Math.Min(full.Events.Length * 4, Capacity)) { Count = full.Count };
            full.Events.CopyTo(larger.Events, 0);
            Volatile.Write(ref _page, larger);
            return larger;
        }

        Write(full);
        Page next = new(Capacity);
        Volatile.Write(ref _page, next);
        return next;
    }

    private void Write(Page page)
    {
        // The owner and who writes the rest may come at the same time.
        if (Interlocked.Exchange(ref page.Written, true)) return;
        int count = Volatile.Read(ref page.Count);
        if (count > 0) tracks.Write(page.Events.AsSpan(0, count));
    }

    private sealed class Page(int capacity)
    {
        public readonly TraceEvent[] Events = new TraceEvent[capacity];
        public int Count;
        public bool Written;
    }
}
