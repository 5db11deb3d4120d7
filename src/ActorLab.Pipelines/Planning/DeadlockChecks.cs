using System.Collections.Immutable;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Definition;

namespace ActorLab.Pipelines.Planning;

/// <summary>Finds buffers that can fill while somebody waits for what is behind them.</summary>
/// <remarks>
/// <para>A stage that shares items out waits while a queue of its choice is full; a join waits while an input of its choice is empty. A deadlock is a ring of such waits: along full queues from a stage that shares to a join,
/// from there against the flow along empty queues to a stage that shares, and so on until it closes. Merging takes whatever comes, and <c>balance</c> gives to whoever has room: neither waits for one of several, so no
/// ring turns there. A queue that drops never makes anybody wait.</para>
/// <para>A ring does not close where its ways move in step: one item out for one in on the way that would have to be empty, no more than one on the way that would have to be full, and one of each taken by the join. Then there is
/// never less under way on the first than on the second.</para>
/// <para>After Li, Agrawal, Buhler and Chamberlain, Deadlock Avoidance for Streaming Computations with Filtering (SPAA 2010), whose channels wait in the same two ways.</para>
/// </remarks>
internal sealed class DeadlockChecks
{
    private readonly Graph _graph;
    private readonly PipelineFindings _findings;
    private readonly StreamAnalysis _analysis;

    /// <summary>From a stage to all that get something of it, itself included.</summary>
    private readonly Dictionary<string, HashSet<string>> _reached = new(StringComparer.Ordinal);

    /// <summary>The same by queues that make those before them wait.</summary>
    private readonly Dictionary<string, HashSet<string>> _blocking = new(StringComparer.Ordinal);

    /// <summary>The inputs that a full way from a fork by one of its takers ends at, and whether no more comes out of that way than goes in.</summary>
    private readonly Dictionary<(string Fork, string Taker), ImmutableArray<(Input Blocked, bool AddsNothing)>> _fullWays = [];

    public DeadlockChecks(Graph graph, PipelineFindings findings)
    {
        _graph = graph;
        _findings = findings;
        _analysis = new StreamAnalysis(graph);
        foreach (StageDefinition stage in graph.InFlow.Reverse())
        {
            ImmutableArray<StageDefinition> takers = TakersInFlow(stage);
            _reached[stage.Name] = [stage.Name, .. takers.SelectMany(t => _reached[t.Name])];
            _blocking[stage.Name] = MakesWait(stage) ? [stage.Name, .. takers.SelectMany(t => _blocking[t.Name])] : [];
        }
    }

    /// <summary>An input of a join.</summary>
    private readonly record struct Input(StageDefinition Join, int Index)
    {
        public string From => Join.From[Index];

        // By name: a stage is a large record.
        public bool Equals(Input other) => ReferenceEquals(Join, other.Join) && Index == other.Index;

        public override int GetHashCode() => HashCode.Combine(Join.Name, Index);
    }

    /// <summary>A join waits for one of its inputs, and that stands still because a stage above it cannot give to another way, which leads to an input of a join too.</summary>
    private sealed record Wait(Input Waiting, StageDefinition Fork, Input Blocked, bool MovesInStep);

    /// <param name="stages">Those of which it is known what they get.</param>
    public void Check(ImmutableArray<StageDefinition> stages)
    {
        ImmutableArray<Input> inputs = [.. stages.Where(StageKind.HasJoin).SelectMany(j => Enumerable.Range(0, j.From.Length).Select(i => new Input(j, i)))];
        ImmutableArray<StageDefinition> forks = [.. stages.Where(s => s.FanOut != FanOut.Balance && _graph.Takers(s).Length > 1)];
        if (inputs.IsEmpty || forks.IsEmpty) return;
        foreach (StageDefinition fork in forks)
            foreach (StageDefinition taker in TakersInFlow(fork))
                _fullWays[(fork.Name, taker.Name)] = [.. inputs.Where(i => Blocks(fork, taker, i)).Select(i => (i, Way(taker, i).All(AddsNothing)))];
        ILookup<Input, Wait> waits = inputs.SelectMany(i => WaitsOf(i, forks)).ToLookup(w => w.Waiting);
        bool found = false;
        foreach (IGrouping<StageDefinition, Input> join in inputs.GroupBy(i => i.Join))
        {
            Wait? closing = join.SelectMany(i => waits[i]).FirstOrDefault(w => CanFollow(w.Blocked, w.Waiting) && !w.MovesInStep);
            if (closing is null) continue;
            Report(closing);
            found = true;
        }

        if (!found) CheckLongRings(inputs, waits);
    }

    /// <summary>What can keep an input of a join empty: for each input at the end of a full way one wait, in step if there is no other.</summary>
    private ImmutableArray<Wait> WaitsOf(Input waiting, ImmutableArray<StageDefinition> forks)
    {
        var waits = new OrderedDictionary<Input, Wait>();
        foreach (StageDefinition fork in forks.Where(f => _reached[f.Name].Contains(waiting.From))) AddWaits(waiting, fork, waits);
        return [.. waits.Values];
    }

    private void AddWaits(Input waiting, StageDefinition fork, OrderedDictionary<Input, Wait> waits)
    {
        ImmutableArray<StageDefinition> takers = TakersInFlow(fork);
        ImmutableArray<(StageDefinition Taker, bool InStep)> starved = [.. takers.Where(t => Leads(fork, t, waiting)).Select(t => (t, Way(t, waiting).All(s => IsOneForOne(s) && !Withholds(s, fork))))];
        foreach (StageDefinition full in takers)
        {
            if (!starved.Any(s => s.Taker != full)) continue;
            bool starvedInStep = starved.All(s => s.Taker == full || s.InStep);
            foreach ((Input blocked, bool addsNothing) in _fullWays[(fork.Name, full.Name)])
            {
                if (blocked == waiting || (waits.TryGetValue(blocked, out Wait? known) && !known.MovesInStep)) continue;
                bool inStep = starvedInStep && addsNothing && KeepsStep(waiting, fork, blocked);
                if (known is null || !inStep) waits[blocked] = new Wait(waiting, fork, blocked, inStep);
            }
        }
    }

    /// <summary>Whether a join takes, and a fork gives, in equal parts.</summary>
    private static bool KeepsStep(Input waiting, StageDefinition fork, Input blocked)
    {
        FanIn fanIn = waiting.Join.FanIn;
        if (fanIn == FanIn.Concat || fork.FanOut == FanOut.ConsistentHash) return false;
        // Beyond one join and one fork, only what happens one for one everywhere is in step.
        return waiting.Join == blocked.Join || (fanIn == FanIn.Zip && fork.FanOut == FanOut.Broadcast);
    }

    /// <summary>Whether what a stage gives to one that takes from it comes to an input of a join.</summary>
    private bool Leads(StageDefinition fork, StageDefinition taker, Input input) =>
        taker == input.Join ? input.From == fork.Name : _reached[taker.Name].Contains(input.From);

    /// <summary>The same by queues that make those before them wait.</summary>
    private bool Blocks(StageDefinition fork, StageDefinition taker, Input input) =>
        MakesWait(input.Join) && (taker == input.Join ? input.From == fork.Name : _blocking[taker.Name].Contains(input.From));

    private static bool MakesWait(StageDefinition stage) => stage.Queue.Overflow == OverflowPolicy.Block;

    /// <summary>Whether a join that does not take from one input can be waiting for another. A concat takes the inputs in turn.</summary>
    private static bool CanFollow(Input blocked, Input waiting) =>
        blocked.Join == waiting.Join && blocked.Index != waiting.Index && (waiting.Join.FanIn != FanIn.Concat || waiting.Index < blocked.Index);

    /// <summary>The stages between a fork and a join, neither included.</summary>
    private IEnumerable<StageDefinition> Way(StageDefinition taker, Input input) =>
        taker == input.Join ? [] : _reached[taker.Name].Where(n => _reached[n].Contains(input.From)).Select(n => _graph.Find(n)!);

    private bool IsOneForOne(StageDefinition stage) =>
        stage.Operation.IsOneToOne && stage.OnFailure == FailureAction.Fail && MakesWait(stage) && stage.From.Length == 1 && (stage.FanOut == FanOut.Broadcast || _graph.Takers(stage).Length < 2);

    private static bool AddsNothing(StageDefinition stage) => stage.Operation is not FlatMapOperation && stage.From.Length == 1;

    /// <summary>Whether a stage waits for an item that the fork has still to give while it holds later ones.</summary>
    private bool Withholds(StageDefinition stage, StageDefinition fork) => _analysis.Restores(stage) && _analysis.After(fork).Kind != OrderKind.InOrder;

    private ImmutableArray<StageDefinition> TakersInFlow(StageDefinition stage) => [.. _graph.Takers(stage).Where(t => _reached.ContainsKey(t.Name))];

    /// <summary>Rings through several joins: one is enough, as what breaks it may break others.</summary>
    private void CheckLongRings(ImmutableArray<Input> inputs, ILookup<Input, Wait> waits)
    {
        ILookup<Input, Wait> next = inputs.SelectMany(b => inputs.Where(w => CanFollow(b, w)).SelectMany(w => waits[w]).Select(w => (At: b, Wait: w))).ToLookup(w => w.At, w => w.Wait);
        foreach (Input end in inputs)
        {
            HashSet<Input> reached = ReachedFrom(end, next);
            Wait? loose = reached.SelectMany(b => next[b]).FirstOrDefault(w => w.Blocked == end && !w.MovesInStep);
            if (loose is null) continue;
            Report(loose);
            return;
        }
    }

    private static HashSet<Input> ReachedFrom(Input start, ILookup<Input, Wait> next)
    {
        var reached = new HashSet<Input>();
        var open = new Stack<Input>([start]);
        while (open.TryPop(out Input at))
        {
            if (!reached.Add(at)) continue;
            foreach (Wait wait in next[at]) open.Push(wait.Blocked);
        }

        return reached;
    }

    private void Report(Wait wait)
    {
        string where = wait.Waiting.Join == wait.Blocked.Join ? "" : $" to '{wait.Blocked.Join.Name}'";
        _findings.Add(
            PipelineFindings.Deadlock, wait.Waiting.Join, "fan-in", "buffers that cannot deadlock", StageWords<FanIn>.Of(wait.Waiting.Join.FanIn),
            $"It can wait for '{wait.Waiting.From}' while '{wait.Fork.Name}' gives it nothing, because the way by '{wait.Blocked.From}'{where} is full. A queue there that drops, or may-deadlock = on, lets it run.");
    }
}
