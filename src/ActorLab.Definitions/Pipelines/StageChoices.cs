using System.Collections.Immutable;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Definition;

namespace ActorLab.Definitions.Schema;

/// <summary>The settings of a stage that a pipeline can have defaults for. What each means stands with the property of <see cref="StageDefinition"/> that has the same name.</summary>
public class StageChoices : Section
{
    /// <param name="key">Its key.</param>
    /// <param name="hasSentinels">Whether there may be a number of sentinels, which makes sense for one stage only.</param>
    internal StageChoices(string key, bool hasSentinels) : base(key)
    {
        Queue = Add(new StageQueueSettings(hasSentinels));
        Workers = Add(new IntegerSetting("workers", 1, PipelineLimits.MaxWorkers));
        Execution = Add(new ChoiceSetting<WorkerKind>("execution"));
        Dispatcher = Add(new TextSetting("dispatcher") { IsOptional = true });
        Placement = Add(new TextSetting("placement") { IsOptional = true });
        BatchSize = Add(new IntegerSetting("batch-size", 1, PipelineLimits.MaxBatchSize));
        Order = Add(new ChoiceSetting<ItemOrder>("order"));
        Retry = Add(new StageRetrySettings());
        Timeout = Add(new DurationSetting("timeout", PipelineLimits.ShortestTimeout, PipelineLimits.Longest) { IsOptional = true });
        OnFailure = Add(new ChoiceSetting<FailureAction>("on-failure"));
        Cost = Add(new DistributionSetting("cost") { IsOptional = true });
    }

    public StageQueueSettings Queue { get; }

    public IntegerSetting Workers { get; }

    public ChoiceSetting<WorkerKind> Execution { get; }

    public TextSetting Dispatcher { get; }

    public TextSetting Placement { get; }

    public IntegerSetting BatchSize { get; }

    public ChoiceSetting<ItemOrder> Order { get; }

    public StageRetrySettings Retry { get; }

    public DurationSetting Timeout { get; }

    public ChoiceSetting<FailureAction> OnFailure { get; }

    public DistributionSetting Cost { get; }
}

/// <summary>The queue before a stage.</summary>
public sealed class StageQueueSettings : Section
{
    internal StageQueueSettings(bool hasSentinels) : base("queue")
    {
        Capacity = Add(new IntegerSetting("capacity", 1, PipelineLimits.MaxCapacity));
        Overflow = Add(new ChoiceSetting<OverflowPolicy>("overflow"));
        Sentinels = hasSentinels ? Add(new IntegerSetting("sentinels", 0, PipelineLimits.MaxSentinels) { IsOptional = true }) : null;
    }

    public IntegerSetting Capacity { get; }

    public ChoiceSetting<OverflowPolicy> Overflow { get; }

    /// <summary>Null among the defaults.</summary>
    public IntegerSetting? Sentinels { get; }
}

/// <summary>How often a stage tries an item.</summary>
public sealed class StageRetrySettings : Section
{
    internal StageRetrySettings() : base("retry")
    {
        Attempts = Add(new IntegerSetting("attempts", 1, PipelineLimits.MaxAttempts) { IsOptional = true });
        MinBackOff = Add(new DurationSetting("min-backoff", SimDuration.Zero, PipelineLimits.Longest));
        MaxBackOff = Add(new DurationSetting("max-backoff", SimDuration.Zero, PipelineLimits.Longest));
    }

    public IntegerSetting Attempts { get; }

    public DurationSetting MinBackOff { get; }

    public DurationSetting MaxBackOff { get; }
}
