using System.Collections.Immutable;
using ActorLab.Cli.Runs;
using ActorLab.Cluster.Engine;
using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Members;
using ActorLab.Core.Engine;
using ActorLab.Core.Plan;
using ActorLab.Definitions;
using ActorLab.Nodes.Transports;

namespace ActorLab.Cli.Labs;

/// <summary>The members that the runs of one command have started, and the engine over them and others. They are started for the first run that has nodes, and end with the command.</summary>
internal sealed class LabRuns : IAsyncDisposable
{
    private const int UsualMembers = 3;

    private static readonly TimeSpan MemberPatience = TimeSpan.FromSeconds(15);

    private StartedMembers? _started;
    private bool _isReady;

    /// <param name="lab">Where the members are.</param>
    /// <param name="cluster">How many to start here, and which take part.</param>
    /// <param name="nodes">How nodes are watched over.</param>
    public IEngine CreateEngine(LabAddress lab, ClusterDefinition cluster, NodesDefinition nodes) => new Engine(this, lab, cluster, nodes);

    public async ValueTask DisposeAsync()
    {
        if (_started is not null) await _started.DisposeAsync().ConfigureAwait(false);
    }

    /// <exception cref="LabUnavailableException">There is no lab, or nobody in it.</exception>
    private async Task PrepareAsync(LabAddress lab, ClusterDefinition cluster, CancellationToken interrupt)
    {
        if (_isReady) return;
        int toStart = cluster.Nodes ?? await MissingAsync(lab, cluster.Role, interrupt).ConfigureAwait(false);
        if (toStart > 0) _started = await StartedMembers.StartAsync(lab, toStart, LocalNodes.ThisProgram(LabProcesses.MemberArgument), [cluster.Role], cluster.Allow, Print, interrupt).ConfigureAwait(false);
        else if (cluster.Nodes == 0) await AwaitMembersAsync(lab, cluster.Role, interrupt).ConfigureAwait(false);
        _isReady = true;
    }

    private static async Task<int> MissingAsync(LabAddress lab, string role, CancellationToken interrupt)
    {
        ImmutableArray<LabMember> there = await LabMembers.FindAsync(lab, TimeSpan.Zero, interrupt).ConfigureAwait(false);
        if (there.Any(m => m.Roles.Contains(role, StringComparer.Ordinal))) return 0;
        Console.Error.WriteLine($"actorlab: {lab} has no member for '{role}': starting {UsualMembers} here");
        return UsualMembers;
    }

    private static async Task AwaitMembersAsync(LabAddress lab, string role, CancellationToken interrupt)
    {
        ImmutableArray<LabMember> there = await LabMembers.FindAsync(lab, MemberPatience, interrupt).ConfigureAwait(false);
        if (!there.Any(m => m.Roles.Contains(role, StringComparer.Ordinal)))
            throw new LabUnavailableException($"{lab} has no member for '{role}' after {MemberPatience.TotalSeconds} s: start some with actorlab node, or let --nodes 3 start them here");
    }

    private static void Print(ChildLine line) => Console.Error.WriteLine($"{line.Child}: {line.Text}");

    /// <summary>The clustered engine, once the lab is ready for it. A plan without nodes needs no lab.</summary>
    private sealed class Engine(LabRuns runs, LabAddress lab, ClusterDefinition cluster, NodesDefinition nodes) : IEngine
    {
        private readonly ClusterEngine _inner = new(lab, LocalNodes.AddMessages, static line => Console.Error.WriteLine($"actorlab: {line}"), LocalNodes.SettingsOf(nodes), LocalNodes.OptionsOf(nodes))
        {
            MaxRestarts = nodes.MaxRestarts,
            Role = cluster.Role,
            Work = cluster.Distribution == ClusterDefinition.QueuedWork ? WorkPath.Queue : WorkPath.Direct,
        };

        public string Name => _inner.Name;

        public EngineCapabilities Capabilities => _inner.Capabilities;

        public Task<RunResult> RunAsync(ScenarioPlan plan, EngineOptions options, CancellationToken interrupt) =>
            // On the thread that calls, which a plan without nodes may use as a dispatcher.
            plan.Nodes.IsEmpty ? _inner.RunAsync(plan, options, interrupt) : RunInLabAsync(plan, options, interrupt);

        private async Task<RunResult> RunInLabAsync(ScenarioPlan plan, EngineOptions options, CancellationToken interrupt)
        {
            await runs.PrepareAsync(lab, cluster, interrupt).ConfigureAwait(false);
            return await _inner.RunAsync(plan, options, interrupt).ConfigureAwait(false);
        }
    }
}
