using System.Collections.Immutable;
using ActorLab.Core.Definition;
using ActorLab.Experiments.Tasks;

namespace ActorLab.Definitions.Schema;

/// <summary>Sleep-or-crunch, rows E32 and E33.</summary>
public sealed class SleepOrCrunchSettings : ExperimentSettings
{
    internal SleepOrCrunchSettings() : base(TasksExperiment.SleepOrCrunch)
    {
        Cases = Add(new WordsSetting("cases", SleepOrCrunchExperimentDefinition.AllKinds.Select(TasksExperiment.NameOf)) { IsOptional = true });
        Model = Add(new ModelSetting("model", TasksDefinition.Models));
        Workers = Add(new IntegerSetting("workers", 1, TasksDefinition.MaxTasks));
        Work = Add(new IntegerSetting("work", 1, TasksDefinition.MaxWork));
        Sleep = Add(new DurationSetting("sleep", SimDuration.FromNanoseconds(1), TasksDefinition.MaxSleep));
        InterpreterLock = Add(new BooleanSetting("interpreter-lock") { IsOptional = true });
        Cores = Add(new IntegerSetting("cores", 1, TasksDefinition.MaxCores) { IsOptional = true });
    }

    public WordsSetting Cases { get; }

    public ModelSetting Model { get; }

    public IntegerSetting Workers { get; }

    public IntegerSetting Work { get; }

    public DurationSetting Sleep { get; }

    public BooleanSetting InterpreterLock { get; }

    public IntegerSetting Cores { get; }

    internal override ExperimentDefinition? Read(ChosenValues chosen)
    {
        IReadOnlyList<string>? cases = chosen.Read(Cases);
        ImmutableArray<ExecutionModel>? models = chosen.Read(Model);
        chosen.RequireSimulation(Cores);
        if (models is null || chosen.Read(Workers) is not { } workers || chosen.Read(Work) is not { } work || chosen.Read(Sleep) is not { } sleep) return null;
        CheckWork(work, workers, chosen);
        return new SleepOrCrunchExperimentDefinition
        {
            Kinds = [.. SleepOrCrunchExperimentDefinition.AllKinds.Where(k => cases?.Contains(TasksExperiment.NameOf(k)) ?? true)],
            Models = models.Value,
            Workers = (int)workers,
            Work = work,
            Sleep = sleep,
            InterpreterLock = chosen.Read(InterpreterLock),
            Cores = (int?)chosen.Read(Cores),
        };
    }

    /// <summary>Whoever changed one of the two is told of the one that was changed.</summary>
    private void CheckWork(long work, long workers, ChosenValues chosen)
    {
        if (work <= TasksDefinition.MaxWork / workers) return;
        string hint = $"All loops together have at most {TasksDefinition.MaxWork} turns.";
        if (chosen.IsDefault(Work)) chosen.Exclude(Workers, $"at most {TasksDefinition.MaxWork / work} where {Work.Path} is {work}", hint);
        else chosen.Exclude(Work, $"at most {TasksDefinition.MaxWork / workers} where {Workers.Path} is {workers}", hint);
    }
}
