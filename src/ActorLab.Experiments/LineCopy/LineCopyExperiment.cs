using System.Text.Json;
using ActorLab.Core.Actors;
using ActorLab.Core.Definition;
using ActorLab.Core.Engine;
using ActorLab.Core.Journal;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;
using ActorLab.Core.Plan;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;

namespace ActorLab.Experiments.LineCopy;

/// <summary>Runs line-copy (rows E2 to E10): each line of a file is copied, with a record of who did it, by re-reading the whole file.</summary>
public static class LineCopyExperiment
{
    public const string Name = "line-copy";

    /// <summary>Lines of <see cref="RunUnreadAsync"/>.</summary>
    public const int UnreadLines = 20;

    /// <summary>The task of <see cref="RunUnreadAsync"/> that throws, from 1.</summary>
    public const int UnreadFailure = 13;

    private const int WarmUpLines = 2_000;
    private const int WarmUpThreads = 100;
    private const int WarmUpFromLines = 1_000;

    /// <summary>Checks the definition and its files without running anything. Empty when it can run.</summary>
    public static IReadOnlyList<Diagnostic> Check(LineCopyDefinition definition) => LineCopyFiles.Check(definition);

    /// <summary>What other processes would be told to make the same plan. A file that is not named yet is called <c>input</c> or <c>output</c>.</summary>
    public static PlanOrigin OriginOf(LineCopyDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return LineCopyOrigin.Of(definition, definition.InputPath ?? "input", definition.OutputPath ?? "output");
    }

    /// <summary>The same with the files of a run that keeps its state in a folder: those that the user has not named are there.</summary>
    public static PlanOrigin OriginOf(LineCopyDefinition definition, string folder)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return LineCopyOrigin.Of(definition, LineCopyFiles.InputIn(definition, folder), LineCopyFiles.OutputIn(definition, folder));
    }

    /// <summary>The definition that an origin was made of.</summary>
    /// <exception cref="FormatException">It is none of line-copy.</exception>
    public static LineCopyDefinition DefinitionOf(PlanOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        try
        {
            return JsonSerializer.Deserialize(origin.Definition.Span, OriginJson.Default.LineCopyOrigin)?.ToDefinition() ?? throw new JsonException("nothing is defined");
        }
        catch (Exception broken) when (broken is JsonException or ArgumentException)
        {
            throw new FormatException($"the definition of {Name} is broken: {broken.Message}", broken);
        }
    }

    /// <summary>Why a run could not go on where another process stopped, nothing lost and nothing doubled; empty if it could.</summary>
    public static IReadOnlyList<Diagnostic> CheckResumable(LineCopyDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ExecutionModel model = definition.Model;
        if (model == ExecutionModel.Pipeline || model == ExecutionModel.ProcessPipeline) return [];
        return
        [
            new Diagnostic(
                "AL0130", "--state", $"expected a model whose output has one writer, got {model}: its workers write themselves, and what one had written before it was killed cannot be told from what it had not.",
                $"{ExecutionModel.Pipeline} and {ExecutionModel.ProcessPipeline} write each line exactly once, however often they are killed."),
        ];
    }

    /// <summary>Runs it and verifies the output. A failure of the machine (a full disk) is in the report; bad input is <see cref="Check"/>'s to find.</summary>
    /// <param name="definition">What to run.</param>
    /// <param name="engine">What to run it on.</param>
    /// <param name="onProgress">Called a few times a second, on any thread; null for none.</param>
    /// <param name="interrupt">Ends the run early; the report then has what was done until then.</param>
    /// <param name="state">Where it keeps its state, and what it goes on from; null for a run that cannot be resumed. Only for what <see cref="CheckResumable"/> finds nothing wrong with, and where time is real.</param>
    public static async Task<RunReport> RunAsync(LineCopyDefinition definition, IEngine engine, Action<Progress>? onProgress, CancellationToken interrupt, RunState? state = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(engine);
        if (definition.Model.InProcesses && !engine.Capabilities.HasFlag(EngineCapabilities.Nodes))
            return NotRun(definition, engine, $"model {definition.Model} needs processes, and engine {engine.Name} has none");
        bool modelled = engine.Capabilities.HasFlag(EngineCapabilities.VirtualTime);
        LineCopyFiles? files = null;
        try
        {
            Invariant.Check(state is null || (!modelled && CheckResumable(definition).Count == 0), $"{definition.Model} on {engine.Name} cannot keep its state");
            files = state is null ? LineCopyFiles.Prepare(definition, modelled) : LineCopyFiles.Prepare(definition, state);
            ScenarioPlan plan = LineCopyPlan.Build(definition, files.Input, files.InputPath, files.OutputPath, keeping: files.Keeping);
            // The files of a modelled machine are in the plan; another process would look for them in vain.
            if (!modelled) plan = plan with { Origin = LineCopyOrigin.Of(definition, files) };
            var options = new EngineOptions { OnOutbox = message => Show(message, onProgress) };
            RunResult result = await engine.RunAsync(plan, options, interrupt);
            RunReport report = Report(definition, engine, result, files.Keeping);
            // Every line was read from the file, and what it was compared with is what stood there at first.
            if (files.ChangeOfInput() is { } change)
            {
                report = report with
                {
                    Verdict = Verdict.Unknown(change),
                    Failure = report.Outcome == RunOutcome.Interrupted ? null : change,
                    InternalError = false,
                };
            }

            files.Keep(
                definition, modelled ? (ReadOnlyMemory<byte>?)result.Files[files.OutputPath] : null,
                cut: report.Outcome != RunOutcome.Completed);
            return report;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return NotRun(definition, engine, failure.Message);
        }
        finally
        {
            files?.Dispose();
        }
    }

    /// <summary>
    /// Runs the same on <see cref="UnreadLines"/> lines, one of whose tasks throws in a pool whose futures are not read, as in
    /// the tutorials.
    /// </summary>
    /// <param name="definition">Of workers that write themselves.</param>
    /// <param name="engine">What to run it on.</param>
    /// <param name="interrupt">Ends the run early.</param>
    public static Task<RunReport> RunUnreadAsync(LineCopyDefinition definition, IEngine engine, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return RunAsync(
            definition with
            {
                InputPath = null,
                OutputPath = null,
                Plain = false,
                Lines = UnreadLines,
                UnreadFailure = UnreadFailure,
            },
            engine, null, interrupt);
    }

    /// <summary>Runs the same models on a few lines and forgets the reports, so that the first model of a comparison does not pay for what the compiler does at first use. Does nothing
    /// where time is virtual, for runs so short that they are not about speed, or for models in processes: those are compiled anew in every run, and pay for it.</summary>
    public static async Task WarmUpAsync(IReadOnlyList<LineCopyDefinition> definitions, IEngine engine, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        ArgumentNullException.ThrowIfNull(engine);
        if (engine.Capabilities.HasFlag(EngineCapabilities.VirtualTime)) return;
        foreach (LineCopyDefinition definition in definitions)
        {
            bool isShort = definition.InputPath is null && definition.Lines < WarmUpFromLines;
            if (isShort || definition.Model.InProcesses || interrupt.IsCancellationRequested) continue;
            int lines = definition.Model == ExecutionModel.ThreadPerItem ? WarmUpThreads : WarmUpLines;
            await RunAsync(definition with { InputPath = null, OutputPath = null, Lines = lines }, engine, null, interrupt);
        }
    }

    private static void Show(IMessage message, Action<Progress>? onProgress)
    {
        if (message is Progress progress) onProgress?.Invoke(progress);
    }

    private static RunReport Report(LineCopyDefinition definition, IEngine engine, RunResult result, LineCopyKeeping? keeping)
    {
        LineCopyEnded? ended = result.Outbox.OfType<LineCopyEnded>().LastOrDefault();
        string? failure = result.Failure ?? Words(ended?.Work.FirstFailure) ?? ended?.Work.Reason;
        bool internalError = result.Cause is not null || !IsOfMachine(ended?.Work.FirstFailure);
        ResumePoint resume = keeping?.Resume ?? ResumePoint.None;
        if (ended is not null && failure is null
            && StepsThatDiffer(definition, result, ended, resume, engine.Capabilities) is { } difference)
        {
            failure = difference;
            internalError = true;
        }

        return new RunReport
        {
            Experiment = Name,
            Model = definition.Model.Name,
            Engine = engine.Name,
            Workers = definition.Workers,
            Items = ended?.Work.Done ?? 0,
            Makespan = ended is null ? result.Elapsed : ended.Work.End - (definition.Model.InProcesses ? ended.Begun : ended.Work.Start),
            ProcessorTime = result.ProcessorTime,
            PeakResequencerBuffer = ended?.PeakResequencerBuffer ?? 0,
            PeakThreads = ended?.Output.PeakThreads ?? 0,
            PromisesOrder = definition.Model.PromisesOrder(definition.Workers),
            Fenced = ended?.Fenced ?? 0,
            GivenUp = ended?.Work.GivenUp ?? [],
            Resumed = keeping?.Resumption,
            LostWorkers = ended is null ? [] : [.. ended.Work.Lost.Select(l => new LostWorker(LineCopyWorkerRole.NodeOf(l.Slot), l.Leases))],
            Machine = engine.Capabilities.HasFlag(EngineCapabilities.VirtualTime) ? MachineName(definition) : null,
            Verdict = ended?.Output.Verdict ?? Verdict.Unknown(failure ?? "the run ended before the output was verified"),
            Steps = result.Steps,
            Seed = definition.Seed,
            Outcome = result.Outcome,
            Failure = result.Outcome == RunOutcome.Interrupted ? null : failure,
            InternalError = internalError,
            TraceDigest = result.TraceDigest,
        };
    }

    /// <summary>What a failure says, without the name of its type where that came with it from another process.</summary>
    private static string? Words(Exception? failure) => failure is RemoteFailureException remote ? remote.Message[(remote.Kind.Length + 2)..] : failure?.Message;

    private static bool IsOfMachine(Exception? failure) => failure is null or MachineFailureException or RemoteFailureException { Kind: nameof(MachineFailureException) };

    private static string MachineName(LineCopyDefinition definition)
    {
        MachineProfile machine = definition.ChosenMachine;
        return $"{machine.Name}, {machine.Cores} {(machine.Cores == 1 ? "CPU" : "CPUs")}";
    }

    /// <summary>No model may win by doing less: every item takes the same steps in each of them. A worker that is lost may have done an item in vain, so then they are at least those; and
    /// where its process really died, be it after its last item, what it had counted died with it.</summary>
    /// <returns>What differs; null if nothing does.</returns>
    private static string? StepsThatDiffer(
        LineCopyDefinition definition, RunResult result, LineCopyEnded ended, ResumePoint resume, EngineCapabilities engine)
    {
        Coordinator.Finished work = ended.Work;
        StepCounts steps = result.Steps;
        long done = work.Done - (resume.Delivered - resume.Abandoned) - (definition.UnreadFailure is null ? 0 : 1);
        bool someWereLost = !work.Lost.IsEmpty || !result.LostNodes.IsEmpty || ended.Repeated > 0 || ended.GivenOutAgain > 0;
        if (someWereLost && engine.HasFlag(EngineCapabilities.RealProcesses)) return null;
        (StepKind Kind, long PerItem)[] perItem = [(StepKind.Identify, 1), (StepKind.Open, 2), (StepKind.ReadAll, 1), (StepKind.Compute, 1), (StepKind.Append, LineRecord.Appends), (StepKind.Close, 2)];
        string[] differences =
        [
            .. perItem.Where(e => someWereLost ? steps[e.Kind] < e.PerItem * done : steps[e.Kind] != e.PerItem * done)
                .Select(e => $"{e.Kind}: {steps[e.Kind]} instead of {e.PerItem} for each of {done} items"),
        ];
        return differences.Length == 0 ? null : $"the steps are not those of the task: {string.Join("; ", differences)}";
    }

    private static RunReport NotRun(LineCopyDefinition definition, IEngine engine, string reason) => new()
    {
        Experiment = Name,
        Model = definition.Model.Name,
        Engine = engine.Name,
        Workers = definition.Workers,
        Items = 0,
        Makespan = SimDuration.Zero,
        PeakResequencerBuffer = 0,
        PeakThreads = 0,
        PromisesOrder = definition.Model.PromisesOrder(definition.Workers),
        Verdict = Verdict.Unknown(reason),
        Steps = StepCounts.None,
        Seed = definition.Seed,
        Outcome = RunOutcome.Failed,
        Failure = reason,
    };
}
