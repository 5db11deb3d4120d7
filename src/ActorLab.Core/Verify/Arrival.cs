namespace ActorLab.Core.Verify;

/// <summary>What one sequence number meant when it came.</summary>
/// <param name="Kind">In order, ahead of a gap, reordered, or one of the two that are not unique arrivals.</param>
/// <param name="Extent">The reordering extent of a reordered item (RFC 4737, section 4.2.2), at least 1; 0 for every other kind.</param>
/// <param name="Overtaker">For a reordered item the earliest arrival with a greater number: the item at the reordering discontinuity (RFC 4737, section 4.5.3). 0 for every other kind.</param>
/// <param name="OvertakerTag">What was said of the overtaker when it was offered.</param>
public readonly record struct Arrival(ArrivalKind Kind, long Extent, long Overtaker = 0, long OvertakerTag = 0);

public enum ArrivalKind
{
    /// <summary>The number that was expected next.</summary>
    InOrder,

    /// <summary>Greater than expected: all in between is missing from now on.</summary>
    OpenedGap,

    /// <summary>Smaller than one that came before.</summary>
    Reordered,

    /// <summary>It has come before.</summary>
    Duplicate,

    /// <summary>Below a gap that was given up as lost: whether it is reordered or a duplicate can no longer be told.</summary>
    TooLate,
}
