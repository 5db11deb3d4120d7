using System.Collections.Immutable;

namespace ActorLab.Core.Trace.Analysis;

/// <summary>How the clocks of the nodes of one run stand to each other, as far as the messages between them tell.</summary>
/// <remarks>
/// No message arrives before it is sent, so each one from a to b bounds how far b's clock can be behind a's: offset(b) − offset(a) ≤ arrival − send. These are difference constraints; the shortest way from the root's
/// node to another gives the greatest offset that is possible, and the shortest way back its least (Cristian 1989 for two nodes; Bellman-Ford for many). The middle is taken as the estimate.
/// </remarks>
public sealed class NodeClocks
{
    private readonly Dictionary<string, NodeClock> _byName = new(StringComparer.Ordinal);

    private NodeClocks(ImmutableArray<NodeClock> nodes)
    {
        Nodes = nodes;
        foreach (NodeClock node in nodes) _byName.Add(node.Node, node);
    }

    /// <summary>Every node that an event names, by name; the root's has the empty one.</summary>
    public ImmutableArray<NodeClock> Nodes { get; }

    /// <summary>True if times of different nodes stand on one axis only by an estimate.</summary>
    public bool AreEstimated => Nodes.Any(n => n.Uncertainty != 0);

    /// <summary>Nanoseconds to take from a time of this node.</summary>
    public long OffsetOf(string node) => node.Length == 0 ? 0 : _byName[node].Offset;

    internal static NodeClocks Of(TraceModel model)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal) { "" };
        for (int row = 0; row < model.Count; row++) names.Add(model.NodeOf(row));
        string[] nodes = [.. names];
        if (nodes.Length == 1 || model.HasOneClock) return new NodeClocks([.. nodes.Select(n => new NodeClock(n, 0, 0))]);
        SortedDictionary<(int From, int To), long> bounds = Bounds(model, nodes);
        long[] greatest = Shortest(nodes.Length, bounds);
        long[] least = Shortest(nodes.Length, bounds.ToDictionary(b => (b.Key.To, b.Key.From), b => b.Value));
        return new NodeClocks([.. nodes.Select((node, i) => Estimate(node, least[i], greatest[i]))]);
    }

    private static NodeClock Estimate(string node, long least, long greatest) => (node, least, greatest) switch
    {
        ("", _, _) => new NodeClock(node, 0, 0),
        (_, long.MaxValue, long.MaxValue) => new NodeClock(node, 0, null),
        (_, long.MaxValue, _) => new NodeClock(node, greatest, null),
        (_, _, long.MaxValue) => new NodeClock(node, -least, null),
        // Where the bounds contradict each other the clocks do not run alike, and the contradiction is the uncertainty.
        _ => new NodeClock(node, Middle(-least, greatest), Math.Max(1, Math.Abs((greatest / 2) + (least / 2)))) { Contradicts = -least > greatest },
    };

    private static long Middle(long a, long b) => (a / 2) + (b / 2) + (((a % 2) + (b % 2)) / 2);

    private static SortedDictionary<(int From, int To), long> Bounds(TraceModel model, string[] nodes)
    {
        var bounds = new SortedDictionary<(int From, int To), long>();
        for (int row = 0; row < model.Count; row++)
        {
            if (model.KindOf(row) is not (TraceKind.Receive or TraceKind.Turn)) continue;
            int send = model.FindSend(model.PeerOf(row), model.MessageOf(row));
            if (send < 0 || model.NodeOf(send) == model.NodeOf(row)) continue;
            (int, int) way = (Array.BinarySearch(nodes, model.NodeOf(send), StringComparer.Ordinal), Array.BinarySearch(nodes, model.NodeOf(row), StringComparer.Ordinal));
            long bound = unchecked(model.RawStartOf(row) - model.RawTimeOf(send));
            bounds[way] = bounds.TryGetValue(way, out long known) ? Math.Min(known, bound) : bound;
        }

        return bounds;
    }

    /// <summary>From the first node to each, in as many rounds as there are nodes: a contradiction would go on for ever.</summary>
    private static long[] Shortest(int count, IEnumerable<KeyValuePair<(int From, int To), long>> bounds)
    {
        long[] length = [0, .. Enumerable.Repeat(long.MaxValue, count - 1)];
        bool changed = true;
        for (int round = 0; round < count && changed; round++)
        {
            changed = false;
            foreach (((int from, int to), long bound) in bounds)
            {
                if (to == 0 || length[from] == long.MaxValue) continue;
                long way = unchecked(length[from] + bound);
                if (way >= length[to]) continue;
                length[to] = way;
                changed = true;
            }
        }

        return length;
    }
}

/// <summary>The clock of a node against that of the root's.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Offset">Nanoseconds by which it is ahead: an estimate.</param>
/// <param name="Uncertainty">The offset is wrong by at most so many nanoseconds; 0 if it is known, null if the messages do not bound it on both sides.</param>
public sealed record NodeClock(string Node, long Offset, long? Uncertainty)
{
    /// <summary>The messages contradict each other: the clocks do not run alike, or the node was started again with a new clock.</summary>
    public bool Contradicts { get; init; }
}
