using ActorLab.Core.Engine;
using ActorLab.Core.Plan;
using ActorLab.Core.Report;

namespace ActorLab.Cli.Runs;

/// <summary>Another engine, of whose last run it is known what it waited for and when its items were under way.</summary>
/// <param name="inner">What runs the plans.</param>
/// <param name="records">False for one that leaves its runs undisturbed, of which then nothing is known.</param>
internal sealed class WatchedEngine(IEngine inner, bool records) : IEngine
{
    public string Name => inner.Name;

    public EngineCapabilities Capabilities => inner.Capabilities;

    /// <summary>Of the last run.</summary>
    public RunMeter Evidence { get; private set; } = new(oneClock: true);

    public Task<RunResult> RunAsync(ScenarioPlan plan, EngineOptions options, CancellationToken interrupt)
    {
        Evidence = new RunMeter(Capabilities.HasFlag(EngineCapabilities.VirtualTime));
        return inner.RunAsync(plan, records ? options with { Trace = Evidence } : options, interrupt);
    }
}
