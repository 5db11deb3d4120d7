using System.Text;
using ActorLab.Simulation.Cells;

namespace ActorLab.Simulation;

/// <summary>Says who waits for what when nothing can happen any more, and which waits close a cycle.</summary>
/// <remarks>
/// Locks, threads and the end of children are waited for by name. What message an actor waits for only the actor knows: where its
/// last one went to is told, and no cycle is made of that.
/// </remarks>
internal sealed class DeadlockReport
{
    private const int MaxActorsNamed = 20;

    private readonly List<SimulatedActor> _living;
    private readonly List<List<SimulatedActor>> _cycles = [];

    private DeadlockReport(List<SimulatedActor> living) => _living = living;

    public static string Of(List<SimulatedActor> living, SimTime now) => new DeadlockReport(living).Write(now);

    private string Write(SimTime now)
    {
        var text = new StringBuilder($"nothing can happen any more, {now}");
        FindCycles(a => a.WaitsFor(_living));
        foreach (List<SimulatedActor> cycle in _cycles)
            text.Append("; they wait for each other: ").AppendJoin(" -> ", cycle.Append(cycle[0]).Select(a => a.Path));
        foreach (SimulatedActor actor in InOrderOfInterest().Take(MaxActorsNamed)) text.Append($"; {actor.Path} {actor.DescribeWait(_living)}");
        if (_living.Count > MaxActorsNamed) text.Append($"; and {_living.Count - MaxActorsNamed} more");
        return text.ToString();
    }

    /// <summary>Those of a cycle as they stand in it; then who waits for something that has a name; last who waits for a message.</summary>
    private IEnumerable<SimulatedActor> InOrderOfInterest() =>
        _cycles.SelectMany(c => c).Concat(_living.OrderBy(a => a.WaitsForMessage)).Distinct();

    /// <summary>Depth first, from each actor in turn; what has been left without a cycle is not entered again.</summary>
    private void FindCycles(Func<SimulatedActor, IEnumerable<SimulatedActor>> waits)
    {
        var left = new HashSet<SimulatedActor>();
        foreach (SimulatedActor start in _living)
        {
            if (FindCycle(start, waits, left) is { } cycle) _cycles.Add(cycle);
        }
    }

    /// <summary>Without recursion: a chain of waits may be as long as there are actors.</summary>
    private static List<SimulatedActor>? FindCycle(SimulatedActor start, Func<SimulatedActor, IEnumerable<SimulatedActor>> waits, HashSet<SimulatedActor> left)
    {
        if (!left.Add(start)) return null;
        var way = new List<SimulatedActor> { start };
        var open = new Stack<IEnumerator<SimulatedActor>>([waits(start).GetEnumerator()]);
        while (open.TryPeek(out IEnumerator<SimulatedActor>? next))
        {
            if (!next.MoveNext())
            {
                open.Pop();
                way.RemoveAt(way.Count - 1);
                continue;
            }

            int closes = way.IndexOf(next.Current);
            if (closes >= 0) return way[closes..];
            if (!left.Add(next.Current)) continue;
            way.Add(next.Current);
            open.Push(waits(next.Current).GetEnumerator());
        }

        return null;
    }
}
