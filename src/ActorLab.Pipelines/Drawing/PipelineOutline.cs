using System.Collections.Immutable;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Planning;

namespace ActorLab.Pipelines.Drawing;

/// <summary>A pipeline in words: what each stage does, by whom, and what its sinks may rely on.</summary>
public static class PipelineOutline
{
    /// <summary>One line for each stage, in the order of the flow.</summary>
    /// <param name="definition">A pipeline that nothing is wrong with.</param>
    public static ImmutableArray<string> Of(PipelineDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var graph = new Graph(definition);
        var analysis = new StreamAnalysis(graph);
        ImmutableArray<DrawnQueue> queues = PipelineDrawing.Of(definition).Queues;
        return [.. graph.InFlow.Select(stage => $"{stage.Name}: {string.Join("; ", Parts(stage, analysis, queues))}")];
    }

    private static IEnumerable<string> Parts(StageDefinition stage, StreamAnalysis analysis, ImmutableArray<DrawnQueue> queues)
    {
        yield return PipelineDrawing.SummaryOf(stage.Operation);
        DrawnQueue[] into = [.. queues.Where(q => q.To == stage.Name)];
        string[] from = [.. into.Where(q => !q.IsForDeadLetters).Select(q => $"{q.From} (queue of {q.Label})")];
        if (from.Length > 0) yield return $"from {string.Join(", ", from)}";
        string[] givingUp = [.. into.Where(q => q.IsForDeadLetters).Select(q => q.From)];
        if (givingUp.Length > 0) yield return $"dead letters of {string.Join(", ", givingUp)}";
        string note = PipelineDrawing.NoteOf(stage);
        if (note.Length > 0) yield return note;
        if (stage.OnFailure == FailureAction.DeadLetter) yield return stage.DeadLetters is { } sink ? $"what fails goes to {sink}" : "what fails is counted and gone";
        if (stage.IsSink) yield return Promise(analysis.After(stage));
    }

    private static string Promise(StreamOrder order) => order switch
    {
        { FalseSince: { } grouping } => $"no order promised: {grouping} numbers what comes in no order",
        { Numbering: null } => $"no order promised: {order.ScatteredBy} mixes streams",
        { Kind: OrderKind.InOrder } => $"in the order of {order.Numbering}",
        { Kind: OrderKind.KeysInOrder } => $"items of one key in the order of {order.Numbering}",
        _ => $"no order promised: {order.ScatteredBy} passes items on as they are done",
    };
}
