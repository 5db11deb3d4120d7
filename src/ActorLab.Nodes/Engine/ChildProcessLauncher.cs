using ActorLab.Core.Plan;
using ActorLab.Nodes.Transports;
using ActorLab.Wire.Frames;

namespace ActorLab.Nodes.Engine;

/// <summary>Starts nodes as child processes of this one.</summary>
/// <param name="program">What to start; it must call <see cref="NodeProgram"/>.</param>
/// <param name="onLine">Gets what the children print.</param>
/// <param name="settings">Of the links; null for the usual ones.</param>
public sealed class ChildProcessLauncher(Func<ChildProgram> program, Action<ChildLine> onLine, LinkSettings? settings = null) : INodeLauncher
{
    public bool StartsProcesses => true;

    public LinkSettings Settings { get; } = settings ?? LinkSettings.Default;

    public Task<INodeHandle> LaunchAsync(ScenarioPlan plan, NodePlan node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return Task.FromResult<INodeHandle>(new Handle(ChildProcess.Start(node.Name, program(), onLine)));
    }

    private sealed class Handle(ChildProcess child) : INodeHandle
    {
        public ITransport Transport => child.Transport;

        public Task Ended => child.Exited;

        public void Kill() => child.Kill();

        public void Dispose() => child.Dispose();
    }
}
