namespace ActorLab.Core.Primitives;

/// <summary>Where an item stands: its place in the source stream and, for every stage that made several items of one, which child of how many it is.</summary>
/// <remarks>The order of paths is the order of the source, then of the children, so flat-map, batch and filter keep an order that can be restored.
/// A path with no children is the source item itself.</remarks>
public sealed record SequencePath : IComparable<SequencePath>
{
    private SequencePath(SequenceNumber root, SequencePath? parent, int childIndex, int childCount)
    {
        Root = root;
        Parent = parent;
        ChildIndex = childIndex;
        ChildCount = childCount;
        Depth = parent is null ? 0 : parent.Depth + 1;
    }

    public SequenceNumber Root { get; }

    public SequencePath? Parent { get; }

    /// <summary>Which child of its parent this item is, from 0.</summary>
    public int ChildIndex { get; }

    /// <summary>How many children the parent was made into; 1 for the source item.</summary>
    public int ChildCount { get; }

    /// <summary>How many stages have split the source item on the way to this one.</summary>
    public int Depth { get; }

    public static SequencePath Of(SequenceNumber root) => new(root, null, 0, 1);

    public static SequencePath Of(long root) => Of(new SequenceNumber(root));

    /// <summary>Child <paramref name="index"/> (from 0) of <paramref name="count"/>.</summary>
    public SequencePath Child(int index, int count)
    {
        Invariant.Check(count > 0, $"a split into {count} children has no child");
        Invariant.Check(index >= 0 && index < count, $"child {index} of {count} does not exist");
        return new SequencePath(Root, this, index, count);
    }

    public int CompareTo(SequencePath? other)
    {
        if (other is null) return 1;
        int byRoot = Root.CompareTo(other.Root);
        if (byRoot != 0) return byRoot;
        SequencePath a = this, b = other;
        while (a.Depth > other.Depth) a = a.Parent!;
        while (b.Depth > Depth) b = b.Parent!;
        int byChild = CompareChildren(a, b);
        // An item sorts before what was made of it.
        return byChild != 0 ? byChild : Depth.CompareTo(other.Depth);
    }

    private static int CompareChildren(SequencePath a, SequencePath b)
    {
        if (ReferenceEquals(a, b) || a.Parent is null || b.Parent is null) return 0;
        int above = CompareChildren(a.Parent, b.Parent);
        return above != 0 ? above : a.ChildIndex.CompareTo(b.ChildIndex);
    }

    public static bool operator <(SequencePath a, SequencePath b) => a.CompareTo(b) < 0;

    public static bool operator >(SequencePath a, SequencePath b) => a.CompareTo(b) > 0;

    public static bool operator <=(SequencePath a, SequencePath b) => a.CompareTo(b) <= 0;

    public static bool operator >=(SequencePath a, SequencePath b) => a.CompareTo(b) >= 0;

    public override string ToString() => Parent is null ? $"{Root.Value}" : $"{Parent}.{ChildIndex + 1}/{ChildCount}";
}
