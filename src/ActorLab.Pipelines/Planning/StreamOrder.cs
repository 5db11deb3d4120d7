using System.Collections.Immutable;

namespace ActorLab.Pipelines.Planning;

/// <summary>What is known about the order of a stream between two stages.</summary>
internal sealed record StreamOrder
{
    public required OrderKind Kind { get; init; }

    /// <summary>The stage that numbered the items; null where items of several numberings are mixed, or one comes more than once.</summary>
    public required string? Numbering { get; init; }

    /// <summary>The parts of a divided stream that this is, the last division last; empty for the whole.</summary>
    public ImmutableArray<Share> Shares { get; init; } = [];

    /// <summary>The stage after which items may be missing without a word: its queue drops.</summary>
    public string? DropsAt { get; init; }

    /// <summary>The stage that gave these items up; they are only some of those that it took.</summary>
    public string? GivenUpBy { get; init; }

    /// <summary>The stage that numbered items which were no longer in the order of the source; null where numbers are true.</summary>
    public string? FalseSince { get; init; }

    /// <summary>The stage that gave up the order, for what is said about it.</summary>
    public string? ScatteredBy { get; init; }

    /// <summary>Whether every item has a key.</summary>
    public bool HasKeys { get; init; }

    /// <summary>Whether the order of the source can be had again by waiting for what is missing.</summary>
    public bool IsRestorable => Numbering is not null && Shares.IsEmpty && DropsAt is null && GivenUpBy is null;

    /// <summary>Why items cannot be put into the order of the source; null if they can, or are.</summary>
    public string? Obstacle =>
        FalseSince is { } grouped ? $"'{grouped}' makes its items of what comes in no order"
        : Kind == OrderKind.InOrder ? null
        : Numbering is null ? $"'{ScatteredBy}' mixes streams"
        : GivenUpBy is { } gave ? $"they are what '{gave}' gave up, and nobody could know which to wait for"
        : DropsAt is { } dropping ? $"the queue before '{dropping}' drops items, and nobody could know which to wait for"
        : Shares.IsEmpty ? null
        : $"it gets only a part of the items that '{Shares[^1].Stage}' shares out";

    public bool Equals(StreamOrder? other) => other is not null && Kind == other.Kind && Numbering == other.Numbering && Shares.SequenceEqual(other.Shares)
        && DropsAt == other.DropsAt && GivenUpBy == other.GivenUpBy && FalseSince == other.FalseSince && HasKeys == other.HasKeys;

    public override int GetHashCode() => HashCode.Combine(Kind, Numbering, Shares.Length);
}

/// <summary>One of the parts that a stage divides its stream into.</summary>
/// <param name="Stage">The one that divides it.</param>
/// <param name="Index">Which part, from 0.</param>
/// <param name="Count">Of how many.</param>
/// <param name="ByKey">Whether items with the same key, as they have it now, are all in the same part.</param>
internal sealed record Share(string Stage, int Index, int Count, bool ByKey);

internal enum OrderKind
{
    /// <summary>Numbers only grow.</summary>
    InOrder,

    /// <summary>Those of one key do.</summary>
    KeysInOrder,

    Scattered,
}
