using ActorLab.Experiments.Idle;

namespace ActorLab.Definitions.Schema;

/// <summary>Row E1.</summary>
public sealed class IdleSettings : ExperimentSettings
{
    internal IdleSettings() : base(IdleExperiment.Name)
    {
        Actors = Add(new IntegerSetting("actors", 1, IdleDefinition.MaxActors));
        Window = Add(new DurationSetting("window", SimDuration.FromMilliseconds(1), IdleDefinition.MaxWindow));
    }

    public IntegerSetting Actors { get; }

    public DurationSetting Window { get; }

    internal override ExperimentDefinition? Read(ChosenValues chosen)
    {
        if (chosen.Read(DefinitionSettings.Engine) is { } engine and not DefinitionSettings.Local)
        {
            string hint = engine == DefinitionSettings.Simulation ? "A simulated process has no threads of its own." : "What is looked at is the process of the run itself.";
            chosen.Exclude(DefinitionSettings.Engine, $"{DefinitionSettings.Local} for {Key}", hint);
        }

        return chosen.Read(Actors) is { } actors && chosen.Read(Window) is { } window
            ? new IdleExperimentDefinition { Idle = new IdleDefinition { Actors = (int)actors, Window = window } }
            : null;
    }
}
