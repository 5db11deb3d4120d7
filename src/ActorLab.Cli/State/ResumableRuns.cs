using System.Collections.Immutable;
using System.Text.Json;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Runs;
using ActorLab.Core.Plan;
using ActorLab.Experiments.LineCopy;
using ActorLab.Local.State;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Nodes;
using ActorLab.Pipelines.Planning;
using ActorLab.Pipelines.Results;

namespace ActorLab.Cli.State;

/// <summary>What of a request another process would need to go on with it, and the way back.</summary>
internal static class ResumableRuns
{
    /// <summary>Why the state of a run cannot be kept so that it could go on; empty if it can.</summary>
    public static IEnumerable<Diagnostic> Check(RunRequest request, string option) => request switch
    {
        LineCopyRequest { Engine: var engine } when engine == Engines.Simulation => [InVirtualTime(option)],
        PipelineRequest { Engine: var engine } when engine == Engines.Simulation => [InVirtualTime(option)],
        LineCopyRequest { Definitions: [var only] } => LineCopyExperiment.CheckResumable(only),
        LineCopyRequest => [Problem.Excluded(option, "expected with one model, got all of them", "Choose one with --model: pipeline or process-pipeline.")],
        PipelineRequest { Pipeline: var pipeline } => ResumeChecks.Find(pipeline).Concat(IrregularFiles(pipeline)),
        _ => throw new InvariantViolatedException($"a {request.GetType().Name} keeps no state"),
    };

    /// <summary>What a folder must hold for a request to go on with it; the inputs are not looked at.</summary>
    /// <param name="request">One that <see cref="Check"/> finds nothing wrong with.</param>
    /// <param name="folder">Absolute.</param>
    public static StateManifest ManifestOf(RunRequest request, string folder)
    {
        (PlanOrigin origin, EngineChoice engine, ulong seed) = request switch
        {
            LineCopyRequest { Definitions: [var only] } lineCopy => (LineCopyExperiment.OriginOf(only, folder), lineCopy.Engine, only.Seed),
            PipelineRequest pipeline => (PipelineNodes.OriginOf(pipeline.Pipeline, pipeline.Machine), pipeline.Engine, pipeline.Seed),
            _ => throw new InvariantViolatedException($"a {request.GetType().Name} keeps no state"),
        };
        return new StateManifest
        {
            Run = BitConverter.ToUInt64(Guid.NewGuid().ToByteArray()),
            Experiment = origin.Experiment,
            Engine = engine.Name,
            Seed = seed,
            Definition = origin.Definition,
            Akka = request.Akka,
            Nodes = JsonSerializer.SerializeToUtf8Bytes(request.Nodes, NodesJson.Default.NodesDefinition),
        };
    }

    /// <summary>The files that it reads, absolute; none that the run makes itself.</summary>
    public static ImmutableArray<string> InputsOf(RunRequest request) => request switch
    {
        LineCopyRequest { Definitions: [{ InputPath: { } path }] } => [Path.GetFullPath(path)],
        PipelineRequest pipeline => [.. pipeline.Pipeline.Stages.Select(s => s.Operation).OfType<LinesSource>().Select(l => Path.GetFullPath(l.Path)).Distinct(StringComparer.Ordinal)],
        _ => [],
    };

    /// <summary>The request that a manifest was made of.</summary>
    /// <param name="manifest">Of any run.</param>
    /// <param name="engine">Where it is to go on.</param>
    /// <param name="trace">Where the trace of that goes; null for none.</param>
    /// <param name="json">For programs, not people.</param>
    /// <exception cref="StateException">There is no such experiment, or its definition is broken.</exception>
    public static RunRequest RequestOf(StateManifest manifest, EngineChoice engine, string? trace, bool json)
    {
        var origin = new PlanOrigin(manifest.Experiment, manifest.Definition);
        try
        {
            RunRequest request = manifest.Experiment == LineCopyExperiment.Name ? new LineCopyRequest([LineCopyExperiment.DefinitionOf(origin)], engine, null, trace, json)
                : PipelineNodes.IsOrigin(origin) ? PipelineOf(origin, manifest.Seed, engine, trace, json)
                : throw new StateException($"it holds a run of '{manifest.Experiment}', which is unknown here");
            return request with
            {
                Nodes = JsonSerializer.Deserialize(manifest.Nodes.Span, NodesJson.Default.NodesDefinition)
                    ?? throw new JsonException("nothing is said of the nodes"),
                Akka = manifest.Akka,
            };
        }
        catch (Exception broken) when (broken is FormatException or JsonException)
        {
            throw new StateException($"its manifest is broken: {broken.Message}", broken);
        }
    }

    private static PipelineRequest PipelineOf(PlanOrigin origin, ulong seed, EngineChoice engine, string? trace, bool json)
    {
        var (definition, machine) = PipelineNodes.Read(origin);
        return new PipelineRequest(definition, machine, seed, engine, trace, json);
    }

    private static Diagnostic InVirtualTime(string option) =>
        Problem.Excluded(option, "expected with a run that takes real time, got --engine simulation", "In virtual time the same seed gives the same bytes: start it again.");

    private static IEnumerable<Diagnostic> IrregularFiles(PipelineDefinition pipeline) =>
        from stage in pipeline.Stages
        let path = (stage.Operation as FileSink)?.Path
        where path is not null && File.Exists(path) && !FileIdentity.Of(path).IsRegular
        select new Diagnostic("AL0310", stage.PlaceOf(stage.Operation.Keyword), $"{stage.Name}.{stage.Operation.Keyword}: expected a file that can be cut off where the journal stands, got a device or a pipe: {path}");
}
