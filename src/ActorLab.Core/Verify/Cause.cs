namespace ActorLab.Core.Verify;

/// <summary>Names what made a stream go wrong, or kept it right, where the evidence shows it. The first rule that fits decides; none fits, none is named.</summary>
/// <remarks>
/// <list type="number">
/// <item><c>torn write</c>: a record is not whole.</item>
/// <item><c>several private counters (k)</c>: each of k ≥ 2 processes that the records name wrote its items from 1 upwards by
/// one; or, where nothing names a writer, the stream splits into k such copies of the input, complete or
/// cut short, and one that lay behind was taken up again after another had gone on (see <see cref="PrivateCounters"/>). Not
/// looked for in an input with equal lines, where a copy's items cannot be told.</item>
/// <item><c>dropped by a full mailbox</c>: items are lost, no more than full mailboxes dropped, and nothing is duplicated or unexpected.</item>
/// <item><c>redelivered after a crash</c>: items are duplicated, no more than were handed out again, and nothing is lost or unexpected.</item>
/// <item><c>lost update</c>, of lines alone: as many are lost as were copied again, more than none, and nothing is unexpected. A
/// writer wrote back a counter that another had moved on. <c>lost update and flush order</c>: items are reordered besides.</item>
/// <item><c>flush order</c>: nothing is lost, duplicated or unexpected; items are reordered, and never more of them held up at
/// once than workers can hold while another one overtakes them (fewer than workers, where their number is known; of events it
/// must be). How far one is overtaken says nothing: while a worker is stuck with its item, the others may go on for long.</item>
/// <item><c>redelivery</c>, of numbered events alone: items came again, and nothing is lost or unexpected. Of lines that
/// threads copied it says nothing: two that write one line may both count it.</item>
/// <item><c>serialised by join</c>: all is right, and each of at least two items was written by a thread of its own: each was over before the next began.</item>
/// <item><c>serialised by hand-over</c>: all is right although several threads took turns, one item at a time: a lock, or one writer behind them, passed the work on.</item>
/// </list>
/// When the run was cut short nothing is known about loss, so only the first two are named; nor when a bound was reached.
/// </remarks>
internal static class Cause
{
    public const string TornWrite = "torn write";
    public const string DroppedByFullMailbox = "dropped by a full mailbox";
    public const string RedeliveredAfterCrash = "redelivered after a crash";
    public const string Redelivery = "redelivery";
    public const string LostUpdate = "lost update";
    public const string FlushOrder = "flush order";
    public const string SerialisedByJoin = "serialised by join";
    public const string SerialisedByHandOver = "serialised by hand-over";

    /// <param name="figures">What was counted.</param>
    /// <param name="peakMissing">The most items that were overtaken and had not come.</param>
    /// <param name="counters">Counters that the stream shows; below 2 when it shows none.</param>
    /// <param name="run">What is known besides.</param>
    /// <param name="writers">Who wrote, if records say so.</param>
    /// <param name="lossIsKnown">Whether the output is complete and no bound was reached.</param>
    public static string? Of(
        StreamFigures figures, long peakMissing, long counters, RunEvidence run, WriterTurns writers, bool lossIsKnown)
    {
        if (figures.Torn > 0) return TornWrite;
        if (counters >= 2) return Counters(counters);
        if (!lossIsKnown || figures.Unexpected > 0) return null;
        return OfMailboxes(figures, run) ?? OfCounter(figures) ?? OfOrder(figures, peakMissing, run.Workers)
            ?? OfCalm(figures, writers);
    }

    /// <summary>
    /// The same of numbered events. Their numbers come from what sent them, and no counter that writers share makes one come
    /// twice and another not at all.
    /// </summary>
    public static string? OfEvents(StreamFigures figures, long peakMissing, long counters, RunEvidence run, bool lossIsKnown)
    {
        if (counters >= 2) return Counters(counters);
        if (!lossIsKnown || figures.Unexpected > 0) return null;
        string? repeated = figures is { Duplicated: > 0, Lost: 0 } ? Redelivery : null;
        // Only of several writers can the buffers be flushed in another order; one sender's events are overtaken on their way.
        return OfMailboxes(figures, run) ?? repeated ?? (run.Workers is > 1 ? OfOrder(figures, peakMissing, run.Workers) : null);
    }

    private static string Counters(long count) => $"several private counters ({count})";

    private static string? OfMailboxes(StreamFigures figures, RunEvidence run) => figures switch
    {
        { Lost: > 0, Duplicated: 0 } when figures.Lost <= run.DroppedByFullMailbox => DroppedByFullMailbox,
        { Lost: 0, Duplicated: > 0 } when figures.Duplicated <= run.Redelivered => RedeliveredAfterCrash,
        _ => null,
    };

    private static string? OfCounter(StreamFigures figures)
    {
        if (figures.Duplicated == 0 || figures.Lost != figures.Duplicated) return null;
        return figures.Reordered > 0 ? $"{LostUpdate} and {FlushOrder}" : LostUpdate;
    }

    private static string? OfOrder(StreamFigures figures, long peakMissing, int? workers)
    {
        bool withinReach = workers is not { } reach || peakMissing < reach;
        bool onlyReordered = figures is { Lost: 0, Duplicated: 0, Reordered: > 0 };
        return onlyReordered && withinReach ? FlushOrder : null;
    }

    private static string? OfCalm(StreamFigures figures, WriterTurns writers)
    {
        if (figures is not { Lost: 0, Duplicated: 0, Reordered: 0 }) return null;
        return writers.EachItemHasItsOwn ? SerialisedByJoin : writers.TookTurns ? SerialisedByHandOver : null;
    }
}
