namespace ActorLab.Definitions.Schema;

/// <summary>The section of an experiment: what can be chosen about it, and how a definition is made of that. A further experiment is one more of these in <see cref="DefinitionSettings.Experiments"/>.</summary>
public abstract class ExperimentSettings : Section
{
    /// <param name="experiment">Canonical name, which is the key of the section too.</param>
    private protected ExperimentSettings(string experiment) : base(experiment)
    {
    }

    /// <returns>Null if a setting that it needs is wrong. What all experiments have, such as the seed, is added by who asks.</returns>
    internal abstract ExperimentDefinition? Read(ChosenValues chosen);
}
