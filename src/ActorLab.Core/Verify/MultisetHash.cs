namespace ActorLab.Core.Verify;

/// <summary>A fingerprint of a multiset: how many members it has, and the sum of their keyed hashes modulo 2⁶⁴. Order does not matter, repetition does.</summary>
/// <remarks>Sums, not exclusive ors: under XOR a pair of equal members cancels (Clarke et al., Incremental Multiset Hash Functions, ASIACRYPT 2003). Different multisets have equal
/// fingerprints with a probability of about 2⁻⁶⁴, unless somebody who knows the key makes them so.</remarks>
public sealed class MultisetHash(ulong key = MultisetHash.DefaultKey)
{
    public const ulong DefaultKey = 0x5DEE_CE66_D1CE_4E5B;

    public long Count { get; private set; }

    public ulong Sum { get; private set; }

    public void Add(ReadOnlySpan<byte> member) => Add(StableHash.Of(member));

    public void Add(ulong member)
    {
        Count++;
        Sum = unchecked(Sum + StableHash.Combine(key, member));
    }

    /// <summary>Whether this is what the members of another add up to, and how they differ if not.</summary>
    /// <param name="expected">The multiset that should have come.</param>
    /// <param name="cutReason">Why this one may be incomplete; null if it is complete.</param>
    public CheckResult Compare(MultisetHash expected, string? cutReason)
    {
        bool differs = cutReason is null && (Count != expected.Count || Sum != expected.Sum);
        bool tooMany = Count > expected.Count;
        string summary = Count == expected.Count
            ? $"{Count} items, hash sum {Sum:x16}{(Sum == expected.Sum ? ", as expected" : $", expected {expected.Sum:x16}")}"
            : $"{Count} items, expected {expected.Count}";
        return CheckResult.Of(
            CheckCatalog.Multiset, differs || tooMany, Doubt.Of(cutReason, expected.Count), summary,
            [new Violation(Count, $"{expected.Count} items with hash sum {expected.Sum:x16}", $"{Count} items with hash sum {Sum:x16}", null)],
            new CheckFigure("items", Count), new CheckFigure("expectedItems", expected.Count));
    }
}
