using System.Collections.Immutable;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Definition;

namespace ActorLab.Pipelines.Planning;

/// <summary>Finds buffers that can fill while somebody waits for what is behind them.</summary>
/// <remarks>
/// <para>A stage that shares items out waits while a queue of its choice is full; a join waits while an input of its choice is empty. A deadlock is a ring of such waits: along full queues from a stage that shares to a join,
/// from there against the flow along empty queues to a stage that shares, and so on until it closes. Merging takes whatever comes, and <c>balance</c> gives to whoever has room: neither waits for one of several, so no
/// ring turns there. A queue that drops never makes anybody wait.</para>
/// <para>A ring does not close where its ways move in step: one item in, one item out, and one of each taken by the join. Then as many items are under way on one way as on the other, and none of them is empty while the other is full.</para>
/// <para>After Li, Agrawal, Buhler and Chamberlain, Deadlock Avoidance for Streaming Computations with Filtering (SPAA 2010), whose channels wait in the same two ways.</para>
/// </remarks>
internal sealed class DeadlockChecks
{
    private readonly Graph _graph;
    private readonly PipelineFindings _findings;
    private readonly StreamAnalysis _analysis;

    /// <summary>From a stage to all that get something of it, itself included.</summary>
    private readonly Dictionary<string, HashSet<string>> _reached = new(StringComparer.Ordinal);

    public DeadlockChecks(Graph graph, PipelineFindings findings)
    {
        _graph = graph;
        _findings = findings;
        _analysis = new StreamAnalysis(graph);
        foreach (StageDefinition stage in graph.InFlow.Reverse())
            _reached[stage.Name] = [stage.Name, .. graph.Takers(stage).Where(t => _reached.ContainsKey(t.Name)).SelectMany(t => _reached[t.Name])];
    }

    /// <summary>An input of a join.</summary>
    private readonly record struct Input(StageDefinition Join, int Index)
    {
        public string From => Join.From[Index];
    }

    /// <summary>A join waits for one of its inputs, and that stands still because a stage above it cannot give to another way, which leads to an input of a join too.</summary>
    private sealed record Wait(Input Waiting, StageDefinition Fork, StageDefinition Starved, StageDefinition Full, Input Blocked)
    {
        public bool ClosesAlone => Waiting.Join == Blocked.Join;
    }

    /// <param name="stages">Those of which it is known what they get.</param>
    public void Check(ImmutableArray<StageDefinition> stages)
    {
        ImmutableArray<StageDefinition> joins = [.. stages.Where(StageKind.HasJoin)];
        ImmutableArray<StageDefinition> forks = [.. stages.Where(s => s.FanOut != FanOut.Balance && _graph.Takers(s).Length > 1)];
        if (joins.IsEmpty || forks.IsEmpty) return;
        List<Wait> waits = [.. joins.SelectMany(j => Enumerable.Range(0, j.From.Length).Select(i => new Input(j, i))).SelectMany(i => WaitsOf(i, forks, joins))];
        foreach (StageDefinition join in joins)
        {
            Wait? closing = waits.Find(w => w.Waiting.Join == join && w.ClosesAlone && CanFollow(w.Blocked, w.Waiting) && !MovesInStep(w));
            if (closing is not null) Report(closing);
        }

        if (!waits.Exists(w => w.ClosesAlone && CanFollow(w.Blocked, w.Waiting) && !MovesInStep(w))) CheckLongRings(waits);
    }

    private IEnumerable<Wait> WaitsOf(Input waiting, ImmutableArray<StageDefinition> forks, ImmutableArray<StageDefinition> joins)
    {
        foreach (StageDefinition fork in forks.Where(f => _reached[f.Name].Contains(waiting.From)))
        {
            ImmutableArray<StageDefinition> takers = [.. _graph.Takers(fork).Where(t => _reached.ContainsKey(t.Name))];
            foreach (StageDefinition starved in takers.Where(t => Leads(fork, t, waiting)))
                foreach (StageDefinition full in takers.Where(t => t != starved))
                    foreach (Input blocked in joins.SelectMany(j => Enumerable.Range(0, j.From.Length).Select(i => new Input(j, i))).Where(b => b != waiting && Blocks(fork, full, b)))
                        yield return new Wait(waiting, fork, starved, full, blocked);
        }
    }

    /// <summary>Whether what a stage gives to one that takes from it comes to an input of a join.</summary>
    private bool Leads(StageDefinition fork, StageDefinition taker, Input input) =>
        taker == input.Join ? input.From == fork.Name : _reached[taker.Name].Contains(input.From);

    /// <summary>The same by queues that make those before them wait.</summary>
    private bool Blocks(StageDefinition fork, StageDefinition taker, Input input) =>
        Leads(fork, taker, input) && (taker == input.Join ? MakesWait(taker) : MakesWait(input.Join) && BlockingWay(taker, input.From));

    private bool BlockingWay(StageDefinition from, string to)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<StageDefinition>([from]);
        while (open.TryPop(out StageDefinition? at))
        {
            if (!MakesWait(at) || !seen.Add(at.Name) || !_reached.TryGetValue(at.Name, out HashSet<string>? reached) || !reached.Contains(to)) continue;
            if (at.Name == to) return true;
            foreach (StageDefinition next in _graph.Takers(at)) open.Push(next);
        }

        return false;
    }

    private static bool MakesWait(StageDefinition stage) => stage.Queue.Overflow == OverflowPolicy.Block;

    /// <summary>Whether a join that does not take from one input can be waiting for another. A concat takes the inputs in turn.</summary>
    private static bool CanFollow(Input blocked, Input waiting) =>
        blocked.Join == waiting.Join && blocked.Index != waiting.Index && (waiting.Join.FanIn != FanIn.Concat || waiting.Index < blocked.Index);

    private bool MovesInStep(Wait wait)
    {
        if (wait.Waiting.Join.FanIn == FanIn.Concat || wait.Fork.FanOut == FanOut.ConsistentHash) return false;
        if (!wait.ClosesAlone && (wait.Waiting.Join.FanIn != FanIn.Zip || wait.Fork.FanOut != FanOut.Broadcast)) return false;
        return Way(wait.Starved, wait.Waiting).All(s => IsOneForOne(s) && !Withholds(s, wait.Fork)) && Way(wait.Full, wait.Blocked).All(IsOneForOne);
    }

    /// <summary>The stages between a fork and a join, neither included.</summary>
    private IEnumerable<StageDefinition> Way(StageDefinition taker, Input input) =>
        taker == input.Join ? [] : _reached[taker.Name].Where(n => _reached[n].Contains(input.From)).Select(n => _graph.Find(n)!);

    private bool IsOneForOne(StageDefinition stage) =>
        stage.Operation.IsOneToOne && stage.OnFailure == FailureAction.Fail && MakesWait(stage) && stage.From.Length == 1 && (stage.FanOut == FanOut.Broadcast || _graph.Takers(stage).Length < 2);

    /// <summary>Whether a stage waits for an item that the fork has still to give while it holds later ones.</summary>
    private bool Withholds(StageDefinition stage, StageDefinition fork) => _analysis.Restores(stage) && _analysis.After(fork).Kind != OrderKind.InOrder;

    /// <summary>Rings through several joins: one is enough, as what breaks it may break others.</summary>
    private void CheckLongRings(List<Wait> waits)
    {
        foreach (Wait loose in waits.Where(w => !MovesInStep(w)))
        {
            var seen = new HashSet<Input>();
            var open = new Stack<Input>([loose.Blocked]);
            while (open.TryPop(out Input at))
            {
                if (!seen.Add(at)) continue;
                foreach (Wait next in waits.Where(w => CanFollow(at, w.Waiting)))
                {
                    if (next == loose)
                    {
                        Report(loose);
                        return;
                    }

                    open.Push(next.Blocked);
                }
            }
        }
    }

    private void Report(Wait wait)
    {
        string starved = wait.Waiting.From, full = wait.Blocked.From;
        string where = wait.ClosesAlone ? "" : $" to '{wait.Blocked.Join.Name}'";
        _findings.Add(
            PipelineFindings.Deadlock, wait.Waiting.Join, "fan-in", "buffers that cannot deadlock", StageWords<FanIn>.Of(wait.Waiting.Join.FanIn),
            $"It can wait for '{starved}' while '{wait.Fork.Name}' gives it nothing, because the way by '{full}'{where} is full. A queue there that drops, or may-deadlock = on, lets it run.");
    }
}
