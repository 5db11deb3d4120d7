using ActorLab.Cli.CommandLine;
using ActorLab.Core.Trace.Analysis;

namespace ActorLab.Cli.Traces;

/// <summary>Which events of a trace somebody wants to see: those that meet all of the conditions.</summary>
internal sealed class TraceChoice
{
    private readonly List<Func<TraceModel, int, bool>> _conditions = [];

    public bool IsEmpty => _conditions.Count == 0;

    public long? Item { get; private set; }

    public string? Actor { get; private set; }

    public void OfItem(long item)
    {
        Item = item;
        _conditions.Add((model, row) => model.ItemOf(row) == item);
    }

    /// <summary>What an actor did, and what was sent to it, spawned by it or stopped by it.</summary>
    public void OfActor(string pattern)
    {
        Actor = pattern;
        _conditions.Add((model, row) => Names(model, pattern, model.ActorOf(row)) || Names(model, pattern, model.PeerOf(row)));
    }

    /// <summary>What was in progress between two times, in nanoseconds from the start of the run.</summary>
    public void Between(long from, long to) => _conditions.Add((model, row) => model.StartOf(row) <= to && model.EndOf(row) >= from);

    public void Where(TraceQuery query) => _conditions.Add(query.Matches);

    /// <summary>Says what is named and not there.</summary>
    /// <param name="model">The trace.</param>
    /// <param name="option">The options that named them.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public void Check(TraceModel model, (string Item, string Actor) option, ICollection<Diagnostic> problems)
    {
        if (Actor is { } pattern && !model.Actors.Any(a => Glob.IsActor(pattern, a.Id, a.Path))) RejectActor(model, pattern, option.Actor, problems);
        if (Item is { } item) CheckItem(model, item, option.Item, problems);
    }

    /// <summary>Says that no actor has such a name, and which has a similar one.</summary>
    public static void RejectActor(TraceModel model, string pattern, string option, ICollection<Diagnostic> problems) =>
        problems.Add(Problem.Unknown("an actor of this trace", pattern, [.. model.Actors.SelectMany(a => pattern.Contains('/') ? [a.Path] : new[] { a.Name, a.Path }).Distinct().Take(1_000)], option));

    /// <summary>The rows, in the order of time.</summary>
    public int[] Rows(TraceModel model)
    {
        int[] rows = model.Rows(row => _conditions.TrueForAll(c => c(model, row)));
        model.SortByTime(rows);
        return rows;
    }

    private static bool Names(TraceModel model, string pattern, Core.Primitives.ActorId id) => id.Value != 0 && Glob.IsActor(pattern, id, model.PathOf(id));

    private static void CheckItem(TraceModel model, long item, string option, ICollection<Diagnostic> problems)
    {
        long least = long.MaxValue, most = 0;
        for (int row = 0; row < model.Count; row++)
        {
            if (model.ItemOf(row) == item) return;
            if (model.ItemOf(row) <= 0) continue;
            least = Math.Min(least, model.ItemOf(row));
            most = Math.Max(most, model.ItemOf(row));
        }

        problems.Add(Problem.Malformed(option, most == 0 ? $"expected an item of this trace, got {item}; no event of it is about an item" : $"expected an item of this trace, got {item}; it tells of items {least} to {most}"));
    }
}
