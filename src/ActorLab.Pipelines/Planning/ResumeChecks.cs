using System.Collections.Immutable;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Definition;

namespace ActorLab.Pipelines.Planning;

/// <summary>Whether a pipeline that nothing else is wrong with could go on where another process stopped, nothing lost and nothing doubled.</summary>
/// <remarks>It goes on by doing all of it again and writing only what has not been written. So each sink that writes must get the same items in the same order every time: from sources that can be read again, through stages that
/// make the same of the same, in an order that does not depend on who was faster. What it cannot do that for is told before it starts, all of it.</remarks>
public static class ResumeChecks
{
    private const string Why = "What was made of the items before the end would be made otherwise the second time";

    /// <param name="definition">Nothing is wrong with it.</param>
    public static ImmutableArray<Diagnostic> Find(PipelineDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var findings = new PipelineFindings(definition);
        var graph = new Graph(definition);
        var analysis = new StreamAnalysis(graph);
        if (!definition.Stages.Any(s => s.Operation is FileSink))
            findings.Add(PipelineFindings.Resumable, "stages", "a sink that writes a file, where a run keeps its state", "none", "Without one there is nothing that could be lost or doubled: start it again");
        foreach (StageDefinition stage in definition.Stages) Check(stage, graph, analysis, findings);
        return findings.ToImmutable();
    }

    private static void Check(StageDefinition stage, Graph graph, StreamAnalysis analysis, PipelineFindings findings)
    {
        if (stage.Operation is SourceOperation source) CheckSource(stage, source, findings);
        else if (stage.Operation is SinkOperation) CheckSink(stage, analysis, findings);
        else CheckWork(stage, analysis, findings);
        if (stage.Queue.Overflow is not (OverflowPolicy.Block or OverflowPolicy.Fail) && !stage.IsSource)
            Refuse(findings, stage, "queue.overflow", "a queue that drops nothing", StageWords<OverflowPolicy>.Of(stage.Queue.Overflow), "It would drop other items the second time");
        CheckShares(stage, graph, analysis, findings);
    }

    private static void CheckSource(StageDefinition stage, SourceOperation source, PipelineFindings findings)
    {
        if (source is StdinSource) Refuse(findings, stage, source.Keyword, "a source that can be read again", "the standard input", "A file can be read again");
        if (source.Interval is not null) Refuse(findings, stage, "interval", "a source that makes items as they are taken", "one that makes them by the clock", "The time that has passed does not come again");
    }

    private static void CheckSink(StageDefinition stage, StreamAnalysis analysis, PipelineFindings findings)
    {
        if (stage.Operation is StdoutSink) Refuse(findings, stage, stage.Operation.Keyword, "a sink that writes a file", "the standard output", "What has gone there cannot be taken back");
        if (stage.Operation is not FileSink) return;
        StreamOrder before = analysis.Before(stage);
        if (before.FalseSince == stage.Name) Refuse(findings, stage, "fan-in", "items in an order that is the same every time", "items as they come", Why);
        if (before.Kind == OrderKind.InOrder || analysis.Restores(stage)) return;
        string hint = before is { IsRestorable: true, Obstacle: null } ? "With order = input it would have one" : $"None can be had: {before.Obstacle}";
        Refuse(findings, stage, "order", "items in an order that is the same every time", "items as they come", hint);
    }

    private static void CheckWork(StageDefinition stage, StreamAnalysis analysis, PipelineFindings findings)
    {
        StreamOrder before = analysis.Before(stage);
        if (stage.Operation is ProgramOperation) Refuse(findings, stage, stage.Operation.Keyword, "a stage that does the same twice", "a program outside", "What it does besides answering would be done again");
        if (stage.Operation is ActorOperation) Refuse(findings, stage, stage.Operation.Keyword, "a stage that does the same twice", "an actor of your own", "What it does besides answering would be done again");
        if (stage.Operation is BatchOperation { Within: not null }) Refuse(findings, stage, stage.Operation.Keyword, "lists that are made by number", "lists that are made by the clock", Why);
        if (analysis.After(stage).FalseSince == stage.Name) Refuse(findings, stage, StageKind.HasJoin(stage) ? "fan-in" : stage.Operation.Keyword, "items in an order that is the same every time", "items as they come", stage.Operation.IsGrouping && before.IsRestorable ? "With order = input it would have one" : Why);
        if (stage.Operation.IsPerKey && before.Kind == OrderKind.Scattered && !analysis.Restores(stage)) Refuse(findings, stage, stage.Operation.Keyword, "the items of a key in an order that is the same every time", "items as they come", Why);
        if (stage.OnFailure == FailureAction.DeadLetter && FailureOf(stage) is { } failure) Refuse(findings, stage, "on-failure", "fail, or failures that come again", $"dead-letter, and {failure}", "An item that was given up could be done the second time, or the other way round");
    }

    /// <summary>Why an item may fail once and not the next time; null if the same ones always do.</summary>
    private static string? FailureOf(StageDefinition stage) =>
        stage.Timeout is not null ? "a timeout"
        : stage.Execution == WorkerKind.Processes ? "workers in processes, which can be lost"
        : stage.Operation is FailSomeOperation { How: not FailureKind.Error } ? "workers that are lost or hang"
        : null;

    private static void CheckShares(StageDefinition stage, Graph graph, StreamAnalysis analysis, PipelineFindings findings)
    {
        if (stage.IsSink || graph.Takers(stage).Length < 2) return;
        if (stage.FanOut == FanOut.Balance) Refuse(findings, stage, "fan-out", "items that are shared out the same way every time", "balance", "round-robin and consistent-hash share them so");
        if (stage.FanOut == FanOut.RoundRobin && analysis.After(stage).Kind != OrderKind.InOrder) Refuse(findings, stage, "fan-out", "round-robin after an order that is the same every time", "items as they come", "With order = input they would have one");
    }

    private static void Refuse(PipelineFindings findings, StageDefinition stage, string setting, string expected, string got, string hint) =>
        findings.Add(PipelineFindings.Resumable, stage, setting, $"{expected}, where a run keeps its state", got, hint + ".");
}
