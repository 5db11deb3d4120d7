using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Members;
using ActorLab.TestSupport;
using ActorLab.TestSupport.Processes;

namespace ActorLab.Cluster.Tests.Members;

/// <summary>Members of a lab in processes of their own, which a test may kill and freeze; and all processes that they have ever started.</summary>
internal sealed class ProcessTeam : IAsyncDisposable
{
    private const string HasBegun = " has begun in process ";

    private readonly LabAddress _lab;
    private readonly ConcurrentQueue<string> _said = new();
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

    /// <summary>All lives that have begun and not ended.</summary>
    public int[] Lives => [.. Begun().Select(b => b.Process).Where(ProcessTable.IsAlive)];

    /// <summary>The latest life of a node of the run; null if it has none.</summary>
    public int? LifeOf(string node) => Begun().LastOrDefault(b => b.Line.Contains($".{node}.", StringComparison.Ordinal)) is { Process: var process } && ProcessTable.IsAlive(process) ? process : null;

    /// <summary>Those of them that a member leads.</summary>
    public int[] LivesOf(int member) => [.. Lives.Where(life => ProcessTable.IsChild(member, life))];

    /// <summary>The member that leads a life.</summary>
    public int MemberOf(int life) => Members.First(member => ProcessTable.IsChild(member, life));

    public async ValueTask DisposeAsync()
    {
        int[] all = [.. Members.SelectMany(ProcessTable.ChildrenOf), .. Begun().Select(b => b.Process), .. _started.SelectMany(s => s.ProcessIds)];
        foreach (StartedMembers members in _started) await members.DisposeAsync();
        // One that a test has left frozen cannot see that its member is gone.
        foreach (int process in all.Where(ProcessTable.IsAlive)) ProcessTable.Signal("CONT", process);
        await ProcessTable.Until(() => !all.Any(ProcessTable.IsAlive), "no process of the team is left");
    }

    /// <summary>The lives that the members told of, in the order in which they began.</summary>
    private IEnumerable<(string Line, int Process)> Begun() =>
        _said.Where(line => line.Contains(HasBegun, StringComparison.Ordinal)).Select(line => (line, int.Parse(line.AsSpan(line.LastIndexOf(' ') + 1))));
}
