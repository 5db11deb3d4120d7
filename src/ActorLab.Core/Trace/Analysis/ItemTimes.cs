using System.Collections.Immutable;

namespace ActorLab.Core.Trace.Analysis;

/// <summary>What each item's time in the system was spent with: from the first event about it to the end of the last.</summary>
/// <remarks>
/// Each moment of it has one kind. Where several things are known of a moment the more exact one counts: a wait, then the unpacking of a message, then a step, then a turn, and then that a message about the
/// item was under way or lay in a mailbox, and at last that an actor had it from a turn about it until it sent it on in another,
/// as a queue or a resequencer does: these are <see cref="PathKind.Queue"/>. So the kinds of an
/// item add up to its time in the system exactly; a moment of which nothing is known is <see cref="PathKind.Unattributed"/>.
/// </remarks>
public static class ItemTimes
{
    private enum Level
    {
        Wait,
        Receive,
        Step,
        Turn,
        Message,
        Held,
    }

    /// <summary>All items that events name, by number.</summary>
    public static IEnumerable<ItemTime> Of(TraceModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        int[] rows = model.Rows(r => model.ItemOf(r) != 0);
        Array.Sort(rows, (a, b) => model.ItemOf(a) != model.ItemOf(b) ? model.ItemOf(a).CompareTo(model.ItemOf(b)) : a.CompareTo(b));
        for (int from = 0, to; from < rows.Length; from = to)
        {
            for (to = from + 1; to < rows.Length && model.ItemOf(rows[to]) == model.ItemOf(rows[from]);) to++;
            yield return OfItem(model, rows.AsSpan(from, to - from));
        }
    }

    private static ItemTime OfItem(TraceModel model, ReadOnlySpan<int> rows)
    {
        long start = long.MaxValue, end = long.MinValue;
        var sweep = new Sweep();
        AddHeld(model, rows, sweep);
        foreach (int row in rows)
        {
            start = Math.Min(start, model.StartOf(row));
            end = Math.Max(end, model.EndOf(row));
            Add(model, row, sweep);
        }

        return new ItemTime(model.ItemOf(rows[0]), start, end, sweep.Between(start, end));
    }

    private static void Add(TraceModel model, int row, Sweep sweep)
    {
        long start = model.StartOf(row), end = model.EndOf(row);
        switch (model.KindOf(row))
        {
            case TraceKind.Wait: sweep.Add(Level.Wait, PathKinds.OfWait(model.DetailOf(row)), start, end); break;
            case TraceKind.Receive: sweep.Add(Level.Receive, PathKind.Transfer, start, end); break;
            case TraceKind.Step: sweep.Add(Level.Step, PathKind.Compute, start, end); break;
            case TraceKind.Turn: sweep.Add(Level.Turn, PathKind.Compute, start, end); break;
            case TraceKind.Send: AddMessage(model, row, sweep); break;
        }
    }

    /// <summary>From the end of the turn in which an actor got the item until it sent it on in a later one.</summary>
    private static void AddHeld(TraceModel model, ReadOnlySpan<int> rows, Sweep sweep)
    {
        int[] byTime = [.. rows];
        model.SortByTime(byTime);
        var last = new Dictionary<ActorId, long>();
        foreach (int row in byTime)
        {
            ActorId actor = model.ActorOf(row);
            if (model.KindOf(row) == TraceKind.Turn) last[actor] = model.EndOf(row);
            else if (model.KindOf(row) == TraceKind.Send && last.Remove(actor, out long since))
                sweep.Add(Level.Held, PathKind.Queue, since, model.EndOf(row));
        }
    }

    private static void AddMessage(TraceModel model, int send, Sweep sweep)
    {
        int turn = model.FindTurnOfMessage(model.ActorOf(send), model.MessageOf(send));
        if (turn < 0) return;
        long sent = model.EndOf(send);
        int receive = model.FindReceive(model.ActorOf(send), model.MessageOf(send));
        if (receive >= 0 && !model.HasOneClock && model.NodeOf(send) != model.NodeOf(receive))
        {
            sweep.Add(Level.Message, PathKind.Network, sent, model.StartOf(receive));
            sent = model.StartOf(receive);
        }

        sweep.Add(Level.Message, PathKind.Queue, sent, model.StartOf(turn));
    }

    /// <summary>Stretches of time that overlap, each of a kind; a sweep over their ends finds what counts when.</summary>
    private sealed class Sweep
    {
        private static readonly int s_kinds = Enum.GetValues<PathKind>().Length;

        private readonly List<(long Time, int Rank, int Change)> _ends = [];

        public void Add(Level level, PathKind kind, long start, long end)
        {
            if (start >= end) return;
            int rank = ((int)level * s_kinds) + (int)kind;
            _ends.Add((start, rank, 1));
            _ends.Add((end, rank, -1));
        }

        /// <returns>Nanoseconds of each kind, in the order of <see cref="PathKind"/>.</returns>
        public ImmutableArray<long> Between(long start, long end)
        {
            var times = new long[s_kinds];
            var open = new int[s_kinds * ((int)Level.Held + 1)];
            _ends.Sort();
            long at = start;
            foreach ((long time, int rank, int change) in _ends)
            {
                long until = Math.Clamp(time, at, end);
                times[(int)Counting(open)] += until - at;
                at = until;
                open[rank] += change;
            }

            times[(int)PathKind.Unattributed] += end - at;
            return [.. times];
        }

        private static PathKind Counting(int[] open)
        {
            int rank = Array.FindIndex(open, static count => count > 0);
            return rank < 0 ? PathKind.Unattributed : (PathKind)(rank % s_kinds);
        }
    }
}

/// <summary>How long one item was in the system, and what that time was spent with.</summary>
/// <param name="Item">Its number.</param>
/// <param name="Start">Of the first event about it: nanoseconds on the root's axis.</param>
/// <param name="End">Of the last.</param>
/// <param name="Times">Nanoseconds of each kind, in the order of <see cref="PathKind"/>. They add up to the time in the system.</param>
public sealed record ItemTime(long Item, long Start, long End, ImmutableArray<long> Times)
{
    /// <summary>Nanoseconds.</summary>
    public long InSystem => End - Start;

    public long Of(PathKind kind) => Times[(int)kind];
}
