namespace ActorLab.Core.Report;

/// <summary>A time that was published, beside the same here.</summary>
/// <param name="Row">Of the tutorials, such as <c>E10</c>.</param>
/// <param name="Published">Null where no time was published.</param>
/// <param name="Here">Null where the run came to no end.</param>
/// <param name="Basis">What the time here says about the simulated machine.</param>
/// <param name="PredictedFrom">The rows from which this one is predicted; null unless it is.</param>
public sealed record PublishedComparison(string Row, SimDuration? Published, SimDuration? Here, PublishedBasis Basis, string? PredictedFrom)
{
    /// <summary>Lines that were not at the place of their number, where that was published.</summary>
    public OutOfPlaceComparison? OutOfPlace { get; init; }

    /// <summary>How much longer it took here, as a share of the published time; below 0 where it was shorter. Null where the two are not the same thing, or one of them is missing.</summary>
    public double? Deviation => Basis != PublishedBasis.OtherParameters && Published is { Nanoseconds: > 0 } published && Here is { } here ? ((double)here.Nanoseconds / published.Nanoseconds) - 1 : null;
}

/// <param name="Published">How many lines were out of place.</param>
/// <param name="Here">The same here.</param>
/// <param name="IsSame">Whether the two are of the same run on a machine that was made to fit it.</param>
public sealed record OutOfPlaceComparison(long Published, long Here, bool IsSame)
{
    /// <summary>
    /// How many more there are here, as a share of the published number; null where the two are not the same thing, or none was
    /// published.
    /// </summary>
    public double? Deviation => IsSame && Published > 0 ? ((double)Here / Published) - 1 : null;
}

/// <summary>What a time beside a published one says.</summary>
public enum PublishedBasis
{
    /// <summary>Nothing: no time was published.</summary>
    NotPublished,

    /// <summary>Nothing: something else was published.</summary>
    OtherParameters,

    /// <summary>It was taken on a real machine, which is another than the one of the time that was published.</summary>
    RealMachine,

    /// <summary>The simulated machine's figures were taken from this row, so it has to agree.</summary>
    Calibrated,

    /// <summary>The simulated machine's figures were taken from other rows, so it stands a test.</summary>
    Predicted,
}
