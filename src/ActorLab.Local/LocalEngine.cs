using ActorLab.Core.Engine;
using ActorLab.Core.Plan;
using ActorLab.Local.RealMachine;

namespace ActorLab.Local;

/// <summary>Runs a plan for real, on the threads of this process.</summary>
/// <remarks>A plan whose root is on the calling thread is driven by the thread that calls <see cref="RunAsync"/>, which then returns when the run is over.</remarks>
public sealed class LocalEngine : IEngine
{
    public string Name => "local";

    public EngineCapabilities Capabilities => EngineCapabilities.RealThreads;

    public Task<RunResult> RunAsync(ScenarioPlan plan, EngineOptions options, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        return MeasureAsync(new LocalRun(plan, options), interrupt);
    }

    private static async Task<RunResult> MeasureAsync(LocalRun run, CancellationToken interrupt)
    {
        var clock = new ProcessorClock();
        RunResult result = await run.RunAsync(interrupt).ConfigureAwait(false);
        return result with { ProcessorTime = clock.Elapsed };
    }
}
