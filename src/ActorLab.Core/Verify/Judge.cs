using System.Collections.Immutable;

namespace ActorLab.Core.Verify;

/// <summary>Turns the figures of an output into checks.</summary>
internal sealed class Judge(StreamFigures figures, StreamLimits limits, string? cutReason, bool boundReached)
{
    /// <summary>The tutorials' own check: row i must be line i. It knows nothing of rows that never came.</summary>
    public CheckResult Positional(ImmutableArray<Violation> evidence) => CheckResult.Of(
        CheckCatalog.Positional, figures.PositionalMismatches > 0, Doubt.Of(cutReason, figures.Items),
        $"{figures.PositionalMismatches} of {figures.Items} rows differ from the input line at their position", evidence);

    /// <summary>RFC 4737: an item is reordered when a later one came before it, duplicates removed first.</summary>
    public CheckResult Order(ImmutableArray<Violation> evidence, long unique) => CheckResult.Of(
        CheckCatalog.Order, limits.Exceeds(figures.Reordered, figures.MaxExtent), Doubt.Of(cutReason, unique, Bound),
        $"{figures.Reordered} of {Counted.Different(unique, figures.Items, "items")} "
            + $"reordered, greatest extent {figures.MaxExtent}", evidence,
        new CheckFigure("unique", unique), CheckFigure.Ratio("reorderedRatio", figures.Reordered, unique));

    /// <summary>Every acknowledged item came, none again, none that the input does not have, as far as the delivery class forbids it.</summary>
    public CheckResult Delivery(ImmutableArray<Violation> evidence, long acknowledged) => CheckResult.Of(
        CheckCatalog.Delivery, BreaksDelivery, Doubt.Of(cutReason, acknowledged, Bound),
        cutReason is null
            ? $"{figures.Lost} of {acknowledged} acknowledged items lost, {figures.Duplicated} duplicated, {figures.Unexpected} unexpected"
            : $"lost items not counted, {figures.Duplicated} duplicated, {figures.Unexpected} unexpected",
        evidence);

    /// <summary>Every record is whole.</summary>
    public CheckResult Content(ImmutableArray<Violation> evidence) => CheckResult.Of(
        CheckCatalog.Content, figures.Torn > 0, Doubt.Of(cutReason, figures.Items), $"{figures.Torn} torn records, {figures.Items} whole", evidence);

    private string? Bound => boundReached ? Doubt.TooManyGaps : null;

    private bool BreaksDelivery => figures.Unexpected > 0
        || (figures.Lost > 0 && limits.Delivery != DeliveryClass.AtMostOnce)
        || (figures.Duplicated > 0 && limits.Delivery != DeliveryClass.AtLeastOnce);
}
