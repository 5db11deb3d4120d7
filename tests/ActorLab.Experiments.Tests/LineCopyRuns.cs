using ActorLab.Core.Definition;
using ActorLab.Core.Engine;
using ActorLab.Core.Report;
using ActorLab.Experiments.LineCopy;
using ActorLab.Local;
using ActorLab.Simulation;
using ActorLab.TestSupport;

namespace ActorLab.Experiments.Tests;

/// <summary>Runs line-copy on small inputs.</summary>
internal static class LineCopyRuns
{
    public static readonly string[] Models = [.. ExecutionModel.All.Select(m => m.Name)];

    /// <summary>The models that an engine can run.</summary>
    public static IEnumerable<string> ModelsOn(string engine) =>
        ExecutionModel.All.Where(m => !m.InProcesses || Engine(engine).Capabilities.HasFlag(EngineCapabilities.Nodes)).Select(m => m.Name);

    public static IEngine Engine(string name) => name == "local" ? new LocalEngine() : new SimulationEngine();

    public static LineCopyDefinition Definition(string model, int lines = 200, int? workers = null)
    {
        ExecutionModel found = ExecutionModel.Find(model)!;
        return new LineCopyDefinition { Model = found, Workers = workers ?? found.DefaultWorkers, Lines = lines };
    }

    public static async Task<RunReport> RunAsync(LineCopyDefinition definition, string engine)
    {
        using var safetyNet = new CancellationTokenSource(HangGuard.Limit);
        return await LineCopyExperiment.RunAsync(definition, Engine(engine), null, safetyNet.Token);
    }
}
