using System.Collections.Immutable;
using ActorLab.Core.Verify;
using ActorLab.Pipelines.Definition;

namespace ActorLab.Pipelines.Planning;

/// <summary>Whether the stages of a pipeline can have the orders and the keys that they ask for.</summary>
internal sealed class OrderChecks
{
    private readonly Graph _graph;
    private readonly PipelineFindings _findings;
    private readonly StreamAnalysis _analysis;

    public OrderChecks(Graph graph, PipelineFindings findings)
    {
        _graph = graph;
        _findings = findings;
        _analysis = new StreamAnalysis(graph);
    }

    /// <param name="stages">Those of which it is known what they get.</param>
    public void Check(ImmutableArray<StageDefinition> stages)
    {
        foreach (StageDefinition stage in stages)
        {
            if (!stage.IsSource) CheckOrder(stage);
            CheckKeys(stage);
            if (stage.FanIn == FanIn.OrderedMerge && StageKind.HasJoin(stage)) CheckMerged(stage);
            if (stage.Operation is VerifierSink(var checks) && _analysis.Before(stage).Numbering is null) CheckMixed(stage, checks);
        }
    }

    private void CheckMixed(StageDefinition sink, ImmutableArray<string> checks)
    {
        string? mixer = _analysis.Before(sink).ScatteredBy;
        if (checks.Contains(CheckCatalog.Order)) _findings.Add(PipelineFindings.Order, sink, "verify", "a check other than order", "order", $"There is none to check: '{mixer}' mixes streams.");
        if (checks.Contains(VerifierSink.Once)) _findings.Add(PipelineFindings.Order, sink, "verify", "a check other than once", "once", $"Nobody can tell its items apart: '{mixer}' mixes streams.");
    }

    private void CheckOrder(StageDefinition stage)
    {
        StreamOrder before = _analysis.Before(stage);
        if (stage.Order == ItemOrder.Input && before.Obstacle is { } obstacle)
            _findings.Add(PipelineFindings.Order, stage, "order", "an order that its items can have", "input", $"Impossible: {obstacle}.");
        // Without keys there is more to say than that they are in no order.
        if (stage.Order == ItemOrder.PerKey && before is { HasKeys: true, Kind: OrderKind.Scattered })
            _findings.Add(PipelineFindings.Order, stage, "order", "an order that its items can have", "per-key", $"They come in no order since '{before.ScatteredBy}'. With order = input it would keep theirs.");
    }

    private void CheckKeys(StageDefinition stage)
    {
        const string hint = "A key-by stage before it gives them keys; what becomes one item of several loses them.";
        bool hasKeys = _analysis.Before(stage).HasKeys;
        if (stage.Order == ItemOrder.PerKey && !hasKeys && !stage.IsSource) _findings.Add(PipelineFindings.Order, stage, "order", "items with keys for per-key", "items without", hint);
        if (stage.Operation is CountByKeyOperation && !hasKeys) _findings.Add(PipelineFindings.Order, stage, stage.Operation.Keyword, "items with keys", "items without", hint);
        if (stage.Operation is VerifierSink(var checks) && checks.Contains(CheckCatalog.KeyOrder) && !hasKeys) _findings.Add(PipelineFindings.Order, stage, "verify", "items with keys for key-order", "items without", hint);
        if (stage.FanOut == FanOut.ConsistentHash && _graph.Takers(stage).Length > 1 && !_analysis.After(stage).HasKeys)
            _findings.Add(PipelineFindings.Order, stage, "fan-out", "items with keys for consistent-hash", "items without", hint);
    }

    private void CheckMerged(StageDefinition stage)
    {
        for (int i = 0; i < stage.From.Length; i++)
        {
            string from = stage.From[i];
            if (!IsInSourceOrder(_graph.Find(from)!)) _findings.Add(PipelineFindings.Order, stage, $"from[{i}]", "a stream in the order of its source for ordered-merge", $"'{from}', which has lost it");
        }
    }

    /// <summary>Whether the places that items had at their sources only grow.</summary>
    private bool IsInSourceOrder(StageDefinition stage) =>
        _analysis.After(stage) is { Kind: OrderKind.InOrder, FalseSince: null, Numbering: { } numbering } && KeepsSourceOrder(_graph.Find(numbering)!);

    /// <summary>Whether a stage that numbers items does so in the order of their places at their sources. Numbers that grow alone do not tell.</summary>
    private bool KeepsSourceOrder(StageDefinition numbering)
    {
        if (numbering.IsSource) return true;
        if (!StageKind.HasJoin(numbering)) return _analysis.Before(numbering).Numbering is { } before && KeepsSourceOrder(_graph.Find(before)!);
        IEnumerable<StageDefinition> inputs = numbering.From.Select(_graph.Find).OfType<StageDefinition>();
        return numbering.FanIn switch
        {
            FanIn.Zip => inputs.Take(1).All(IsInSourceOrder),
            FanIn.OrderedMerge => inputs.All(IsInSourceOrder),
            _ => false,
        };
    }
}
