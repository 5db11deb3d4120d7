using System.Collections.Immutable;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Nodes;

namespace ActorLab.Pipelines.Planning;

/// <summary>What can be said about the settings of a stage without looking at where its items come from.</summary>
internal sealed class StageChecks(PipelineDefinition definition, FunctionCatalog catalog, PipelineFindings findings)
{
    /// <param name="stage">The stage.</param>
    /// <param name="isRead">Whether all its settings could be read; if not, those that there are need not fit each other.</param>
    public void Check(StageDefinition stage, bool isRead)
    {
        new OperationChecks(stage, catalog, findings).Check();
        CheckRanges(stage);
        if (!isRead) return;
        CheckRole(stage);
        CheckWork(stage);
    }

    /// <summary>Whether two stages are in each other's way outside of the pipeline.</summary>
    public void CheckFiles()
    {
        var written = new Dictionary<string, StageDefinition>(StringComparer.Ordinal);
        foreach (StageDefinition stage in definition.Stages)
        {
            if (stage.Operation is FileSink(var path) && !written.TryAdd(path, stage))
                findings.Add(PipelineFindings.Combination, stage, "file", "a file of its own", $"that of '{written[path].Name}'", "One sink can take from several stages.");
        }

        foreach (StageDefinition stage in definition.Stages)
        {
            if (stage.Operation is LinesSource(var path) && written.TryGetValue(path, out StageDefinition? sink))
                findings.Add(PipelineFindings.Combination, stage, "lines", "a file that nobody writes", $"that of '{sink.Name}'");
        }

        foreach (StageDefinition stage in definition.Stages.Where(s => s.Operation is StdinSource).Skip(1))
            findings.Add(PipelineFindings.Combination, stage, "stdin", "one stage that reads it", "another one", "Several stages can take from one source.");
    }

    private void CheckRanges(StageDefinition stage)
    {
        Within(stage, "queue.capacity", stage.Queue.Capacity, 1, PipelineLimits.MaxCapacity);
        if (stage.Queue.Sentinels is { } sentinels) Within(stage, "queue.sentinels", sentinels, 0, PipelineLimits.MaxSentinels);
        bool fits = Within(stage, "workers", stage.Workers, 1, PipelineLimits.MaxWorkers) & Within(stage, "batch-size", stage.BatchSize, 1, PipelineLimits.MaxBatchSize);
        if (fits && stage.Workers * stage.BatchSize > PipelineLimits.MaxAtWork)
            findings.Add(PipelineFindings.Range, stage, "batch-size", $"at most {PipelineLimits.MaxAtWork} items at all workers together", $"{stage.Workers} times {stage.BatchSize}");
        if (stage.Retry.Attempts is { } attempts) Within(stage, "retry.attempts", attempts, 1, PipelineLimits.MaxAttempts);
        Within(stage, "retry.max-backoff", stage.Retry.MaxBackOff, SimDuration.Zero, PipelineLimits.Longest);
        if (stage.Retry.MinBackOff < SimDuration.Zero || stage.Retry.MinBackOff > stage.Retry.MaxBackOff)
            findings.Add(PipelineFindings.Range, stage, "retry.min-backoff", $"0 s to max-backoff, which is {stage.Retry.MaxBackOff}", $"{stage.Retry.MinBackOff}");
        if (stage.Timeout is { } timeout) Within(stage, "timeout", timeout, PipelineLimits.ShortestTimeout, PipelineLimits.Longest);
        if (stage.Cost is { } cost) Mean(stage, "cost", cost, findings);
        if (stage.Dispatcher is { } dispatcher && !PipelineLimits.IsName(dispatcher)) findings.Add(PipelineFindings.Name, stage, "dispatcher", PipelineChecks.NameExpected, $"'{dispatcher}'");
        if (stage.Placement is { } process && !PipelineLimits.IsName(process)) findings.Add(PipelineFindings.Name, stage, "placement", PipelineChecks.NameExpected, $"'{process}'");
        if (!Enum.IsDefined(stage.FanIn) || !Enum.IsDefined(stage.FanOut) || !Enum.IsDefined(stage.Order) || !Enum.IsDefined(stage.Execution) || !Enum.IsDefined(stage.OnFailure) || !Enum.IsDefined(stage.Queue.Overflow))
            findings.Add(PipelineFindings.Range, stage, "", "words that there are", "a number that stands for none");
    }

    /// <summary>A mean beyond the longest time that anybody would wait is a slip of the unit, and virtual time would end before such items do.</summary>
    public static void Mean(StageDefinition stage, string setting, Distribution distribution, PipelineFindings findings)
    {
        if (distribution.MeanNs is { } mean && mean > PipelineLimits.Longest.Nanoseconds)
            findings.Add(PipelineFindings.Range, stage, setting, $"a mean of at most {PipelineLimits.Longest}", $"{distribution}");
    }

    private bool Within(StageDefinition stage, string setting, long value, long least, long most)
    {
        if (value >= least && value <= most) return true;
        findings.Add(PipelineFindings.Range, stage, setting, $"{least} to {most}", $"{value}");
        return false;
    }

    private void Within(StageDefinition stage, string setting, SimDuration value, SimDuration least, SimDuration most)
    {
        if (value < least || value > most) findings.Add(PipelineFindings.Range, stage, setting, $"a duration from {least} to {most}", $"{value}");
    }

    /// <summary>Settings that this kind of stage has no use for.</summary>
    private void CheckRole(StageDefinition stage)
    {
        bool isWork = StageRoles.Of(stage.Operation) == StageRole.Work;
        string kind = StageRoles.Of(stage.Operation) switch
        {
            StageRole.Source => "a source",
            StageRole.Sink => "a sink",
            StageRole.Group => $"{stage.Operation.Keyword}, which takes one item after another",
            _ => stage.Operation.Keyword,
        };
        foreach ((string setting, string value) in Chosen(stage))
        {
            if (!StageRoles.Takes(stage.Operation, setting)) findings.Add(PipelineFindings.Combination, stage, setting, $"nothing for {kind}", value);
        }

        if (stage.Order == ItemOrder.PerKey && !stage.IsSource && !isWork) findings.Add(PipelineFindings.Combination, stage, "order", $"arrival or input for {kind}", "per-key");
        if (stage.FanIn == FanIn.Merge) return;
        bool takesGivenUp = definition.Stages.Any(s => s.DeadLetters == stage.Name);
        if (takesGivenUp) findings.Add(PipelineFindings.Combination, stage, "fan-in", "merge for a sink of dead letters", StageWords<FanIn>.Of(stage.FanIn));
        else if (stage.From.Length == 1) findings.Add(PipelineFindings.Combination, stage, "fan-in", "merge, or several stages to take from", $"one, '{stage.From[0]}'");
    }

    /// <summary>The settings that differ from their defaults.</summary>
    private static IEnumerable<(string Setting, string Value)> Chosen(StageDefinition stage)
    {
        if (stage.FanIn != FanIn.Merge) yield return ("fan-in", StageWords<FanIn>.Of(stage.FanIn));
        if (stage.FanOut != FanOut.Broadcast) yield return ("fan-out", StageWords<FanOut>.Of(stage.FanOut));
        if (stage.Queue.Capacity != QueueDefinition.DefaultCapacity) yield return ("queue.capacity", $"{stage.Queue.Capacity}");
        if (stage.Queue.Overflow != OverflowPolicy.Block) yield return ("queue.overflow", StageWords<OverflowPolicy>.Of(stage.Queue.Overflow));
        if (stage.Queue.Sentinels is { } sentinels) yield return ("queue.sentinels", $"{sentinels}");
        if (stage.Workers != 1) yield return ("workers", $"{stage.Workers}");
        if (stage.Execution != WorkerKind.Threads) yield return ("execution", StageWords<WorkerKind>.Of(stage.Execution));
        if (stage.Dispatcher is { } dispatcher) yield return ("dispatcher", dispatcher);
        if (stage.Placement is { } process) yield return ("placement", process);
        if (stage.BatchSize != 1) yield return ("batch-size", $"{stage.BatchSize}");
        if (stage.Order != ItemOrder.Arrival) yield return ("order", StageWords<ItemOrder>.Of(stage.Order));
        if (stage.Retry.Attempts is { } attempts and not 1) yield return ("retry.attempts", $"{attempts}");
        if (stage.Timeout is { } timeout) yield return ("timeout", $"{timeout}");
        if (stage.OnFailure != FailureAction.Fail) yield return ("on-failure", "dead-letter");
        if (stage.DeadLetters is { } sink) yield return ("dead-letters", sink);
        if (stage.Cost is { } cost) yield return ("cost", $"{cost}");
    }

    private void CheckWork(StageDefinition stage)
    {
        if (StageRoles.Of(stage.Operation) != StageRole.Work) return;
        if (stage.DeadLetters is not null && stage.OnFailure != FailureAction.DeadLetter)
            findings.Add(PipelineFindings.Combination, stage, "dead-letters", "on-failure = dead-letter beside it", "on-failure = fail", "A run that fails has no dead letters.");
        if (stage.Operation is FailSomeOperation { How: FailureKind.Crash } && stage.Execution != WorkerKind.Processes)
            findings.Add(PipelineFindings.Combination, stage, "fail-some", "execution = processes for crash", StageWords<WorkerKind>.Of(stage.Execution), "In this process it would end the run.");
        if (stage.Operation.IsPerKey) CheckPerKey(stage);
        CheckDispatcher(stage);
        CheckPlacement(stage);
        if (stage.Execution == WorkerKind.Processes && Call(stage.Operation) is var (call, role) && FunctionCatalog.BuiltIn.Find(call.Name, role) is null && catalog.Find(call.Name, role) is not null)
            findings.Add(PipelineFindings.Combination, stage, "execution", $"threads or async for '{call.Name}'", "processes", "A function that was made in C# cannot leave its process.");
    }

    private void CheckPerKey(StageDefinition stage)
    {
        if (stage.Workers > 1 && stage.Order != ItemOrder.PerKey)
            findings.Add(PipelineFindings.Combination, stage, "order", $"per-key for {stage.Operation.Keyword} with several workers", StageWords<ItemOrder>.Of(stage.Order), "A key must belong to one worker, or each counts its own.");
        const string hint = "A worker that takes the place of another would begin to count anew.";
        if (stage.Timeout is { } timeout) findings.Add(PipelineFindings.Combination, stage, "timeout", $"none for {stage.Operation.Keyword}", $"{timeout}", hint);
        if (stage.Execution == WorkerKind.Processes) findings.Add(PipelineFindings.Combination, stage, "execution", $"threads or async for {stage.Operation.Keyword}", "processes", hint);
    }

    private void CheckDispatcher(StageDefinition stage)
    {
        if (stage.Dispatcher is not { } dispatcher) return;
        if (stage.Execution == WorkerKind.Processes) findings.Add(PipelineFindings.Combination, stage, "dispatcher", "none for processes", dispatcher, "Each has threads of its own.");
        else if (stage is { Execution: WorkerKind.Threads, Timeout: not null }) findings.Add(PipelineFindings.Combination, stage, "dispatcher", "none beside timeout", dispatcher, "A worker that may be given up has a thread of its own.");
        else if (definition.Stages.FirstOrDefault(s => s != stage && (s.Dispatcher ?? s.Name) == dispatcher && IsUnlike(s, stage)) is { } other)
            findings.Add(PipelineFindings.Combination, stage, "dispatcher", "one that threads and async do not share", $"'{dispatcher}', which is that of '{other.Name}' too");
    }

    private void CheckPlacement(StageDefinition stage)
    {
        if (stage.Placement is not { } process) return;
        if (stage.Execution != WorkerKind.Processes)
            findings.Add(PipelineFindings.Combination, stage, "placement", "execution = processes beside it", StageWords<WorkerKind>.Of(stage.Execution), "Only workers in processes are placed.");
        else if (definition.Stages.FirstOrDefault(s => s.Placement is null && PipelineNodes.HasNodes(s) && Enumerable.Range(0, Math.Min(s.Workers, PipelineLimits.MaxWorkers)).Any(i => PipelineNodes.NameOf(s, i) == process)) is { } owner)
            findings.Add(PipelineFindings.Combination, stage, "placement", "a name that is free", $"'{process}', which is that of a worker of '{owner.Name}'");
    }

    private static bool IsUnlike(StageDefinition a, StageDefinition b) =>
        StageRoles.Of(a.Operation) == StageRole.Work && a.Execution != b.Execution && a.Execution != WorkerKind.Processes;

    private static (FunctionCall Call, FunctionRole Role)? Call(StageOperation operation) => OperationChecks.CallOf(operation);
}
