using System.Collections.Immutable;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Journal;
using ActorLab.Core.Model;
using ActorLab.Core.Verify;
using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Items;
using ActorLab.Pipelines.Nodes;
using ActorLab.Pipelines.Resuming;

namespace ActorLab.Pipelines.Planning;

/// <summary>Which actors a pipeline is made of, from its sinks to its sources, and how they are joined.</summary>
/// <remarks>
/// Before the actor of a stage stands, where it is needed, one that joins the inputs or restores their order. The queue of an
/// input is part of the actor that takes from it.
/// </remarks>
internal sealed class PipelineLayout
{
    private readonly PipelineDefinition _definition;
    private readonly FunctionCatalog _catalog;
    private readonly Graph _graph;
    private readonly StreamAnalysis _analysis;
    private readonly ILookup<string, StageDefinition> _restorersOf;
    private readonly HashSet<string> _passesSkipped;

    public PipelineLayout(PipelineDefinition definition, FunctionCatalog catalog)
    {
        _definition = definition;
        _catalog = catalog;
        _graph = new Graph(definition);
        _analysis = new StreamAnalysis(_graph);
        _restorersOf = _graph.InFlow.Where(_analysis.Restores).ToLookup(s => _analysis.Before(s).Numbering!, StringComparer.Ordinal);
        _passesSkipped = StagesBeforeRestorers();
    }

    /// <summary>Spawns all actors.</summary>
    /// <param name="root">Their parent, whose turn it is.</param>
    /// <param name="outside">Is told of progress.</param>
    /// <param name="options">What the run goes on from, and the queues of its stages.</param>
    /// <returns>Their references by name, in the order in which they were made.</returns>
    public SpawnedPipeline Spawn(LabActor root, IActorRef outside, PipelineRunOptions options)
    {
        var spawned = new SpawnedPipeline { Queues = options.Queues, ReadBack = options.ReadBack };
        if (options.Keeping is { } keeping)
        {
            IActorRef self = root.Reference;
            // No name of a stage, and no stage: it watches, and what it writes is none of the workload's steps.
            IActorRef keeper = root.Spawn(new ActorProps(() => new JournalKeeper(new JournalAppend(keeping.State.JournalPath), self)) { Name = "journal.keeper", Observer = true });
            foreach ((string name, RestoredOutput output) in keeping.Outputs) spawned.Keeping.Add(name, new SinkKeeping(keeper, output));
        }

        foreach (StageDefinition stage in _graph.InFlow.Reverse()) new StageSpawn(this, stage, root, outside, spawned).Spawn();
        foreach (IGrouping<string, StageDefinition> restored in _restorersOf)
            foreach (StageDefinition stage in restored) spawned.Actors[OrderName(stage)].Tell(new ReportTo(spawned.Actors[NumberingActor(_graph.Find(restored.Key)!)]));
        return spawned;
    }

    private static string OrderName(StageDefinition stage) => $"{stage.Name}.order";

    private static string JoinName(StageDefinition stage) => $"{stage.Name}.join";

    private static string NumberingActor(StageDefinition stage) => StageKind.HasJoin(stage) && !stage.Operation.IsGrouping ? JoinName(stage) : stage.Name;

    /// <summary>Stages that share a dispatcher may have different numbers of workers: it has a thread for each of the most.</summary>
    private int ThreadsOf(string dispatcher) => _graph.Stages.Where(s => (s.Dispatcher ?? s.Name) == dispatcher).Max(s => s.Workers);

    private HashSet<string> StagesBeforeRestorers()
    {
        var stages = new HashSet<string>(StringComparer.Ordinal);
        foreach (StageDefinition restoring in _restorersOf.SelectMany(s => s)) AddBefore(restoring, _analysis.Before(restoring).Numbering!, stages);
        return stages;
    }

    private void AddBefore(StageDefinition stage, string numbering, HashSet<string> stages)
    {
        var open = new Stack<StageDefinition>([stage]);
        while (open.TryPop(out StageDefinition? at))
        {
            if (at.Name == numbering) continue;
            foreach (string from in at.From)
                if (stages.Add(from)) open.Push(_graph.Find(from)!);
        }
    }

    /// <summary>One stage being made into actors.</summary>
    private sealed class StageSpawn(PipelineLayout layout, StageDefinition stage, LabActor root, IActorRef outside, SpawnedPipeline spawned)
    {
        private static readonly SupervisionPolicy Escalating = new() { Directive = SupervisionDirective.Escalate };

        private readonly ImmutableArray<StageDefinition> _givers = layout._graph.Givers(stage);

        public void Spawn()
        {
            bool restores = layout._analysis.Restores(stage);
            bool joins = StageKind.HasJoin(stage);
            IActorRef actor = SpawnOwn(isAlone: !restores && !joins);
            if (joins) actor = SpawnAhead(JoinName(stage), actor, w => new JoinStage(w, stage.FanIn));
            else if (restores) actor = SpawnAhead(OrderName(stage), actor, w => new RestoreStage(w, layout._definition.Window), unlimited: true);
            if (stage.IsSource) spawned.Sources.Add(actor);
            int? capacity = restores || stage.Queue.Overflow != OverflowPolicy.Block ? null : stage.Queue.Capacity;
            for (int port = 0; port < _givers.Length; port++)
            {
                bool isJudged = stage.IsSink && root.NameOf(actor) == stage.Name;
                var entry = new OutletWiring(root.NameOf(actor), actor, port, capacity) { IsJudged = isJudged };
                spawned.AddEntry(stage, _givers[port], entry);
            }
        }

        private IActorRef SpawnOwn(bool isAlone)
        {
            Wiring wiring = OwnWiring(isAlone);
            IActorRef? verifier = stage.Operation is SinkOperation judged ? SpawnVerifier(wiring, judged) : null;
            IActorRef actor = Make(wiring, () => stage.Operation switch
            {
                SourceOperation source => new SourceStage(wiring, source),
                SinkOperation sink => new SinkStage(wiring, sink, verifier!, spawned.Keeping.GetValueOrDefault(stage.Name)),
                { IsGrouping: true } => new GroupStage(wiring, stage.Operation),
                _ when StageKind.IsInline(stage) => new InlineStage(wiring, () => StageFunctions.Make(stage.Operation, layout._catalog)),
                _ => new WorkStage(wiring, WorkOptions(wiring)),
            });
            if (stage is { IsSource: false, IsSink: false, Operation.IsGrouping: false } && !StageKind.IsInline(stage)) spawned.WithWorkers.Add(actor);
            return actor;
        }

        /// <summary>No stage, and no name of one: it watches, and what it reads is none of the workload's steps.</summary>
        private IActorRef SpawnVerifier(Wiring wiring, SinkOperation operation)
        {
            ImmutableArray<string> asked = operation is VerifierSink(var named) ? named : [];
            ImmutableArray<string> checks = asked.IsEmpty ? layout.Promised(stage) : asked;
            string? path = operation is FileSink file && spawned.ReadBack.Contains(file.Path) ? file.Path : null;
            IActorRef verifier = root.Spawn(new ActorProps(
                () => new SinkVerifier(stage.Name, checks, wiring.MayDrop, path is null ? null : new SinkTail(path)))
            {
                Name = $"{stage.Name}.verifier",
                Supervision = Escalating,
                Observer = true,
            });
            spawned.Verifiers.Add(stage.Name, verifier);
            return verifier;
        }

        private Wiring OwnWiring(bool isAlone)
        {
            ImmutableArray<StageDefinition> takers = layout._graph.Takers(stage);
            bool numbers = NumberingActor(stage) == stage.Name && layout._restorersOf.Contains(stage.Name);
            return new Wiring
            {
                Name = stage.Name,
                Root = root.Reference,
                Outside = outside,
                Inlets = isAlone ? Inlets() : [InletBehindAnother()],
                Outlets = [.. takers.Select(t => spawned.Entry(t, stage))],
                FanOut = stage.FanOut,
                Window = numbers ? layout._definition.Window : null,
                Restorers = layout._restorersOf[stage.Name].Count(),
                PassesSkipped = layout._passesSkipped.Contains(stage.Name),
            };
        }

        private IActorRef SpawnAhead(string name, IActorRef next, Func<Wiring, LabActor> create, bool unlimited = false)
        {
            bool numbers = NumberingActor(stage) == name && layout._restorersOf.Contains(stage.Name);
            var wiring = new Wiring
            {
                Name = name,
                Root = root.Reference,
                Outside = outside,
                Inlets = unlimited ? [.. _givers.Select(g => new InletWiring(g.Name, null))] : Inlets(),
                Outlets = [new OutletWiring(stage.Name, next, 0, CapacityBehindAnother) { IsJudged = stage.IsSink }],
                Window = numbers ? layout._definition.Window : null,
                Restorers = numbers ? layout._restorersOf[stage.Name].Count() : 0,
                PassesSkipped = layout._passesSkipped.Contains(stage.Name),
            };
            return Make(wiring, () => create(wiring));
        }

        private InletWiring InletBehindAnother() => WaitsBeforeJoin
            ? new InletWiring(JoinName(stage), null) { IsByInvitation = true }
            : new InletWiring(StageKind.HasJoin(stage) ? JoinName(stage) : OrderName(stage), CapacityBehindAnother);

        /// <summary>Items that may be on the way from the actor before that of the stage; null for any number.</summary>
        private int? CapacityBehindAnother =>
            WaitsBeforeJoin ? 0 : StageKind.HasJoin(stage) && stage.Operation is VerifierSink ? null : stage.Queue.Capacity;

        /// <summary>
        /// Whether what a join makes waits nowhere but in the queues before it. Not where several items are begun at once, a
        /// batch or what a
        /// sink writes in one piece: those gather behind it.
        /// </summary>
        private bool WaitsBeforeJoin => StageKind.HasJoin(stage) && !stage.IsSink && stage.BatchSize == 1;

        private ImmutableArray<InletWiring> Inlets() =>
            [.. _givers.Select(g => new InletWiring(g.Name, stage.Queue.Capacity, stage.Queue.Overflow))];

        private WorkStageOptions WorkOptions(Wiring wiring) => new()
        {
            Definition = stage,
            InFlight = StageKind.InFlight(stage, layout._definition.Window),
            Worker = stage.Execution == WorkerKind.Processes
                ? (own, index) => ActorProps.OnNode(PipelineNodes.NameOf(stage, index), PipelineNodes.WorkerRole, new PipelineWorkerArguments(stage.Name, own))
                : (own, _) => WorkerProps.Of(own, stage, layout._catalog, layout.ThreadsOf(stage.Dispatcher ?? stage.Name)),
            Queues = [.. spawned.Queues?[stage.Name] ?? []],
            Tap = (own, feeder, queue, index) => ActorProps.OnNode(PipelineNodes.NameOf(stage, index), PipelineNodes.TapRole, new PipelineTapArguments(stage.Name, own, feeder, queue.Name)),
            DeadLetters = stage.DeadLetters is { } sink
                ? wiring with { Outlets = [spawned.Entry(layout._graph.Find(sink)!, stage)], Window = null, Restorers = 0, PassesSkipped = false }
                : null,
        };

        private IActorRef Make(Wiring wiring, Func<LabActor> create)
        {
            IActorRef actor = root.Spawn(new ActorProps(create) { Name = wiring.Name, Supervision = Escalating });
            spawned.Actors.Add(wiring.Name, actor);
            return actor;
        }
    }

    private ImmutableArray<string> Promised(StageDefinition sink) => _analysis.After(sink) switch
    {
        { FalseSince: not null } or { Numbering: null } => [],
        { Kind: OrderKind.InOrder } => [CheckCatalog.Order],
        { Kind: OrderKind.KeysInOrder } => [CheckCatalog.KeyOrder],
        _ => [],
    };
}
