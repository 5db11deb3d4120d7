namespace ActorLab.Core.Trace.Analysis;

/// <summary>All events in one order in which no effect stands before its cause; what nothing orders stands in the order of time.</summary>
public sealed class CausalOrder
{
    private CausalOrder(int[] rows, int[] causes, int contradictions)
    {
        Rows = rows;
        Causes = causes;
        Contradictions = contradictions;
    }

    public IReadOnlyList<int> Rows { get; }

    /// <summary>By row: the direct cause, or −1.</summary>
    public IReadOnlyList<int> Causes { get; }

    /// <summary>How many events had to be placed before a cause, because the trace leads in a circle; 0 for a trace of a run.</summary>
    public int Contradictions { get; }

    public static CausalOrder Of(TraceModel model)
    {
        int[] causes = [.. Enumerable.Range(0, model.Count).Select(model.CauseOf)];
        int[] before = [.. Enumerable.Range(0, model.Count).Select(r => TurnBefore(model, r))];
        int[] open = new int[model.Count];
        for (int row = 0; row < model.Count; row++) open[row] = (causes[row] >= 0 ? 1 : 0) + (before[row] >= 0 ? 1 : 0);
        var effects = new Effects(model.Count, causes, before);
        int[] byTime = [.. Enumerable.Range(0, model.Count)];
        model.SortByTime(byTime);
        int[] rank = new int[model.Count];
        for (int i = 0; i < byTime.Length; i++) rank[byTime[i]] = i;
        return Release(open, causes, effects, byTime, rank);
    }

    /// <summary>Kahn's topological sort, the earliest first (CACM 1962). Where it is stuck in a circle the earliest of all goes on.</summary>
    private static CausalOrder Release(int[] open, int[] causes, Effects effects, int[] byTime, int[] rank)
    {
        var ready = new PriorityQueue<int, int>();
        for (int row = 0; row < open.Length; row++)
        {
            if (open[row] == 0) ready.Enqueue(row, rank[row]);
        }

        int[] rows = new int[open.Length];
        bool[] released = new bool[open.Length];
        int count = 0, earliest = 0, contradictions = 0;
        while (count < rows.Length)
        {
            if (!ready.TryDequeue(out int row, out _))
            {
                while (released[byTime[earliest]]) earliest++;
                row = byTime[earliest];
                contradictions++;
            }

            if (released[row]) continue;
            released[row] = true;
            rows[count++] = row;
            foreach (int effect in effects.Of(row))
            {
                if (--open[effect] == 0 && !released[effect]) ready.Enqueue(effect, rank[effect]);
            }
        }

        return new CausalOrder(rows, causes, contradictions);
    }

    private static int TurnBefore(TraceModel model, int row) => model.KindOf(row) == TraceKind.Turn ? model.FindTurn(model.ActorOf(row), model.TurnOf(row) - 1) : -1;

    /// <summary>What each event leads to: all in one array, with where each begins in it.</summary>
    private sealed class Effects
    {
        private readonly int[] _begins;
        private readonly int[] _effects;

        public Effects(int count, params int[][] causes)
        {
            _begins = new int[count + 1];
            foreach (int cause in causes.SelectMany(c => c).Where(c => c >= 0)) _begins[cause + 1]++;
            for (int row = 0; row < count; row++) _begins[row + 1] += _begins[row];
            _effects = new int[_begins[count]];
            int[] next = [.. _begins];
            foreach (int[] column in causes)
            {
                for (int row = 0; row < count; row++)
                {
                    if (column[row] >= 0) _effects[next[column[row]]++] = row;
                }
            }
        }

        public ReadOnlySpan<int> Of(int row) => _effects.AsSpan(_begins[row], _begins[row + 1] - _begins[row]);
    }
}
