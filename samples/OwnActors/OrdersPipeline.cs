using Akka.Actor;
using ActorLab.Core.Primitives;
using ActorLab.Pipelines.Building;
using ActorLab.Pipelines.Definition;

namespace OwnActors;

/// <summary>A pipeline with an actor of its own as a stage.</summary>
public static class OrdersPipeline
{
    /// <param name="orders">How many.</param>
    /// <param name="workers">Each has an actor.</param>
    public static PipelineBuilder Of(int orders, int workers) => Pipeline.Named("orders")
        .Stage("orders", s => s.Range(1, orders))
        .Stage("priced", Props.Create(() => new Pricing()), s => s.From("orders").Workers(workers).Order(ItemOrder.Input)
            .Retry(2, SimDuration.FromMilliseconds(1)).DeadLetters("unpriced"))
        .Stage("out", s => s.From("priced").Count())
        .Stage("unpriced", s => s.Count());
}
