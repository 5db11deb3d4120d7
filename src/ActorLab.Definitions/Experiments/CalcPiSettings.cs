using System.Collections.Immutable;
using ActorLab.Core.Definition;
using ActorLab.Experiments.Tasks;

namespace ActorLab.Definitions.Schema;

/// <summary>Calc-pi, rows E11, E12, E18, E19 and E21 to E23.</summary>
public sealed class CalcPiSettings : ExperimentSettings
{
    /// <summary>The most runs of one model that differ in their workers or in their work.</summary>
    private const int MostRuns = 32;

    internal CalcPiSettings() : base(TasksExperiment.CalcPi)
    {
        Model = Add(new ModelSetting("model", TasksDefinition.Models));
        Workers = Add(new IntegersSetting("workers", 1, TasksDefinition.MaxTasks, MostRuns) { IsOptional = true });
        Work = Add(new IntegersSetting("work", 1, TasksDefinition.MaxWork, MostRuns));
        Start = Add(new WordSetting("start", StartMethod.All.Select(m => m.Name)));
        InterpreterLock = Add(new BooleanSetting("interpreter-lock") { IsOptional = true });
        Cores = Add(new IntegerSetting("cores", 1, TasksDefinition.MaxCores) { IsOptional = true });
    }

    public ModelSetting Model { get; }

    public IntegersSetting Workers { get; }

    public IntegersSetting Work { get; }

    public WordSetting Start { get; }

    public BooleanSetting InterpreterLock { get; }

    public IntegerSetting Cores { get; }

    internal override ExperimentDefinition? Read(ChosenValues chosen)
    {
        ImmutableArray<ExecutionModel>? models = chosen.Read(Model);
        IReadOnlyList<long>? workers = chosen.Read(Workers);
        StartMethod? start = chosen.Read(Start) is { } name ? StartMethod.Find(name) : null;
        if (models is [var only] && only == ExecutionModel.Serial && workers?.Any(w => w > 1) == true)
            chosen.Exclude(Workers, $"1 for {only}", "Its number of workers is part of the model.");
        CheckStart(start, models, chosen);
        chosen.RequireSimulation(Cores);
        return models is null || start is null || chosen.Read(Work) is not { } work
            ? null
            : new CalcPiExperimentDefinition
            {
                Models = models.Value,
                Workers = workers is null ? [] : [.. workers.Select(w => (int)w)],
                Work = [.. work],
                Start = start,
                InterpreterLock = chosen.Read(InterpreterLock),
                Cores = (int?)chosen.Read(Cores),
            };
    }

    private void CheckStart(StartMethod? start, ImmutableArray<ExecutionModel>? models, ChosenValues chosen)
    {
        if (start is null || start == StartMethod.Spawn) return;
        if (chosen.Read(DefinitionSettings.Engine) is { } engine and not DefinitionSettings.Simulation)
            chosen.Exclude(Start, $"{StartMethod.Spawn} where {DefinitionSettings.Engine.Path} is {engine}", "A program with several threads cannot be copied.");
        else if (models is { } some && !some.Any(m => m.InProcesses))
            chosen.Exclude(Start, $"{StartMethod.Spawn} where {Model.Path} is {some[0]}", "Nothing but processes is started so.");
    }
}
