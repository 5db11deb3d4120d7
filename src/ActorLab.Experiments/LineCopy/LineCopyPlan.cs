using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Core.Definition;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;
using ActorLab.Core.Plan;
using ActorLab.Core.Verify;

namespace ActorLab.Experiments.LineCopy;

/// <summary>Turns a definition into the plan of one run: which body, how many workers on which dispatcher or node, and what stands between them and the output.</summary>
internal static class LineCopyPlan
{
    private static readonly SimDuration VerifierPoll = SimDuration.FromMilliseconds(20);

    /// <param name="definition">What to run.</param>
    /// <param name="input">The text to copy.</param>
    /// <param name="inputPath">Where the machine finds it.</param>
    /// <param name="outputPath">Where the machine puts the copy; the file exists and is empty when the run begins.</param>
    /// <param name="onNode">What a node makes of the task before its first worker begins; null leaves it as it is.</param>
    /// <param name="keeping">What the run goes on from; null for one that keeps no state, and on nodes, which do not write.</param>
    public static ScenarioPlan Build(
        LineCopyDefinition definition, LineCopyInput input, string inputPath, string outputPath, Func<WholeInput, WholeInput>? onNode = null, LineCopyKeeping? keeping = null)
    {
        ExecutionModel model = definition.Model;
        var task = new WholeInput(inputPath, input);
        ActorProps verifier = new(() => new OrderVerifier(new TailBody(outputPath), new OutputVerifier(input.Identity(), definition.Workers, RecordFormat.Records), VerifierPoll))
        {
            Name = "verifier",
            Observer = true,
        };
        LineCopyShape shape = Shape(definition, input.LineCount, outputPath, keeping);
        if (!model.InProcesses) shape = shape with { Body = BodyOf(definition, task, outputPath) };
        var empty = ReadOnlyMemory<byte>.Empty;
        return new ScenarioPlan
        {
            Name = $"{LineCopyExperiment.Name}/{model.Name}",
            Seed = definition.Seed,
            Machine = definition.ChosenMachine,
            Nodes = model.InProcesses ? [.. Enumerable.Range(0, definition.Workers).Select(i => new NodePlan(LineCopyWorkerRole.NodeOf(i)))] : [],
            Roles = model.InProcesses ? Roles(model, task, onNode ?? (static same => same), outputPath, shape.Prefetch) : ImmutableSortedDictionary<string, NodeRole>.Empty,
            Files = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create(inputPath, input.Text), KeyValuePair.Create(outputPath, empty)]),
            Root = outside => new ActorProps(() => new LineCopyRoot(outside, shape, verifier)),
            // Where workers write themselves an item that is given out again would be written again.
            OverQueues = model == ExecutionModel.ProcessPipeline ? new QueuedRoot([new WorkQueuePlan("lines")], (outside, queues) => new ActorProps(() => new LineCopyRoot(outside, shape, verifier, queues[0]))) : null,
        };
    }

    private static IBody BodyOf(LineCopyDefinition definition, WholeInput task, string outputPath)
    {
        ExecutionModel model = definition.Model;
        if (model == ExecutionModel.Pipeline) return new ReadLineBody(task);
        IBody whole = new CopyLineBody(task, outputPath, new Cell<long>(0));
        if (definition.UnreadFailure is { } failing) whole = new UnreadFutureBody(whole, failing);
        return model == ExecutionModel.ThreadsLock ? new LockedBody(whole, new LockHandle("output")) : whole;
    }

    /// <summary>The counter is what the tutorial's processes had each for themselves.</summary>
    private static ImmutableSortedDictionary<string, NodeRole> Roles(ExecutionModel model, WholeInput task, Func<WholeInput, WholeInput> onNode, string outputPath, int prefetch)
    {
        WholeInput TaskAt(NodeState state) => state.Shared("input", () => onNode(task));
        Func<NodeState, IBody> body = model == ExecutionModel.Processes
            ? state => new CopyLineBody(TaskAt(state), outputPath, state.Shared("counter", () => new Cell<long>(0)))
            : state => new ReadLineBody(TaskAt(state));
        var role = new LineCopyWorkerRole(body, prefetch);
        return ImmutableSortedDictionary.Create<string, NodeRole>(StringComparer.Ordinal).Add(LineCopyWorkerRole.Name, role.Props).Add(LineCopyWorkerRole.TapName, role.TapProps);
    }

    private static LineCopyShape Shape(LineCopyDefinition definition, int items, string outputPath, LineCopyKeeping? keeping)
    {
        ExecutionModel model = definition.Model;
        bool perItem = model == ExecutionModel.ThreadPerItem;
        DispatcherPolicy dispatcher = perItem ? DispatcherPolicy.Pinned
            : model == ExecutionModel.Async ? DispatcherPolicy.EventLoop("loop")
            : DispatcherPolicy.ForkJoin("worker", definition.Workers);
        bool restoresOrder = model == ExecutionModel.Pipeline || model == ExecutionModel.ProcessPipeline;
        return new LineCopyShape
        {
            Items = items,
            Workers = definition.Workers,
            ItemsPerWorker = perItem ? 1 : null,
            // The tutorial's pool hands a process its next item when it has the result of the last one.
            Prefetch = perItem || model == ExecutionModel.Processes ? 1 : 2,
            Occupancy = model == ExecutionModel.Async ? Occupancy.Asynchronous : Occupancy.Synchronous,
            Dispatcher = dispatcher,
            CoordinatorDispatcher = model == ExecutionModel.Serial ? dispatcher : DispatcherPolicy.Shared,
            WriteBody = restoresOrder ? new WriteLineBody(outputPath, keeping?.Output.Tally) : null,
            Keeping = keeping,
        };
    }
}
