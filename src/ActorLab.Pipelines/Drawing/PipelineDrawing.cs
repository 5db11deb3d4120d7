using System.Collections.Immutable;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Planning;

namespace ActorLab.Pipelines.Drawing;

/// <summary>What a picture of a pipeline shows: a box for each stage and an arrow for each queue.</summary>
public sealed record PipelineDrawing(string Name, ImmutableArray<DrawnStage> Stages, ImmutableArray<DrawnQueue> Queues)
{
    /// <summary>In the order of the flow. A pipeline with mistakes is drawn as far as it goes: names that stand for nothing have no arrow.</summary>
    public static PipelineDrawing Of(PipelineDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var graph = new Graph(definition);
        ImmutableArray<StageDefinition> stages = [.. graph.InFlow, .. graph.Stages.Except(graph.InFlow)];
        return new PipelineDrawing(
            definition.Name,
            [.. stages.Select(s => new DrawnStage(s.Name, ShapeOf(s), SummaryOf(s.Operation), NoteOf(s)))],
            [.. stages.SelectMany(s => QueuesBefore(graph, s))]);
    }

    private static DrawnShape ShapeOf(StageDefinition stage) => stage.IsSource ? DrawnShape.Source : stage.IsSink ? DrawnShape.Sink : DrawnShape.Stage;

    /// <summary>Files by their names alone: where they are differs from machine to machine, and would fill the box.</summary>
    internal static string SummaryOf(StageOperation operation) => operation switch
    {
        DelayOperation(ConstantDistribution always) => $"{operation.Keyword} {always.Value}",
        BusyOperation(ConstantDistribution always) => $"{operation.Keyword} {always.Value}",
        LinesSource(var path) => new LinesSource(NameOf(path)).Summary,
        FileSink(var path) => new FileSink(NameOf(path)).Summary,
        _ => operation.Summary,
    };

    private static string NameOf(string path) => Path.GetFileName(path) is { Length: > 0 } name ? name : path;

    /// <summary>What is not as everywhere.</summary>
    internal static string NoteOf(StageDefinition stage)
    {
        var parts = new List<string>();
        if (stage.Workers > 1 || stage.Execution != WorkerKind.Threads) parts.Add($"{stage.Workers} {Workers(stage)}");
        if (stage.Order != ItemOrder.Arrival) parts.Add(stage.Order == ItemOrder.Input ? "in order" : "in order by key");
        if (stage.Retry.Attempts > 1) parts.Add($"{stage.Retry.Attempts} attempts");
        if (stage.Timeout is { } timeout) parts.Add($"within {timeout}");
        if (stage is { FanIn: not FanIn.Merge, From.Length: > 1 }) parts.Add(Spelled(stage.FanIn.ToString()));
        return string.Join(", ", parts);
    }

    private static string Workers(StageDefinition stage) => (stage.Execution, stage.Workers) switch
    {
        (WorkerKind.Processes, 1) => "process",
        (WorkerKind.Processes, _) => "processes",
        (WorkerKind.Async, _) => "at a time",
        (_, 1) => "worker",
        _ => "workers",
    };

    private static IEnumerable<DrawnQueue> QueuesBefore(Graph graph, StageDefinition stage)
    {
        string overflow = stage.Queue.Overflow == OverflowPolicy.Block ? "" : $" {Spelled(stage.Queue.Overflow.ToString())}";
        foreach (StageDefinition giver in stage.From.Distinct().Select(graph.Find).OfType<StageDefinition>())
        {
            string fanOut = graph.Takers(giver).Length > 1 && giver.FanOut != FanOut.Broadcast ? $" {Spelled(giver.FanOut.ToString())}" : "";
            yield return new DrawnQueue(giver.Name, stage.Name, $"{stage.Queue.Capacity}{overflow}{fanOut}", false);
        }

        foreach (StageDefinition giver in graph.GivingUp(stage)) yield return new DrawnQueue(giver.Name, stage.Name, "dead letters", true);
    }

    /// <summary>DropNew as drop-new: as in a file.</summary>
    private static string Spelled(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}

public enum DrawnShape
{
    Source,
    Stage,
    Sink,
}

/// <param name="Name">Of the stage.</param>
/// <param name="Shape">What it is.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Note">By whom and how, where that is not the usual; may be empty.</param>
public sealed record DrawnStage(string Name, DrawnShape Shape, string Summary, string Note);

/// <param name="From">Where items come from.</param>
/// <param name="To">Where they go.</param>
/// <param name="Label">Capacity and policies.</param>
/// <param name="IsForDeadLetters">Whether only items that were given up go there.</param>
public sealed record DrawnQueue(string From, string To, string Label, bool IsForDeadLetters);
