using System.Collections.Immutable;

namespace ActorLab.Core.Verify;

/// <summary>What was counted in an output stream against its input.</summary>
/// <param name="Items">Whole items in the output.</param>
/// <param name="PositionalMismatches">Items that differ from the input line at the same position.</param>
/// <param name="Reordered">Items that came after one with a greater sequence number, duplicates removed first (RFC 4737).</param>
/// <param name="MaxExtent">The greatest reordering extent (RFC 4737, section 4.2.2); 0 when nothing is reordered.</param>
/// <param name="Lost">Acknowledged input items that never came.</param>
/// <param name="Duplicated">Items that came again after all their occurrences in the input were used up.</param>
/// <param name="Unexpected">Items that the input does not have.</param>
/// <param name="Torn">Records that are not whole; numbered events are no records.</param>
public sealed record StreamFigures(
    long Items, long PositionalMismatches, long Reordered, long MaxExtent, long Lost, long Duplicated, long Unexpected, long Torn)
{
    public static readonly StreamFigures None = new(0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>The figures of several checks of one stream: of each the greatest that one of them has.</summary>
    internal static StreamFigures Of(long items, ImmutableArray<CheckResult> checks)
    {
        long Most(string figure) => checks.Select(c => (long)c.FigureOf(figure)).DefaultIfEmpty(0).Max();
        return new StreamFigures(
            items, 0, Most("reordered"), Most("maxExtent"), Most("lost"), Most("duplicated"), Most("unexpected"), 0);
    }
}
