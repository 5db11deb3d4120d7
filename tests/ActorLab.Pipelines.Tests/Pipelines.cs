using System.Collections.Immutable;
using System.Text;
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
using ActorLab.TestSupport;

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
        // On threads nobody sees that nothing happens any more: the run ends as interrupted, and the test fails.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
        limit.CancelAfter(HangGuard.Limit);
        RunResult result = await engine.RunAsync(plan, EngineOptions.Default, limit.Token);
        return new PipelineOutcome(result, result.Outbox.OfType<PipelineEnded>().SingleOrDefault());
    }

    /// <summary>Runs a pipeline with files: real ones in a directory of their own that is gone afterwards, or modelled ones.</summary>
    /// <param name="define">Makes the definition, given what its paths begin with.</param>
    /// <param name="real">On the local engine.</param>
    /// <param name="seed">Of the run.</param>
    /// <param name="catalog">Functions; null for those that are built in.</param>
    /// <param name="input">Files that exist at the start: name and content.</param>
    public static async Task<PipelineOutcome> RunWithFilesAsync(
        Func<string, PipelineDefinition> define, bool real, ulong seed = 1, FunctionCatalog? catalog = null, params (string Name, string Content)[] input)
    {
        if (!real)
        {
            ScenarioPlan plan = PipelinePlan.Build(define("/"), catalog ?? FunctionCatalog.BuiltIn, FourCores, seed);
            foreach ((string name, string content) in input) plan = plan with { Files = plan.Files.Add($"/{name}", Encoding.UTF8.GetBytes(content)) };
            PipelineOutcome run = await RunAsync(define("/"), plan: plan);
            return run with { Texts = run.Result.Files.ToImmutableSortedDictionary(f => f.Key[1..], f => Encoding.UTF8.GetString(f.Value.Span), StringComparer.Ordinal) };
        }

        DirectoryInfo directory = Directory.CreateTempSubdirectory("pipeline-");
        try
        {
            foreach ((string name, string content) in input) await File.WriteAllTextAsync(Path.Combine(directory.FullName, name), content);
            PipelineOutcome run = await RunAsync(define(directory.FullName + "/"), real: true, seed, catalog);
            return run with { Texts = directory.GetFiles().ToImmutableSortedDictionary(f => f.Name, f => File.ReadAllText(f.FullName), StringComparer.Ordinal) };
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}

/// <summary>What a run came to.</summary>
internal sealed record PipelineOutcome(RunResult Result, PipelineEnded? Ended)
{
    /// <summary>The files at the end, by name, where it was run with files.</summary>
    public ImmutableSortedDictionary<string, string> Texts { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public ImmutableArray<StageFigures> Figures => Ended!.Figures;

    public StageFigures this[string name] => Figures.Single(f => f.Name == name);

    public Verdict Verdict => PipelineVerdict.Of(Ended!, null);

    /// <summary>The lines of a file; none if it was not made.</summary>
    public string[] Lines(string name) => Texts.GetValueOrDefault(name, "") is { Length: > 0 } text ? text[..^1].Split('\n') : [];
}
