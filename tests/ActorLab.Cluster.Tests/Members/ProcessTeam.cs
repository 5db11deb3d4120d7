using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Members;
using ActorLab.TestKit.Processes;

namespace ActorLab.Cluster.Tests.Members;

/// <summary>Members of a lab in processes of their own, which a test may kill and freeze; and all processes that they have ever started.</summary>
internal sealed class ProcessTeam : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly LabAddress _lab;
    private readonly ConcurrentQueue<string> _said = new();
    private readonly ConcurrentDictionary<int, bool> _seen = new();
    private readonly List<StartedMembers> _started = [];

    private ProcessTeam(LabAddress lab) => _lab = lab;

    /// <summary>Those that were started and live, oldest first.</summary>
    public ImmutableArray<int> Members => [.. _started.SelectMany(s => s.ProcessIds).Where(ProcessTable.IsAlive)];

    /// <summary>What they printed.</summary>
    public string[] Said => [.. _said];

    public static async Task<ProcessTeam> StartAsync(LabAddress lab, int count)
    {
        var team = new ProcessTeam(lab);
        await team.AddAsync(count);
        return team;
    }

    public async Task AddAsync(int count) => _started.Add(await StartedMembers.StartAsync(_lab, count, LabRole.Member, [MemberOptions.Worker], [], line => _said.Enqueue($"{line.Child}: {line.Text}"), CancellationToken.None));

    /// <summary>The lives that a member leads.</summary>
    public int[] LivesOf(int member)
    {
        int[] lives = [.. ProcessTable.ChildrenOf(member).Where(ProcessTable.IsAlive)];
        foreach (int life in lives) _seen[life] = true;
        return lives;
    }

    /// <summary>All lives of all members.</summary>
    public int[] Lives => [.. Members.SelectMany(LivesOf)];

    public async ValueTask DisposeAsync()
    {
        int[] all = [.. Lives, .. _seen.Keys, .. _started.SelectMany(s => s.ProcessIds)];
        foreach (StartedMembers members in _started) await members.DisposeAsync();
        await ProcessTable.Until(() => !all.Any(ProcessTable.IsAlive), Patience, $"no process of {string.Join(", ", all)} is left");
    }
}
