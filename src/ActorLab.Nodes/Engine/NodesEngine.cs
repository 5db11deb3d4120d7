using ActorLab.Core.Engine;
using ActorLab.Core.Plan;
using ActorLab.Local;
using ActorLab.Local.RealMachine;
using ActorLab.Nodes.Links;
using ActorLab.Wire;

namespace ActorLab.Nodes.Engine;

/// <summary>The local engine with nodes: the root's actors run in this process, those placed on nodes where the launcher starts them.</summary>
public sealed class NodesEngine : IEngine
{
    private readonly INodeLauncher _launcher;
    private readonly Func<IWireReferences, IMessagePacker> _packer;
    private readonly Action<string> _report;
    private readonly LinkOptions _links;

    /// <param name="launcher">Starts nodes when actors are placed on them.</param>
    /// <param name="messages">Fills the table of the messages that may travel; the same on all nodes.</param>
    /// <param name="report">Gets one line for each node that is lost: its name and why.</param>
    /// <param name="links">The root's side of the links to them; null for the usual ones.</param>
    public NodesEngine(INodeLauncher launcher, Action<WireTable> messages, Action<string> report, LinkOptions? links = null)
        : this(launcher, references => NodeProgram.PackerOf(messages, references), report, links)
    {
    }

    internal NodesEngine(INodeLauncher launcher, Func<IWireReferences, IMessagePacker> packer, Action<string> report, LinkOptions? links = null)
    {
        _launcher = launcher;
        _packer = packer;
        _report = report;
        _links = links ?? LinkOptions.Default;
    }

    /// <summary>How often a node that was lost is started again; null for what the plan says. One that the plan never starts again stays so: what it did cannot be done twice.</summary>
    public int? MaxRestarts { get; init; }

    public string Name => "local";

    public EngineCapabilities Capabilities =>
        EngineCapabilities.RealThreads | EngineCapabilities.Nodes | (_launcher.StartsProcesses ? EngineCapabilities.RealProcesses : EngineCapabilities.None);

    public Task<RunResult> RunAsync(ScenarioPlan plan, EngineOptions options, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        return plan.Nodes.Length == 0
            ? new LocalEngine().RunAsync(plan, options, interrupt)
            : MeasureAsync(new NodeHub(Limited(plan), options, _launcher, _packer, _report, _links), interrupt);
    }

    private async Task<RunResult> MeasureAsync(NodeHub hub, CancellationToken interrupt)
    {
        var clock = new ProcessorClock();
        RunResult result = await hub.RunAsync(interrupt).ConfigureAwait(false);
        // What nodes elsewhere use, their machines know.
        return _launcher.StartsProcesses ? result with { ProcessorTime = clock.Elapsed } : result;
    }

    private ScenarioPlan Limited(ScenarioPlan plan) =>
        MaxRestarts is { } most ? plan with { Nodes = [.. plan.Nodes.Select(n => n.MaxRestarts > 0 ? n with { MaxRestarts = most } : n)] } : plan;
}
