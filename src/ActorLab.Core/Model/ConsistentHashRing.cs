using ActorLab.Core.Actors;

namespace ActorLab.Core.Model;

/// <summary>Gives every key an owner, so that a change of the owners moves few keys.</summary>
/// <remarks>Every owner stands at many points of a circle of 64-bit hashes (virtual nodes), and a key belongs to the first point at or after its own hash. A new owner takes keys only from the arcs before its
/// points: about one key in n. With v points each, shares differ by about 1/√v. The points depend on the owners' paths alone, not on the order in which they came.
/// Source: Karger et al., "Consistent hashing and random trees" (1997).</remarks>
public sealed class ConsistentHashRing
{
    public const int DefaultVirtualNodes = 128;

    private readonly int _virtualNodes;
    private (ulong Point, ActorRef Owner)[] _points = [];

    /// <param name="virtualNodes">Points per owner, at least 1.</param>
    public ConsistentHashRing(int virtualNodes = DefaultVirtualNodes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(virtualNodes, 1);
        _virtualNodes = virtualNodes;
    }

    /// <summary>O(p log p) for p points in all.</summary>
    public void Add(ActorRef owner)
    {
        int before = _points.Length;
        Array.Resize(ref _points, before + _virtualNodes);
        ulong seed = StableHash.Of(owner.Path);
        for (int i = 0; i < _virtualNodes; i++) _points[before + i] = (StableHash.Combine(seed, (ulong)i), owner);
        // Equal points are all but impossible; the path decides, so that even then the order of arrival does not.
        Array.Sort(_points, static (a, b) => a.Point != b.Point ? a.Point.CompareTo(b.Point) : string.CompareOrdinal(a.Owner.Path, b.Owner.Path));
    }

    public void Remove(ActorRef owner) => _points = Array.FindAll(_points, point => point.Owner.Id != owner.Id);

    /// <summary>O(log p).</summary>
    /// <param name="key">Already a good hash (<see cref="StableHash"/>).</param>
    /// <returns>Null when there is no owner.</returns>
    public ActorRef? OwnerOf(ulong key)
    {
        if (_points.Length == 0) return null;
        int low = 0, high = _points.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_points[middle].Point < key) low = middle + 1;
            else high = middle;
        }

        return _points[low == _points.Length ? 0 : low].Owner;
    }
}
