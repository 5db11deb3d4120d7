using ActorLab.Core.Primitives;
using ActorLab.Pipelines.Building;
using ActorLab.Pipelines.Definition;

namespace WordCount;

/// <summary>The pipeline of <c>hocon/pipelines/word-count.conf</c>, written in C#.</summary>
public static class WordCountPipeline
{
    /// <param name="path">The file whose words are counted.</param>
    public static PipelineBuilder Of(string path) => Pipeline.Named("word-count")
        .Stage("lines", s => s.Lines(path))
        .Stage("words", s => s.From("lines").FlatMap("words").Cost(SimDuration.FromMicroseconds(2)))
        .Stage("keyed", s => s.From("words").KeyBy("self"))
        .Stage("counts", s => s.From("keyed").CountByKey().Workers(3).Order(ItemOrder.PerKey).Cost(new ExponentialDistribution(SimDuration.FromMicroseconds(20))))
        .Stage("out", s => s.From("counts").Stdout());
}
