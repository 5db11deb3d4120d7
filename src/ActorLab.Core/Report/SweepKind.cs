namespace ActorLab.Core.Report;

/// <summary>What is varied in a sweep.</summary>
public enum SweepKind
{
    /// <summary>How many do the work: workers or CPUs. Speed-up means something then.</summary>
    Parallelism,

    /// <summary>Another number.</summary>
    Quantity,

    /// <summary>Something that is no number.</summary>
    Choice,
}
