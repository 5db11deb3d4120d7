using ActorLab.Hocon;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Planning;

namespace ActorLab.Definitions.Schema;

/// <summary>A stage of a pipeline, under a name that the user chose.</summary>
public sealed class StageSettings : StageChoices
{
    internal StageSettings() : base("", hasSentinels: true)
    {
        From = Add(new TextsSetting("from") { IsOptional = true });
        FanIn = Add(new ChoiceSetting<FanIn>("fan-in") { IsOptional = true });
        FanOut = Add(new ChoiceSetting<FanOut>("fan-out") { IsOptional = true });
        DeadLetters = Add(new TextSetting("dead-letters") { IsOptional = true });
        Interval = Add(new DistributionSetting("interval") { IsOptional = true });
        Operations = new OperationSettings(this);
    }

    /// <summary>One name or several.</summary>
    public TextsSetting From { get; }

    public ChoiceSetting<FanIn> FanIn { get; }

    public ChoiceSetting<FanOut> FanOut { get; }

    public TextSetting DeadLetters { get; }

    /// <summary>Of sources.</summary>
    public DistributionSetting Interval { get; }

    /// <summary>What it does: exactly one of them.</summary>
    public OperationSettings Operations { get; }

    /// <summary>Reads a stage as far as it can be read.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="stage">What stands there.</param>
    /// <param name="defaults">The settings that stages have where they do not say otherwise.</param>
    /// <param name="chosen">What those are in this pipeline.</param>
    /// <param name="problems">Takes what was said before, when the schema was checked.</param>
    /// <param name="operation">What it does; <see cref="PassOperation"/> if that is not known.</param>
    internal StageDefinition Read(string name, HoconField stage, StageChoices defaults, ChosenValues chosen, ReadingProblems problems, StageOperation operation)
    {
        return new StageDefinition
        {
            Name = name,
            Operation = operation is SourceOperation source && Interval.Read(stage[Interval.Key], problems) is { } interval ? source with { Interval = interval } : operation,
            From = [.. From.Read(stage[From.Key], problems) ?? []],
            FanIn = FanIn.Read(stage[FanIn.Key], problems) ?? default,
            FanOut = FanOut.Read(stage[FanOut.Key], problems) ?? default,
            Queue = new QueueDefinition(
                (int)(Get(Queue.Capacity, defaults.Queue.Capacity) ?? QueueDefinition.DefaultCapacity), Get(Queue.Overflow, defaults.Queue.Overflow) ?? default, (int?)Queue.Sentinels!.Read(Queue.Sentinels.In(stage), problems)),
            Workers = (int)(Get(Workers, defaults.Workers) ?? 1),
            Execution = Get(Execution, defaults.Execution) ?? default,
            Dispatcher = Get(Dispatcher, defaults.Dispatcher),
            Placement = Get(Placement, defaults.Placement),
            BatchSize = (int)(Get(BatchSize, defaults.BatchSize) ?? 1),
            Order = Get(Order, defaults.Order) ?? default,
            Retry = ReadRetry(),
            Timeout = Get(Timeout, defaults.Timeout),
            OnFailure = Get(OnFailure, defaults.OnFailure) ?? default,
            DeadLetters = DeadLetters.Read(stage[DeadLetters.Key], problems),
            Cost = Get(Cost, defaults.Cost),
            Places = new StagePlaces(setting => PlaceOf(setting, stage, chosen.FieldOf(defaults))),
        };

        RetryDefinition ReadRetry()
        {
            int? attempts = (int?)Get(Retry.Attempts, defaults.Retry.Attempts);
            bool waits = attempts > 1 || Retry.MinBackOff.In(stage).IsPresent || Retry.MaxBackOff.In(stage).IsPresent;
            // One attempt is followed by no pause, whatever the defaults of the pauses are.
            return waits ? new RetryDefinition(attempts, Get(Retry.MinBackOff, defaults.Retry.MinBackOff) ?? SimDuration.Zero, Get(Retry.MaxBackOff, defaults.Retry.MaxBackOff) ?? SimDuration.Zero) : RetryDefinition.None;
        }

        // What is null here was meant to be none, whatever the default is. A default that this kind of stage has no use for is not meant for it.
        T? Get<T>(Setting<T> own, Setting<T> shared) =>
            own.In(stage).Value is not null ? own.Read(own.In(stage), problems) : StageRoles.Takes(operation, own.Path) ? shared.Read(chosen.FieldOf(shared), problems) : default;
    }

    private static string PlaceOf(string setting, HoconField stage, HoconField defaults)
    {
        HoconField field = setting.Length == 0 ? stage : stage.At(setting);
        if (field.Value is null && defaults.At(setting) is { Value: not null } shared && !ConfiguredValues.IsDefault(shared.Origin)) field = shared;
        if (field.Value is null) field = stage;
        return OriginText.Of(field.Origin, field.UsedAt);
    }
}

internal static class FieldPaths
{
    /// <summary>The field at a path of keys and indexes, such as <c>queue.capacity</c> or <c>from[1]</c>.</summary>
    public static HoconField At(this HoconField field, string path)
    {
        foreach (string part in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            int open = part.IndexOf('[', StringComparison.Ordinal);
            field = field[open < 0 ? part : part[..open]];
            if (open < 0) continue;
            int index = int.Parse(part.AsSpan(open + 1, part.Length - open - 2), System.Globalization.CultureInfo.InvariantCulture);
            if (field.AsList() is { Problem: null, Value: { } elements } && index < elements.Count) field = elements[index];
        }

        return field;
    }
}
