using System.Collections.Immutable;
using ActorLab.Cluster.Labs;
using ActorLab.Nodes.Transports;

namespace ActorLab.Cluster.Members;

/// <summary>Members of a lab that are child processes of this one, for the time of its runs.</summary>
public sealed class StartedMembers : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(2);

    private readonly ImmutableArray<OrderedProcess> _members;

    private StartedMembers(ImmutableArray<OrderedProcess> members) => _members = members;

    /// <summary>Those of the members; those of their lives are not among them.</summary>
    public ImmutableArray<int> ProcessIds => [.. _members.Select(m => m.ProcessId)];

    /// <summary>Returns when all are in the lab.</summary>
    /// <param name="lab">Which.</param>
    /// <param name="count">How many.</param>
    /// <param name="program">What to start; it must call <see cref="MemberProgram"/>.</param>
    /// <param name="roles">What they are for.</param>
    /// <param name="programs">The external programs that stages of pipelines may start there.</param>
    /// <param name="onLine">Gets what they print.</param>
    /// <param name="interrupt">Ends the attempt.</param>
    /// <exception cref="LabUnavailableException">One of them could not join.</exception>
    public static async Task<StartedMembers> StartAsync(LabAddress lab, int count, ChildProgram program, ImmutableArray<string> roles, ImmutableArray<string> programs, Action<ChildLine> onLine, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(lab);
        Task<OrderedProcess>[] starts = [.. Enumerable.Range(1, count).Select(i => StartAsync(lab, $"member-{i}", program, roles, programs, onLine, interrupt))];
        try
        {
            return new StartedMembers([.. await Task.WhenAll(starts).ConfigureAwait(false)]);
        }
        catch (Exception failed)
        {
            foreach (Task<OrderedProcess> start in starts.Where(s => s.IsCompletedSuccessfully)) (await start.ConfigureAwait(false)).Dispose();
            // The member that was refused has said all that there is to say.
            if (failed is IOException) throw new LabUnavailableException(failed.Message, failed);
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_members.Select(m => m.EndAsync(LeavePatience))).ConfigureAwait(false);

    private static Task<OrderedProcess> StartAsync(LabAddress lab, string name, ChildProgram program, ImmutableArray<string> roles, ImmutableArray<string> programs, Action<ChildLine> onLine, CancellationToken interrupt)
    {
        var order = new MemberOrder(LabText.Of(lab), $"{name}@{Environment.MachineName}", [.. roles], [.. programs]);
        return Task.Run(() => OrderedProcess.StartAsync(name, program, order, onLine, StartPatience, interrupt), interrupt);
    }
}
