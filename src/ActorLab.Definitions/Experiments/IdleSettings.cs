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
        if (chosen.Read(DefinitionSettings.Engine) is not null and not DefinitionSettings.Local)
            chosen.Exclude(DefinitionSettings.Engine, $"{DefinitionSettings.Local} for {Key}", "A simulated process has no threads of its own.");
        return chosen.Read(Actors) is { } actors && chosen.Read(Window) is { } window
            ? new IdleExperimentDefinition { Idle = new IdleDefinition { Actors = (int)actors, Window = window } }
            : null;
    }
}
