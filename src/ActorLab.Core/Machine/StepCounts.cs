using System.Collections.Immutable;

namespace ActorLab.Core.Machine;

/// <summary>How many steps of each kind the bodies of a run completed. Two models are comparable only when these are equal per item.</summary>
public sealed class StepCounts
{
    public static readonly int KindCount = Enum.GetValues<StepKind>().Length;

    public static readonly StepCounts None = new(new long[KindCount]);

    private readonly ImmutableArray<long> _counts;

    /// <param name="counts">One count per <see cref="StepKind"/>, in its order.</param>
    public StepCounts(IReadOnlyList<long> counts)
    {
        Invariant.Check(counts.Count == KindCount, $"{counts.Count} step counts given, {KindCount} kinds exist");
        _counts = [.. counts];
    }

    public long this[StepKind kind] => _counts[(int)kind];

    public override string ToString() =>
        string.Join(", ", Enum.GetValues<StepKind>().Where(k => this[k] > 0).Select(k => $"{k} {this[k]}"));
}
