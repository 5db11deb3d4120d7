using ActorLab.Core.Model;
using ActorLab.Pipelines.Definition;

namespace ActorLab.Pipelines.Building;

/// <summary>One stage of a <see cref="PipelineBuilder"/>. What a method means stands with the property of <see cref="StageDefinition"/> or the record of <see cref="StageOperation"/> of that name.</summary>
public sealed partial class StageBuilder
{
    private readonly PipelineBuilder _pipeline;
    private readonly string _name;
    private StageOperation? _operation;
    private Func<StageDefinition, StageDefinition> _settings = stage => stage;

    internal StageBuilder(string name, PipelineBuilder pipeline)
    {
        _name = name;
        _pipeline = pipeline;
    }

    /// <exception cref="ArgumentException">It was not told what to do.</exception>
    internal StageDefinition Definition =>
        _settings(new StageDefinition { Name = _name, Operation = _operation ?? throw new ArgumentException($"stage '{_name}' was not told what to do") });

    public StageBuilder From(params IEnumerable<string> stages) => With(s => s with { From = [.. stages] });

    public StageBuilder FanIn(FanIn fanIn) => With(s => s with { FanIn = fanIn });

    public StageBuilder FanOut(FanOut fanOut) => With(s => s with { FanOut = fanOut });

    public StageBuilder Queue(int capacity = QueueDefinition.DefaultCapacity, OverflowPolicy overflow = OverflowPolicy.Block, int? sentinels = null) =>
        With(s => s with { Queue = new QueueDefinition(capacity, overflow, sentinels) });

    public StageBuilder Workers(int count) => With(s => s with { Workers = count });

    public StageBuilder Execution(WorkerKind kind) => With(s => s with { Execution = kind });

    public StageBuilder Dispatcher(string name) => With(s => s with { Dispatcher = name });

    /// <summary>Of workers in processes: the process that they share, and share with the other stages that name it.</summary>
    public StageBuilder Placement(string process) => With(s => s with { Placement = process });

    public StageBuilder BatchSize(int items) => With(s => s with { BatchSize = items });

    public StageBuilder Order(ItemOrder order) => With(s => s with { Order = order });

    /// <summary>The pauses are 10 ms at first and 1 s at most, as in a file.</summary>
    public StageBuilder Retry(int attempts, SimDuration? minBackOff = null, SimDuration? maxBackOff = null) =>
        With(s => s with { Retry = new RetryDefinition(attempts, minBackOff ?? RetryDefinition.DefaultMinBackOff, maxBackOff ?? RetryDefinition.DefaultMaxBackOff) });

    public StageBuilder Timeout(SimDuration timeout) => With(s => s with { Timeout = timeout });

    /// <param name="sink">Takes them; null for one that only counts them.</param>
    public StageBuilder DeadLetters(string? sink = null) => With(s => s with { OnFailure = FailureAction.DeadLetter, DeadLetters = sink });

    public StageBuilder Cost(Distribution cost) => With(s => s with { Cost = cost });

    public StageBuilder Cost(SimDuration cost) => Cost(new ConstantDistribution(cost));

    /// <summary>Of a source: the time between two items.</summary>
    /// <exception cref="ArgumentException">It is no source.</exception>
    public StageBuilder Every(Distribution interval) =>
        With(s => s with { Operation = s.Operation is SourceOperation source ? source with { Interval = interval } : throw new ArgumentException($"stage '{_name}' is no source") });

    /// <inheritdoc cref="Every(Distribution)"/>
    public StageBuilder Every(SimDuration interval) => Every(new ConstantDistribution(interval));

    private StageBuilder With(Func<StageDefinition, StageDefinition> setting)
    {
        Func<StageDefinition, StageDefinition> before = _settings;
        _settings = stage => setting(before(stage));
        return this;
    }

    private StageBuilder Do(StageOperation operation)
    {
        if (_operation is not null) throw new ArgumentException($"stage '{_name}' was told to {operation.Keyword} and to {_operation.Keyword}");
        _operation = operation;
        return this;
    }
}
