using System.Collections.Immutable;
using ActorLab.Pipelines.Building;
using ActorLab.Pipelines.Definition;

namespace ActorLab.Experiments.PipelineShapes;

/// <summary>The three shapes. The files <c>hocon/pipelines/shapes-*.conf</c> are the same pipelines, to be copied.</summary>
internal static class Shapes
{
    public const string ProducerConsumer = "producer-consumer";
    public const string TaskQueue = "task-queue";
    public const string Multistage = "multistage";

    /// <summary>Items that may wait for the consumer.</summary>
    public const int QueueCapacity = 8;

    /// <summary>Of the task queue.</summary>
    public const int TasksInFlight = 8;

    public static readonly ImmutableArray<string> All = [ProducerConsumer, TaskQueue, Multistage];

    /// <returns>Null if there is no such shape.</returns>
    public static PipelineDefinition? Find(string name) => name switch
    {
        ProducerConsumer => OfProducerConsumer().Definition,
        TaskQueue => OfTaskQueue().Definition,
        Multistage => OfMultistage().Definition,
        _ => null,
    };

    /// <summary>A producer that is faster than its consumer is held up by the queue between them.</summary>
    private static PipelineBuilder OfProducerConsumer() => Pipeline.Named("shapes-" + ProducerConsumer)
        .Stage("producer", s => s.Range(1, 200))
        .Stage("consumer", s => s.From("producer").Queue(QueueCapacity).Delay(Uniform(1, 3)))
        .Stage("check", s => s.From("consumer").Verify());

    /// <summary>Requests come when they like; many are waited for at once, and those that keep failing are given up.</summary>
    private static PipelineBuilder OfTaskQueue() => Pipeline.Named("shapes-" + TaskQueue)
        .Stage("requests", s => s.Generate(60).Every(new ExponentialDistribution(SimDuration.FromMilliseconds(2))))
        .Stage("tasks", s => s.From("requests").Queue(1_000).Delay(Uniform(10, 30)).Workers(TasksInFlight).Execution(WorkerKind.Async))
        .Stage("unreliable", s => s.From("tasks").FailSome(0.3).Workers(2).Retry(3, SimDuration.FromMilliseconds(5)).DeadLetters("given-up"))
        .Stage("done", s => s.From("unreliable").Verify("once"))
        .Stage("given-up", s => s.Count());

    /// <summary>Each item goes through several stages, and several items are under way at once; the order is put right at the end.</summary>
    private static PipelineBuilder OfMultistage() => Pipeline.Named("shapes-" + Multistage)
        .Stage("read", s => s.Range(1, 200))
        .Stage("parse", s => s.From("read").Map("multiply(3)"))
        .Stage("transform", s => s.From("parse").Busy(Uniform(1, 3)).Workers(2))
        .Stage("store", s => s.From("transform").Delay(Uniform(2, 4)).Workers(4))
        .Stage("check", s => s.From("store").Order(ItemOrder.Input).Verify());

    private static UniformDistribution Uniform(int leastMilliseconds, int mostMilliseconds) => new(SimDuration.FromMilliseconds(leastMilliseconds), SimDuration.FromMilliseconds(mostMilliseconds));
}
