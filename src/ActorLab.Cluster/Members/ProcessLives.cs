using ActorLab.Cluster.Labs;
using ActorLab.Nodes.Transports;

namespace ActorLab.Cluster.Members;

/// <summary>A process for each life, with a connection of its own: it can be killed whatever it does, and takes no other with it.</summary>
/// <param name="lab">Where it meets the root.</param>
/// <param name="program">What to start; it must call <see cref="LifeProgram"/>.</param>
/// <param name="onLine">Gets what the processes print.</param>
internal sealed class ProcessLives(LabAddress lab, ChildProgram program, Action<ChildLine> onLine) : ILifeHost
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public async Task<ILife> BeginAsync(string life, string rootInbox, string nodeInbox)
    {
        var order = new LifeOrder(lab.Broker.OriginalString, lab.Lab, life, rootInbox, nodeInbox);
        return new Life(await OrderedProcess.StartAsync(life, program, order, onLine, Patience, CancellationToken.None).ConfigureAwait(false));
    }

    private sealed class Life(OrderedProcess process) : ILife
    {
        public string Place { get; } = $"process {process.ProcessId}";

        public Task<string> Over => process.Over;

        public void Kill() => process.Kill();

        public void Dispose() => process.Dispose();
    }
}
