using System.Collections.Immutable;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Core.Verify;
using ActorLab.Local;
using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Planning;
using ActorLab.Pipelines.Results;
using ActorLab.Simulation;

namespace ActorLab.Pipelines.Tests;

/// <summary>Runs pipelines on both engines.</summary>
internal static class Pipelines
{
    public static readonly MachineProfile FourCores = new() { Name = "four-cores", Cores = 4 };

    public static PipelineDefinition Of(params StageDefinition[] stages) => new() { Name = "test", Stages = [.. stages] };

    public static StageDefinition Stage(string name, StageOperation operation, params string[] from) => new() { Name = name, Operation = operation, From = [.. from] };

    public static FunctionCall Call(string name, params string[] arguments) => new(name, [.. arguments]);

    public static async Task<PipelineOutcome> RunAsync(PipelineDefinition definition, bool real = false, ulong seed = 1, FunctionCatalog? catalog = null, ScenarioPlan? plan = null, PipelineRunOptions? options = null, CancellationToken interrupt = default)
    {
        plan ??= PipelinePlan.Build(definition, catalog ?? FunctionCatalog.BuiltIn, FourCores, seed, options);
        IEngine engine = real ? new LocalEngine() : new SimulationEngine();
        RunResult result = await engine.RunAsync(plan, EngineOptions.Default, interrupt);
        return new PipelineOutcome(result, result.Outbox.OfType<PipelineEnded>().SingleOrDefault());
    }
}

/// <summary>What a run came to.</summary>
internal sealed record PipelineOutcome(RunResult Result, PipelineEnded? Ended)
{
    public ImmutableArray<StageFigures> Figures => Ended!.Figures;

    public StageFigures this[string name] => Figures.Single(f => f.Name == name);

    public Verdict Verdict => PipelineVerdict.Of(Ended!, null);
}
