using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;

namespace ActorLab.Reporting.Traces;

/// <summary>Spreads what took time over tracks, so that two slices of one track are always apart or one within the other, as a viewer needs it.</summary>
/// <remarks>One track an actor is enough for a run in which each thing of an actor follows another; more are opened where they overlap.</remarks>
internal sealed class PerfettoTracks
{
    private readonly Dictionary<int, long> _trackOfRow = [];
    private readonly List<(long Track, ActorId Actor, int Number, int Row)> _tracks = [];
    private readonly Dictionary<ActorId, long> _first = [];

    public PerfettoTracks(TraceModel model, IEnumerable<int> rows)
    {
        foreach (IGrouping<ActorId, int> group in rows.GroupBy(model.ActorOf).OrderBy(g => g.Key))
        {
            int[] slices = [.. group.Where(r => IsSlice(model.KindOf(r)))];
            Array.Sort(slices, (a, b) => Compare(model, a, b));
            var lanes = new List<Lane>();
            Open(lanes, group.Key, group.First());
            foreach (int row in slices)
            {
                Lane? lane = lanes.FirstOrDefault(l => l.Takes(model.StartOf(row), model.EndOf(row)));
                lane ??= Open(lanes, group.Key, row);
                lane.Add(model.StartOf(row), model.EndOf(row));
                _trackOfRow.Add(row, lane.Track);
            }
        }
    }

    /// <summary>All of them: number, whose it is, which of that actor's (from 1), and an event on it.</summary>
    public IReadOnlyList<(long Track, ActorId Actor, int Number, int Row)> All => _tracks;

    public long Of(int row) => _trackOfRow[row];

    /// <summary>The first track of an actor.</summary>
    public long Of(ActorId actor) => _first[actor];

    public bool Has(ActorId actor) => _first.ContainsKey(actor);

    public static bool IsSlice(TraceKind kind) => kind is TraceKind.Turn or TraceKind.Step or TraceKind.Wait or TraceKind.Receive;

    private Lane Open(List<Lane> lanes, ActorId actor, int row)
    {
        var lane = new Lane(_tracks.Count + 1);
        lanes.Add(lane);
        _tracks.Add((lane.Track, actor, lanes.Count, row));
        _first.TryAdd(actor, lane.Track);
        return lane;
    }

    /// <summary>What contains another comes before it.</summary>
    private static int Compare(TraceModel model, int a, int b)
    {
        int order = model.StartOf(a).CompareTo(model.StartOf(b));
        if (order == 0) order = model.EndOf(b).CompareTo(model.EndOf(a));
        return order != 0 ? order : a.CompareTo(b);
    }

    private sealed class Lane(long track)
    {
        private readonly Stack<long> _ends = new();

        public long Track { get; } = track;

        public bool Takes(long start, long end)
        {
            while (_ends.TryPeek(out long open) && open <= start) _ends.Pop();
            return !_ends.TryPeek(out long outer) || end <= outer;
        }

        public void Add(long start, long end)
        {
            if (end > start) _ends.Push(end);
        }
    }
}
