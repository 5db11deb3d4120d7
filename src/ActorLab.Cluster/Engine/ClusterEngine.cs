using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Members;
using ActorLab.Cluster.Work;
using ActorLab.Core.Engine;
using ActorLab.Core.Plan;
using ActorLab.Local;
using ActorLab.Nodes.Engine;
using ActorLab.Nodes.Links;
using ActorLab.Wire;
using ActorLab.Wire.Frames;

namespace ActorLab.Cluster.Engine;

/// <summary>The local engine with nodes that are members of a lab: the root's actors run in this process, those placed on nodes wherever a member is free.</summary>
/// <param name="lab">Where the members are.</param>
/// <param name="messages">Fills the table of the messages that may travel; the same on all members.</param>
/// <param name="report">Gets one line for each node that is lost: its name and why.</param>
/// <param name="settings">Of the links; null for the usual ones.</param>
/// <param name="links">The root's side of them; null for the usual ones.</param>
public sealed class ClusterEngine(LabAddress lab, Action<WireTable> messages, Action<string> report, LinkSettings? settings = null, LinkOptions? links = null) : IEngine
{
    /// <summary>How often a node that was lost is started again, on any member; null for what the plan says.</summary>
    public int? MaxRestarts { get; init; }

    /// <summary>Only members with this role become nodes.</summary>
    public string Role { get; init; } = MemberOptions.Worker;

    /// <summary>Whether the members start a process for each life of a node, as programs do, rather than lead it in their own.</summary>
    public bool LivesAreProcesses { get; init; } = true;

    /// <summary>How work gets to the nodes where the plan leaves the choice.</summary>
    public WorkPath Work { get; init; } = WorkPath.Direct;

    public string Name => "cluster";

    public EngineCapabilities Capabilities => EngineCapabilities.RealThreads | EngineCapabilities.Nodes | (LivesAreProcesses ? EngineCapabilities.RealProcesses : EngineCapabilities.None);

    /// <exception cref="LabUnavailableException">The lab cannot be joined; only plans with nodes need it.</exception>
    public Task<RunResult> RunAsync(ScenarioPlan plan, EngineOptions options, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(plan);
        // On the thread that calls, which a plan may use as a dispatcher.
        return plan.Nodes.Length == 0 ? new LocalEngine().RunAsync(plan, options, interrupt) : RunInLabAsync(plan, options, interrupt);
    }

    private async Task<RunResult> RunInLabAsync(ScenarioPlan plan, EngineOptions options, CancellationToken interrupt)
    {
        ClusterLauncher launcher = await ClusterLauncher.OpenAsync(lab, settings ?? LinkSettings.Default, Role, LivesAreProcesses, report, interrupt).ConfigureAwait(false);
        await using (launcher.ConfigureAwait(false))
        {
            if (Work == WorkPath.Direct || plan.OverQueues is not { } over) return await RunAsync(launcher, plan, options, interrupt).ConfigureAwait(false);
            var queues = new List<LabWorkQueue>();
            try
            {
                foreach (WorkQueuePlan queue in over.Queues) queues.Add(await launcher.DeclareQueueAsync(queue, messages, report, interrupt).ConfigureAwait(false));
                return await RunAsync(launcher, plan with { Root = outside => over.Root(outside, [.. queues]) }, options, interrupt).ConfigureAwait(false);
            }
            finally
            {
                await Task.WhenAll(queues.Select(q => q.DisposeAsync().AsTask())).ConfigureAwait(false);
            }
        }
    }

    private Task<RunResult> RunAsync(ClusterLauncher launcher, ScenarioPlan plan, EngineOptions options, CancellationToken interrupt) =>
        new NodesEngine(launcher, messages, report, links) { MaxRestarts = MaxRestarts }.RunAsync(plan, options, interrupt);
}
