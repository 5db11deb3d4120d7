using ActorLab.Cli.Runs;
using ActorLab.Definitions;
using ActorLab.Reporting;

namespace ActorLab.Cli.Definitions;

/// <summary>An idle engine.</summary>
internal sealed class DefinedIdle : DefinedExperiment
{
    public override bool IsFor(ExperimentDefinition definition) => definition is IdleExperimentDefinition;

    public override RunRequest Request(ExperimentDefinition definition, EngineChoice engine, string? trace, bool json) =>
        new IdleRequest(((IdleExperimentDefinition)definition).Idle, trace, json);

    public override IEnumerable<string> Describe(ExperimentDefinition definition)
    {
        var idle = ((IdleExperimentDefinition)definition).Idle;
        return [$"{definition.Experiment}: {FigureText.Several(idle.Actors, "actor")}, {idle.Window}, on {definition.Engine}"];
    }
}
