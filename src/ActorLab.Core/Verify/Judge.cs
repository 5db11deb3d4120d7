using System.Collections.Immutable;

namespace ActorLab.Core.Verify;

/// <summary>Turns figures into the checks of a verdict. A violation is proven by what was seen; holding takes a complete output with at least one item in it.</summary>
internal sealed class Judge(StreamFigures figures, string? cutReason, bool boundReached)
{
    private const string TooManyGaps = "more gaps were open at once than are kept";

    /// <summary>The tutorials' own check: row i must be line i. It knows nothing of rows that never came.</summary>
    public CheckResult Positional(ImmutableArray<Violation> evidence) => Result(
        "positional", figures.PositionalMismatches > 0, figures.Items, boundMatters: false,
        $"{figures.PositionalMismatches} of {figures.Items} rows differ from the input line at their position", evidence);

    /// <summary>RFC 4737: an item is reordered when a later one came before it, duplicates removed first.</summary>
    public CheckResult Order(ImmutableArray<Violation> evidence, long unique) => Result(
        "order", figures.Reordered > 0, unique, boundMatters: true,
        $"{figures.Reordered} of {unique} items reordered, greatest extent {figures.MaxExtent}", evidence);

    /// <summary>Exactly once: every acknowledged item came, none again, none that the input does not have.</summary>
    public CheckResult Delivery(ImmutableArray<Violation> evidence, long acknowledged) => Result(
        "delivery", figures.Lost + figures.Duplicated + figures.Unexpected > 0, acknowledged, boundMatters: true,
        cutReason is null
            ? $"{figures.Lost} of {acknowledged} acknowledged items lost, {figures.Duplicated} duplicated, {figures.Unexpected} unexpected"
            : $"lost items not counted, {figures.Duplicated} duplicated, {figures.Unexpected} unexpected",
        evidence);

    /// <summary>Every record is whole.</summary>
    public CheckResult Content(ImmutableArray<Violation> evidence) => Result(
        "content", figures.Torn > 0, figures.Items, boundMatters: false, $"{figures.Torn} torn records, {figures.Items} whole", evidence);

    private CheckResult Result(
        string name, bool violated, long itemsSeen, bool boundMatters, string summary, ImmutableArray<Violation> evidence)
    {
        string? doubt = cutReason ?? (boundMatters && boundReached ? TooManyGaps : itemsSeen == 0 ? "there was no item to check" : null);
        VerdictStatus status = violated ? VerdictStatus.Violated : doubt is null ? VerdictStatus.Holds : VerdictStatus.Unknown;
        return new CheckResult(name, status, doubt is null ? summary : $"{summary}; {doubt}", evidence);
    }
}
