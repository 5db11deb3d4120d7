namespace ActorLab.Core.Verify;

/// <summary>Names what made a stream go wrong, where the figures show it. The first rule that fits decides; none fits, none is named.</summary>
/// <remarks>
/// <list type="number">
/// <item><c>torn write</c>: a record is not whole.</item>
/// <item><c>several private counters (k)</c>: in order of arrival the stream splits into k ≥ 2 copies of the input, complete or cut short, each from item 1 upwards by one.
/// Not when all records name one process: threads of one process share its counter. Not looked for in an input with equal lines, where a copy's items cannot be told.</item>
/// <item><c>lost update</c>: as many lines are lost as were copied again, more than none, and nothing is unexpected. Somebody wrote back a counter that another had
/// moved on. <c>lost update and flush order</c>: items are reordered besides.</item>
/// <item><c>flush order</c>: nothing is lost, duplicated or unexpected; items are reordered, and never more of them held up at once than workers can hold while another one overtakes them (fewer than workers,
/// where their number is known). How far one is overtaken says nothing: while a worker is stuck with its item, the others may go on for long.</item>
/// </list>
/// When the run was cut short nothing is known about loss, so the last two are not named; nor when a bound was reached.
/// </remarks>
internal static class Cause
{
    public const string TornWrite = "torn write";
    public const string LostUpdate = "lost update";
    public const string FlushOrder = "flush order";

    public static string? Of(StreamFigures figures, long peakMissing, long copies, int? workers, bool lossIsKnown)
    {
        if (figures.Torn > 0) return TornWrite;
        if (copies >= 2) return $"several private counters ({copies})";
        if (!lossIsKnown || figures.Unexpected > 0) return null;
        if (figures.Duplicated > 0 && figures.Lost == figures.Duplicated)
        {
            return figures.Reordered > 0 ? $"{LostUpdate} and {FlushOrder}" : LostUpdate;
        }

        bool withinReach = workers is not { } reach || peakMissing < reach;
        bool onlyReordered = figures is { Lost: 0, Duplicated: 0, Reordered: > 0 };
        return onlyReordered && withinReach ? FlushOrder : null;
    }
}
