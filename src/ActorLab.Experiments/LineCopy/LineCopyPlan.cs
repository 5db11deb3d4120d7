using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Core.Definition;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;
using ActorLab.Core.Plan;
using ActorLab.Core.Verify;

namespace ActorLab.Experiments.LineCopy;

/// <summary>Turns a definition into the plan of one run: which body, how many workers on which dispatcher, and what stands between them and the output.</summary>
internal static class LineCopyPlan
{
    private static readonly SimDuration VerifierPoll = SimDuration.FromMilliseconds(20);

    /// <param name="definition">What to run.</param>
    /// <param name="input">The text to copy.</param>
    /// <param name="inputPath">Where the machine finds it.</param>
    /// <param name="outputPath">Where the machine puts the copy; the file exists and is empty when the run begins.</param>
    public static ScenarioPlan Build(LineCopyDefinition definition, LineCopyInput input, string inputPath, string outputPath)
    {
        var task = new WholeInput(inputPath, input);
        IBody body = BodyOf(definition.Model, task, outputPath);
        ActorProps verifier = new(() => new OrderVerifier(new TailBody(outputPath), new OutputVerifier(input.Identity(), definition.Workers, RecordFormat.Records), VerifierPoll))
        {
            Name = "verifier",
            Observer = true,
        };
        var empty = ReadOnlyMemory<byte>.Empty;
        return new ScenarioPlan
        {
            Name = $"{LineCopyExperiment.Name}/{definition.Model.Name}",
            Seed = definition.Seed,
            Machine = PublishedMachines.ThreadingTutorial with { InterpreterLock = definition.InterpreterLock },
            Files = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create(inputPath, input.Text), KeyValuePair.Create(outputPath, empty)]),
            Root = outside => new ActorProps(() => new LineCopyRoot(outside, Shape(definition, input.LineCount, body, outputPath), verifier)),
        };
    }

    private static IBody BodyOf(ExecutionModel model, WholeInput task, string outputPath)
    {
        if (model == ExecutionModel.Pipeline) return new ReadLineBody(task);
        IBody whole = new CopyLineBody(task, outputPath, new Cell<long>(0));
        return model == ExecutionModel.ThreadsLock ? new LockedBody(whole, new LockHandle("output")) : whole;
    }

    private static LineCopyShape Shape(LineCopyDefinition definition, int items, IBody body, string outputPath)
    {
        ExecutionModel model = definition.Model;
        bool perItem = model == ExecutionModel.ThreadPerItem;
        DispatcherPolicy dispatcher = perItem ? DispatcherPolicy.Pinned
            : model == ExecutionModel.Async ? DispatcherPolicy.EventLoop("loop")
            : DispatcherPolicy.ForkJoin("worker", definition.Workers);
        return new LineCopyShape
        {
            Items = items,
            Workers = definition.Workers,
            Body = body,
            ItemsPerWorker = perItem ? 1 : null,
            Prefetch = perItem ? 1 : 2,
            Occupancy = model == ExecutionModel.Async ? Occupancy.Asynchronous : Occupancy.Synchronous,
            Dispatcher = dispatcher,
            CoordinatorDispatcher = model == ExecutionModel.Serial ? dispatcher : DispatcherPolicy.Shared,
            WriteBody = model == ExecutionModel.Pipeline ? new WriteLineBody(outputPath) : null,
        };
    }
}
