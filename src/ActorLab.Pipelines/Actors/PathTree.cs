using System.Diagnostics.CodeAnalysis;
using ActorLab.Core.Actors;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>Puts items back into the order of their paths, although parts of one item may come in any order and mixed with those of others.</summary>
/// <remarks>Every item that was numbered is a tree: what it was split into, and what those were split into. The first part that comes says how many there are. An item goes on when all before it, depth first, have.</remarks>
internal sealed class PathTree
{
    private readonly Dictionary<long, Node> _roots = [];

    /// <summary>The number of the item whose parts go on now; all before it are complete.</summary>
    public long Current { get; private set; } = 1;

    /// <summary>Items that wait.</summary>
    public int Held { get; private set; }

    /// <param name="item">The item, or what was skipped.</param>
    /// <param name="message">What goes on in its place.</param>
    public void Add(PipelineItem item, IItemMessage message)
    {
        Invariant.Check(item.Number >= Current, $"{item.Path} came after all of {item.Number} had gone on");
        if (!_roots.TryGetValue(item.Number, out Node? node)) _roots.Add(item.Number, node = new Node());
        if (item.Split is not null) node = Descend(node, item.Split);
        Invariant.Check(node.Leaf is null && node.Parts is null, $"{item.Path} came twice");
        node.Leaf = message;
        Held++;
    }

    /// <summary>Takes the next one that may go on.</summary>
    public bool TryTake([NotNullWhen(true)] out IItemMessage? message)
    {
        message = null;
        while (_roots.TryGetValue(Current, out Node? root))
        {
            message = TakeFrom(root);
            if (root.IsDone) _roots.Remove(Current++);
            else if (message is null) return false;
            if (message is null) continue;
            Held--;
            return true;
        }

        return false;
    }

    /// <summary>The place of a part, made on the way; paths are as deep as there are stages that split.</summary>
    private static Node Descend(Node root, SequencePath path)
    {
        if (path.Parent is null) return root;
        Node parent = Descend(root, path.Parent);
        Invariant.Check(parent.Leaf is null, $"{path} came, and so did the whole that it is part of");
        parent.Parts ??= new Node?[path.ChildCount];
        Invariant.Check(parent.Parts.Length == path.ChildCount, $"{path} came, and others are parts of {parent.Parts.Length}");
        return parent.Parts[path.ChildIndex] ??= new Node();
    }

    private static IItemMessage? TakeFrom(Node node)
    {
        if (node.Leaf is { } leaf)
        {
            node.Leaf = null;
            node.IsDone = true;
            return leaf;
        }

        while (node.Parts is { } parts && node.Parts[node.Next] is { } part)
        {
            IItemMessage? taken = TakeFrom(part);
            if (part.IsDone)
            {
                parts[node.Next++] = null;
                node.IsDone = node.Next == parts.Length;
            }

            if (taken is not null || node.IsDone || !part.IsDone) return taken;
        }

        return null;
    }

    private sealed class Node
    {
        public IItemMessage? Leaf { get; set; }

        public Node?[]? Parts { get; set; }

        public int Next { get; set; }

        public bool IsDone { get; set; }
    }
}
