using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;
using ActorLab.Core.Plan;
using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Nodes;

namespace ActorLab.Pipelines.Planning;

/// <summary>Makes the plan of a run of a pipeline that nothing is wrong with.</summary>
public static class PipelinePlan
{
    /// <param name="definition">The pipeline.</param>
    /// <param name="catalog">The functions that its stages name.</param>
    /// <param name="machine">What it runs on.</param>
    /// <param name="seed">Of all chance.</param>
    /// <param name="options">How it is watched over; null for not at all, which fits virtual time.</param>
    /// <exception cref="ArgumentException">It has workers in processes, and a path in it is relative.</exception>
    public static ScenarioPlan Build(PipelineDefinition definition, FunctionCatalog catalog, MachineProfile machine, ulong seed, PipelineRunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(catalog);
        options ??= new PipelineRunOptions();
        var layout = new PipelineLayout(definition, catalog);
        ImmutableArray<NodePlan> nodes = PipelineNodes.Of(definition);
        return new ScenarioPlan
        {
            Name = $"pipeline/{definition.Name}",
            Seed = seed,
            Machine = machine,
            Nodes = nodes,
            Roles = PipelineNodes.Roles(definition, catalog),
            // Functions of a program's own do not travel.
            Origin = nodes.IsEmpty || catalog != FunctionCatalog.BuiltIn ? null : PipelineNodes.OriginOf(definition, machine),
            Root = outside => new ActorProps(() => new PipelineRoot(outside, layout, options)),
            ExplainsStandstill = true,
            OverQueues = OverQueues(definition, layout, options),
        };
    }

    private static QueuedRoot? OverQueues(PipelineDefinition definition, PipelineLayout layout, PipelineRunOptions options)
    {
        ImmutableArray<(string Stage, WorkQueuePlan Queue)> plans = PipelineNodes.Queues(definition);
        if (plans.IsEmpty) return null;
        return new QueuedRoot([.. plans.Select(p => p.Queue)], (outside, queues) =>
        {
            ILookup<string, IWorkQueue> byStage = plans.Zip(queues).ToLookup(p => p.First.Stage, p => p.Second, StringComparer.Ordinal);
            return new ActorProps(() => new PipelineRoot(outside, layout, options with { Queues = byStage }));
        });
    }
}
