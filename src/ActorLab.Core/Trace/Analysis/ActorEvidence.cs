namespace ActorLab.Core.Trace.Analysis;

/// <summary>What is known of how an actor spent its time: waits first, since they lie within steps; then unpacking; then steps.</summary>
internal sealed class ActorEvidence(TraceModel model)
{
    private readonly RowIndex[] _levels =
    [
        Of(model, TraceKind.Wait),
        Of(model, TraceKind.Receive),
        Of(model, TraceKind.Step),
    ];

    /// <summary>Cuts a stretch of an actor's time into pieces without a gap, from its end to its beginning.</summary>
    /// <param name="actor">Whose.</param>
    /// <param name="from">Nanoseconds on the root's axis.</param>
    /// <param name="to">Not before <paramref name="from"/>.</param>
    /// <param name="rest">What it was where nothing is known.</param>
    /// <param name="add">Takes the beginning and the end of a piece, its kind, and the row that shows it, or −1.</param>
    public void Cut(ActorId actor, long from, long to, PathKind rest, Action<long, long, PathKind, int> add) => Cut(0, actor, from, to, rest, add);

    private void Cut(int level, ActorId actor, long from, long to, PathKind rest, Action<long, long, PathKind, int> add)
    {
        if (from >= to) return;
        if (level == _levels.Length)
        {
            add(from, to, rest, -1);
            return;
        }

        // What an actor does comes one after the other, so only few of those that end here began long before.
        RowIndex index = _levels[level];
        int first = index.PositionOf(actor.Value, from + 1), end = first;
        ReadOnlySpan<int> all = index.Of(actor.Value);
        int begin = index.PositionOf(actor.Value, long.MinValue);
        while (end - begin < all.Length && model.StartOf(all[end - begin]) < to) end++;
        for (int i = end - 1; i >= first; i--)
        {
            int row = all[i - begin];
            long start = Math.Max(from, model.StartOf(row)), stop = Math.Min(to, model.EndOf(row));
            if (start >= stop) continue;
            Cut(level + 1, actor, stop, to, rest, add);
            add(start, stop, KindOf(row), row);
            to = start;
        }

        Cut(level + 1, actor, from, to, rest, add);
    }

    private PathKind KindOf(int row) => model.KindOf(row) switch
    {
        TraceKind.Wait => PathKinds.OfWait(model.DetailOf(row)),
        TraceKind.Receive => PathKind.Transfer,
        _ => PathKind.Compute,
    };

    private static RowIndex Of(TraceModel model, TraceKind kind) => model.Index(r => model.KindOf(r) == kind && model.AmountOf(r) > 0, r => model.ActorOf(r).Value, model.EndOf);
}
