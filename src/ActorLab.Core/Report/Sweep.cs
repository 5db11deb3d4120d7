using System.Collections.Immutable;

namespace ActorLab.Core.Report;

/// <summary>The same subject with one setting varied.</summary>
/// <param name="Key">The setting, as the user named it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Values">In the order in which they were given; at least one.</param>
public sealed record Sweep(string Key, SweepKind Kind, ImmutableArray<SweepValue> Values)
{
    /// <summary>True for a subject that is the same with every value, and so was run with the first alone.</summary>
    public bool IsConstant { get; init; }

    public Measurement First => Values[0].Runs.First;

    /// <summary>The value that the others are compared with: the smallest number among the runs that came to an end; the first where values are no numbers. Null if no run did.</summary>
    public SweepValue? Base => Finished.MinBy(v => v.Number ?? 0);

    /// <summary>Throughput of one worker and of more: the law without and with what workers cost each other. Null unless parallelism was varied.</summary>
    public ScalingFit? Amdahl => IsFitted ? ScalingFit.OfAmdahl(Points) : null;

    public ScalingFit? Universal => IsFitted ? ScalingFit.OfUniversal(Points) : null;

    private bool IsFitted => Kind == SweepKind.Parallelism && !IsConstant;

    private IEnumerable<SweepValue> Finished => Values.Where(v => v.Runs.PerSecond is { Count: > 0, Mean: > 0 });

    private ImmutableArray<ScalingPoint> Points => [.. Finished.Where(v => v.Number >= 1).Select(v => new ScalingPoint(v.Number!.Value, v.Runs.PerSecond.Mean))];

    /// <summary>Throughput over that of the base. Null where one of the two has none.</summary>
    public double? SpeedUp(SweepValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Base is { } reference && value.Runs.PerSecond is { Count: > 0 } perSecond ? perSecond.Mean / reference.Runs.PerSecond.Mean : null;
    }

    /// <summary>Speed-up over how many more there were: 1 if each did as much as one in the base. Null where parallelism was not varied.</summary>
    public double? Efficiency(SweepValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Kind == SweepKind.Parallelism && Base is { Number: { } least } && value.Number is { } number ? SpeedUp(value) * least / number : null;
    }
}

/// <param name="Text">As the user typed it.</param>
/// <param name="Number">The same as a number; null if it is none.</param>
/// <param name="Runs">With this value.</param>
public sealed record SweepValue(string Text, double? Number, ReplicationSummary Runs);
