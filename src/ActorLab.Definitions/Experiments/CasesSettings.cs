using ActorLab.Experiments.Cases;

namespace ActorLab.Definitions.Schema;

/// <summary>A small experiment of a few cases.</summary>
public abstract class CaseExperimentSettings : ExperimentSettings
{
    private readonly ICaseExperiment _experiment;

    private protected CaseExperimentSettings(string experiment) : base(experiment) =>
        _experiment = CaseExperiments.Find(experiment) ?? throw new InvariantViolatedException($"there is no experiment {experiment}");

    private protected IReadOnlyList<string> CaseNames => _experiment.CaseNames;

    internal sealed override ExperimentDefinition? Read(ChosenValues chosen) =>
        ReadOptions(chosen) is { } options ? new CasesExperimentDefinition(_experiment) { Options = options } : null;

    private protected abstract CaseOptions? ReadOptions(ChosenValues chosen);
}

/// <summary>A small experiment whose cases can be chosen.</summary>
public class CasesSettings : CaseExperimentSettings
{
    internal CasesSettings(string experiment) : base(experiment) => Cases = Add(new WordsSetting("cases", CaseNames) { IsOptional = true });

    public WordsSetting Cases { get; }

    private protected override CaseOptions? ReadOptions(ChosenValues chosen) => new() { Cases = chosen.Read(Cases) is { } cases ? [.. cases] : [] };
}

/// <summary>Row E14.</summary>
public sealed class LargeStateSettings : CasesSettings
{
    private const long Mebibyte = 1 << 20;

    internal LargeStateSettings() : base("large-state")
    {
        Size = Add(new SizeSetting("size", Mebibyte, CaseOptions.MaxMegabytes));
        Workers = Add(new IntegerSetting("workers", 1, CaseOptions.MaxWorkers));
    }

    public SizeSetting Size { get; }

    public IntegerSetting Workers { get; }

    private protected override CaseOptions? ReadOptions(ChosenValues chosen)
    {
        CaseOptions? options = base.ReadOptions(chosen);
        return chosen.Read(Size) is { } size && chosen.Read(Workers) is { } workers
            ? options! with { Megabytes = (int)(size / Mebibyte), Workers = (int)workers }
            : null;
    }
}

/// <summary>Row E27.</summary>
public sealed class QueueWorkersSettings : CasesSettings
{
    internal QueueWorkersSettings() : base("queue-workers")
    {
        Items = Add(new IntegerSetting("items", 1, CaseOptions.MaxItems));
        Capacity = Add(new IntegerSetting("capacity", 2, CaseOptions.MaxItems));
        Patience = Add(new DurationSetting("patience", SimDuration.FromMilliseconds(100), SimDuration.FromSeconds(3_600)));
    }

    public IntegerSetting Items { get; }

    public IntegerSetting Capacity { get; }

    public DurationSetting Patience { get; }

    private protected override CaseOptions? ReadOptions(ChosenValues chosen)
    {
        CaseOptions? options = base.ReadOptions(chosen);
        return chosen.Read(Items) is { } items && chosen.Read(Capacity) is { } capacity && chosen.Read(Patience) is { } patience
            ? options! with { Items = (int)items, Capacity = (int)capacity, Patience = patience }
            : null;
    }
}

/// <summary>Row E20, a queue between processes.</summary>
public sealed class ProcessQueueSettings : CaseExperimentSettings
{
    internal ProcessQueueSettings() : base("process-queue")
    {
        Items = Add(new IntegerSetting("items", 1, CaseOptions.MaxItems));
        Capacity = Add(new IntegerSetting("capacity", 1, CaseOptions.MaxItems));
    }

    public IntegerSetting Items { get; }

    public IntegerSetting Capacity { get; }

    private protected override CaseOptions? ReadOptions(ChosenValues chosen) =>
        chosen.Read(Items) is { } items && chosen.Read(Capacity) is { } capacity ? new CaseOptions { Items = (int)items, Capacity = (int)capacity } : null;
}
