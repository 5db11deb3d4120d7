using System.Collections.Immutable;
using ActorLab.Cluster.Labs;
using ActorLab.Nodes.Transports;

namespace ActorLab.Cluster.Members;

/// <summary>A process for each life, with a connection of its own: it can be killed whatever it does, and takes no other with it.</summary>
/// <param name="lab">Where it meets the root.</param>
/// <param name="program">What to start; it must call <see cref="LifeProgram"/>.</param>
/// <param name="programs">The external programs that it may start.</param>
/// <param name="onLine">Gets what the processes print.</param>
internal sealed class ProcessLives(LabAddress lab, ChildProgram program, ImmutableArray<string> programs, Action<ChildLine> onLine) : ILifeHost
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public async Task<ILife> BeginAsync(string life, string rootInbox, string nodeInbox)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("actorlab-life-");
        try
        {
            var order = new LifeOrder(LabText.Of(lab), life, rootInbox, nodeInbox, folder.FullName, [.. programs]);
            return new Life(await OrderedProcess.StartAsync(life, program, order, onLine, Patience, CancellationToken.None).ConfigureAwait(false), folder);
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    private sealed class Life(OrderedProcess process, DirectoryInfo folder) : ILife
    {
        public string Place { get; } = $"process {process.ProcessId}";

        public Task<string> Over => process.Over;

        public void Kill() => process.Kill();

        public void Dispose()
        {
            process.Dispose();
            folder.Delete(recursive: true);
        }
    }
}
