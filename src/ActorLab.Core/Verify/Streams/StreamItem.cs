using System.Collections.Immutable;

namespace ActorLab.Core.Verify;

/// <summary>One item of a stream that numbers its items.</summary>
/// <param name="Sequence">Its number at its producer, from 1.</param>
public readonly record struct StreamItem(long Sequence)
{
    /// <summary>Who numbered it; 0 when the stream has one producer.</summary>
    public long Producer { get; init; }

    /// <summary>What it is about, such as an account; 0 when items have no key.</summary>
    public long Key { get; init; }

    /// <summary>When it happened or arrived, in any unit that stays the same; 0 when that is not known.</summary>
    public long Time { get; init; }

    /// <summary>A hash of its content; 0 when that is not known.</summary>
    public ulong Hash { get; init; }

    /// <summary>Whether its checksum is that of its content; null when it carries none.</summary>
    public bool? IsWhole { get; init; }

    /// <summary>The vector clock that it carries, its producer's own component included; default when it carries none. Components that are not named are 0.</summary>
    public ImmutableArray<ClockEntry> Clock { get; init; }

    /// <summary>Who handled it, as a reader may read it; null when that is not known.</summary>
    public string? Worker { get; init; }
}
