using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Journal;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Core.Verify;
using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Planning;
using ActorLab.Pipelines.Resuming;

namespace ActorLab.Pipelines.Results;

/// <summary>A run of a pipeline that nothing is wrong with.</summary>
public sealed record PipelineRun
{
    /// <summary>How long a run may go on after it has told its figures: a worker that was given up because it took too long may still be at it, and no engine can end a function that does not return.</summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(3);

    public required PipelineDefinition Definition { get; init; }

    public FunctionCatalog Catalog { get; init; } = FunctionCatalog.BuiltIn;

    public required MachineProfile Machine { get; init; }

    public ulong Seed { get; init; } = 1;

    /// <summary>On an engine that sees no deadlock: how long nothing may move, although nobody is at work, before the run ends with a diagnosis. Null for the usual time.</summary>
    public SimDuration? StallAfter { get; init; }

    /// <summary>The standard input of a simulated machine; asked for only if a source reads it.</summary>
    public Func<ReadOnlyMemory<byte>> ReadStdin { get; init; } = static () => default;

    /// <summary>False keeps nothing of what the sinks of a simulated machine wrote to files, for runs that are only compared or measured.</summary>
    public bool KeepsFiles { get; init; } = true;

    /// <summary>Where the run keeps its state, and what it goes on from; null for one that cannot be resumed. Only for what <see cref="ResumeChecks"/> finds nothing wrong with, and where time is real.</summary>
    public RunState? State { get; init; }

    /// <summary>Files that sinks write are made or emptied first; where the run goes on, what has been written stays.</summary>
    /// <param name="engine">What to run it on.</param>
    /// <param name="onProgress">Called a few times a second, on any thread; null for none.</param>
    /// <param name="interrupt">Ends the run early; the report then has what was done until then.</param>
    public async Task<PipelineReport> RunAsync(IEngine engine, Action<StageProgress>? onProgress, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(engine);
        bool modelled = engine.Capabilities.HasFlag(EngineCapabilities.VirtualTime);
        try
        {
            Invariant.Check(State is null || (!modelled && ResumeChecks.Find(Definition).IsEmpty), $"{Definition.Name} on {engine.Name} cannot keep its state");
            PipelineKeeping? keeping = State is null ? null : Restore(State);
            bool writes = KeepsFiles || !modelled;
            if (writes && keeping is null)
                foreach (string path in SinkPaths) Empty(path);
            PipelineRunOptions watch = PipelineRunOptions.For(engine.Capabilities, StallAfter) with
            {
                Keeping = keeping,
                ReadBack = modelled ? [.. SinkPaths] : Readable(),
            };
            ScenarioPlan plan = PipelinePlan.Build(Definition, Catalog, Machine, Seed, watch);
            if (modelled) plan = plan with { Files = ModelledFiles() };
            using var end = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
            ImmutableArray<InputStamp> inputs = modelled ? [] : [.. SourcePaths.Select(InputStamp.Of)];
            var options = new EngineOptions
            {
                OnOutbox = message =>
                {
                    if (message is PipelineEnded && !modelled) end.CancelAfter(EndPatience);
                    Show(message, onProgress);
                },
            };
            RunResult result = await engine.RunAsync(plan, options, end.Token);
            // Only a worker that nobody waits for any more was interrupted.
            if (result.Outcome == RunOutcome.Interrupted && !interrupt.IsCancellationRequested) result = result with { Outcome = RunOutcome.Completed, Failure = null };
            if (modelled && writes)
                foreach (string path in SinkPaths) await File.WriteAllBytesAsync(path, result.Files[path], CancellationToken.None);
            return Report(engine, result, modelled, inputs.Select(i => i.Change()).FirstOrDefault(c => c is not null)) with
            {
                Resumed = ResumedFrom(keeping),
            };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return NotRun(engine, failure.Message);
        }
    }

    private PipelineKeeping Restore(RunState state)
    {
        var outputs = ImmutableSortedDictionary.CreateBuilder<string, RestoredOutput>(StringComparer.Ordinal);
        foreach (StageDefinition stage in Definition.Stages)
            if (stage.Operation is FileSink(var path)) outputs.Add(stage.Name, RestoredOutput.Of(path, outputs.Count, state));
        return new PipelineKeeping(state, outputs.ToImmutable());
    }

    private static ImmutableArray<Resumption> ResumedFrom(PipelineKeeping? keeping) => keeping is not { State.Life: > 1 and var life }
        ? []
        : [.. keeping.Outputs.Select(o => new Resumption(life, o.Value.Point.Items, o.Value.CutLines) { Output = o.Key })];

    private IEnumerable<string> SourcePaths =>
        Definition.Stages.Select(s => s.Operation).OfType<LinesSource>().Select(l => l.Path).Distinct(StringComparer.Ordinal);

    private IEnumerable<string> SinkPaths => Definition.Stages.Select(s => s.Operation).OfType<FileSink>().Select(f => f.Path).Distinct(StringComparer.Ordinal);

    private ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> ModelledFiles()
    {
        var files = ImmutableSortedDictionary.CreateBuilder<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (string path in SinkPaths) files[path] = default;
        files[StandardStreams.Output] = default;
        foreach (StageOperation operation in Definition.Stages.Select(s => s.Operation))
        {
            if (operation is LinesSource(var path)) files[path] = File.ReadAllBytes(path);
            else if (operation is StdinSource) files[StandardStreams.Input] = ReadStdin();
        }

        return files.ToImmutable();
    }

    /// <summary>The files of sinks that can be read while they are written. What a pipe has given is gone, a device may have kept
    /// nothing, and in a file that two sinks write under two names nobody
    /// could tell whose a line is.</summary>
    private ImmutableHashSet<string> Readable()
    {
        if (!OperatingSystem.IsLinux()) return [.. SinkPaths];
        IEnumerable<IGrouping<FileIdentity, string>> files = SinkPaths.GroupBy(FileIdentity.Of);
        return [.. files.Where(f => f.Key.IsRegular && f.Count() == 1).Select(f => f.Single())];
    }

    private static void Empty(string path)
    {
        using FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.Write);
        // A pipe or a terminal has no length.
        if (file.CanSeek) file.SetLength(0);
    }

    private static void Show(IMessage message, Action<StageProgress>? onProgress)
    {
        if (message is StageProgress progress) onProgress?.Invoke(progress);
    }

    /// <param name="engine">What it ran on.</param>
    /// <param name="result">What came of it.</param>
    /// <param name="modelled">Whether the machine was simulated.</param>
    /// <param name="change">How an input is another one than when the run began; null if none is.</param>
    private PipelineReport Report(IEngine engine, RunResult result, bool modelled, string? change)
    {
        PipelineEnded? ended = result.Outbox.OfType<PipelineEnded>().LastOrDefault();
        string? failure = ended?.Failure is { } failed ? failed.Reason : result.Failure;
        string? cut = ended is { Interrupted: true } || result.Outcome == RunOutcome.Interrupted
            ? "the run was interrupted"
            : failure ?? change;
        return NotRun(engine, null) with
        {
            Machine = modelled ? $"{Machine.Name}, {Machine.Cores} {(Machine.Cores == 1 ? "CPU" : "CPUs")}" : null,
            UnchargedCosts = modelled ? [] : StagesWithCost(Definition),
            Elapsed = ended?.Elapsed ?? result.Elapsed,
            Stages = ended?.Figures ?? [],
            Verdict = ended is null ? Verdict.Unknown(WithoutFigures(result)) : PipelineVerdict.Of(ended, cut),
            Steps = result.Steps,
            // Of an engine that sees no deadlock, the watch of the pipeline has seen it.
            Outcome = ended?.Failure?.Cause is PipelineStalledException && result.Outcome != RunOutcome.Livelocked
                ? RunOutcome.Deadlocked
                : result.Outcome,
            Failure = result.Outcome == RunOutcome.Interrupted ? null : failure,
            InternalError = result.Cause is not null,
            TraceDigest = result.TraceDigest,
            Stdout = modelled ? result.Files.GetValueOrDefault(StandardStreams.Output) : default,
        };
    }

    /// <summary>Those whose work takes a time that is only charged where time is virtual.</summary>
    public static ImmutableArray<string> StagesWithCost(PipelineDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return
        [
            .. definition.Stages.Where(
                s => s.Cost is not (null or ConstantDistribution { Value.Nanoseconds: 0 })).Select(s => s.Name),
        ];
    }

    private static string WithoutFigures(RunResult result) => result.Outcome switch
    {
        RunOutcome.Deadlocked => "the run deadlocked before its figures were told",
        RunOutcome.Livelocked => "the run livelocked before its figures were told",
        _ => result.Failure ?? "the run ended before its figures were told",
    };

    private PipelineReport NotRun(IEngine engine, string? reason) => new()
    {
        Name = Definition.Name,
        Engine = engine.Name,
        Seed = Seed,
        Elapsed = SimDuration.Zero,
        Stages = [],
        Workers = Definition.Stages.ToImmutableSortedDictionary(s => s.Name, s => s.Workers, StringComparer.Ordinal),
        Verdict = Verdict.Unknown(reason ?? "not run"),
        Steps = StepCounts.None,
        Outcome = RunOutcome.Failed,
        Failure = reason,
    };
}
