using System.Text;
using ActorLab.Simulation.Cells;

namespace ActorLab.Simulation;

/// <summary>Says who waits for what when nothing can happen any more.</summary>
internal static class DeadlockReport
{
    private const int MaxActorsNamed = 20;

    public static string Of(SimulatedActor root, SimTime now)
    {
        List<SimulatedActor> living = [.. root.Living()];
        var text = new StringBuilder($"nothing can happen any more, {now}");
        if (FindCycle(living) is { } cycle) text.Append("; they wait for each other: ").AppendJoin(" -> ", cycle.Select(a => a.Path));
        // Those in a body come first: the others only wait for a message.
        foreach (SimulatedActor actor in living.OrderBy(a => a.WaitsForBodyOf is null).Take(MaxActorsNamed)) text.Append($"; {actor.Path} {actor.DescribeWait()}");
        if (living.Count > MaxActorsNamed) text.Append($"; and {living.Count - MaxActorsNamed} more");
        return text.ToString();
    }

    /// <summary>Each actor waits for at most one other, so following the waits from any of them ends or goes round.</summary>
    private static List<SimulatedActor>? FindCycle(List<SimulatedActor> living)
    {
        var seen = new HashSet<SimulatedActor>();
        foreach (SimulatedActor start in living)
        {
            var way = new List<SimulatedActor>();
            for (SimulatedActor? next = start; next is not null && seen.Add(next); next = next.WaitsForBodyOf)
            {
                way.Add(next);
                if (next.WaitsForBodyOf is not { } following) continue;
                int closes = way.IndexOf(following);
                if (closes >= 0) return [.. way[closes..], following];
            }
        }

        return null;
    }
}
