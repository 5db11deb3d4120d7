using System.Collections.Immutable;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Definition;

namespace ActorLab.Pipelines.Planning;

/// <summary>Follows the order of items through the stages of a pipeline without cycles.</summary>
internal sealed class StreamAnalysis
{
    private readonly Dictionary<string, StreamOrder> _before = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StreamOrder> _after = new(StringComparer.Ordinal);
    private readonly Graph _graph;

    /// <param name="graph">Without cycles; what else is wrong with it is skipped.</param>
    public StreamAnalysis(Graph graph)
    {
        _graph = graph;
        foreach (StageDefinition stage in graph.InFlow)
        {
            StreamOrder before = stage.IsSource ? OfSource(stage) : Joined(stage);
            _before[stage.Name] = before;
            _after[stage.Name] = After(stage, before);
        }
    }

    /// <summary>The stream that a stage takes, its inputs brought together.</summary>
    public StreamOrder Before(StageDefinition stage) => _before[stage.Name];

    /// <summary>The stream that a stage passes on, as each receiver of all of it gets it.</summary>
    public StreamOrder After(StageDefinition stage) => _after[stage.Name];

    /// <summary>Whether the order of the source is to be restored before a stage, as it asks for an order that its input has lost.</summary>
    public bool Restores(StageDefinition stage) =>
        !stage.IsSource && stage.Order == ItemOrder.Input && Before(stage) is { Kind: not OrderKind.InOrder, IsRestorable: true, Obstacle: null };

    /// <summary>The stream of one input of a stage: that of the stage it comes from, divided if it is shared, less what its queue drops.</summary>
    public StreamOrder Input(StageDefinition stage, string from)
    {
        StageDefinition source = _graph.Find(from)!;
        StreamOrder order = After(source);
        ImmutableArray<StageDefinition> receivers = _graph.Takers(source);
        if (source.FanOut != FanOut.Broadcast && receivers.Length > 1)
            order = order with { Shares = order.Shares.Add(new Share(source.Name, receivers.IndexOf(stage), receivers.Length, source.FanOut == FanOut.ConsistentHash)) };
        return stage.Queue.Overflow is OverflowPolicy.Block or OverflowPolicy.Fail ? order : order with { DropsAt = order.DropsAt ?? stage.Name };
    }

    private static StreamOrder OfSource(StageDefinition stage) =>
        new() { Kind = OrderKind.InOrder, Numbering = stage.Name, HasKeys = stage.Operation is GeneratorSource { Keys: > 0 } };

    private StreamOrder Joined(StageDefinition stage)
    {
        ImmutableArray<StreamOrder> inputs = [.. stage.From.Where(f => _graph.Find(f) is not null).Select(f => Input(stage, f)), .. _graph.GivingUp(stage).Select(GivenUp)];
        if (inputs.IsEmpty) return new StreamOrder { Kind = OrderKind.Scattered, Numbering = null, ScatteredBy = stage.Name };
        if (inputs.Length == 1) return inputs[0];
        return StageKind.HasJoin(stage) ? Numbered(stage, inputs) : Merged(stage, inputs);
    }

    /// <summary>What a stage gave up: some of its items, in no order.</summary>
    private StreamOrder GivenUp(StageDefinition stage) => Before(stage) with { Kind = OrderKind.Scattered, GivenUpBy = stage.Name, ScatteredBy = stage.Name };

    private static StreamOrder Merged(StageDefinition stage, ImmutableArray<StreamOrder> inputs)
    {
        StreamOrder first = inputs[0];
        bool hasKeys = inputs.All(i => i.HasKeys);
        string? dropsAt = inputs.Select(i => i.DropsAt).FirstOrDefault(d => d is not null);
        if (!AreAllShares(inputs)) return new StreamOrder { Kind = OrderKind.Scattered, Numbering = null, ScatteredBy = stage.Name, DropsAt = dropsAt, FalseSince = first.FalseSince, HasKeys = hasKeys };
        // Shared by key, the items of one key have taken one way.
        bool keepsKeys = inputs.All(i => i.Shares[^1].ByKey && i.Kind != OrderKind.Scattered);
        return first with { Kind = keepsKeys ? OrderKind.KeysInOrder : OrderKind.Scattered, Shares = first.Shares[..^1], ScatteredBy = stage.Name, DropsAt = dropsAt, HasKeys = hasKeys };
    }

    /// <summary>Whether the inputs are all the parts that one stage divided its stream into.</summary>
    private static bool AreAllShares(ImmutableArray<StreamOrder> inputs)
    {
        StreamOrder first = inputs[0];
        if (first.Numbering is null || first.Shares.IsEmpty) return false;
        Share last = first.Shares[^1];
        return inputs.Length == last.Count
            && inputs.All(i => i.Numbering == first.Numbering && i.FalseSince == first.FalseSince && i.Shares.Length == first.Shares.Length
                && i.Shares[..^1].SequenceEqual(first.Shares[..^1]) && i.Shares[^1].Stage == last.Stage)
            && inputs.Select(i => i.Shares[^1].Index).Distinct().Count() == last.Count;
    }

    /// <summary>A stage that numbers anew: true numbers if what it takes is in a true order.</summary>
    private static StreamOrder Numbered(StageDefinition stage, ImmutableArray<StreamOrder> inputs) => new()
    {
        Kind = OrderKind.InOrder,
        Numbering = stage.Name,
        FalseSince = inputs.Select(i => i.FalseSince ?? (i.Kind == OrderKind.InOrder ? null : stage.Name)).FirstOrDefault(f => f is not null),
        // A list has a key only if its items have the same.
        HasKeys = stage is { Operation.IsGrouping: false, FanIn: not FanIn.Zip } && inputs.All(i => i.HasKeys),
    };

    private StreamOrder After(StageDefinition stage, StreamOrder before)
    {
        if (stage.IsSource) return before;
        StreamOrder input = Restores(stage) ? before with { Kind = OrderKind.InOrder, ScatteredBy = null } : before;
        if (stage.Operation.IsGrouping) return Numbered(stage, [input]);
        StreamOrder after = Worked(stage, input);
        if (stage.Operation is not KeyByOperation) return after;
        return after with { HasKeys = true, Shares = [.. after.Shares.Select(s => s with { ByKey = false })], Kind = after.Kind == OrderKind.InOrder ? OrderKind.InOrder : OrderKind.Scattered, ScatteredBy = after.Kind == OrderKind.InOrder ? after.ScatteredBy : after.ScatteredBy ?? stage.Name };
    }

    private static StreamOrder Worked(StageDefinition stage, StreamOrder input)
    {
        bool overtakes = stage.Workers > 1 || stage.Retry.Attempts > 1;
        if (stage.Order == ItemOrder.Input || !overtakes) return input;
        if (stage.Order == ItemOrder.PerKey && input.Kind != OrderKind.Scattered) return input with { Kind = OrderKind.KeysInOrder, ScatteredBy = stage.Name };
        return input with { Kind = OrderKind.Scattered, ScatteredBy = stage.Name };
    }
}
