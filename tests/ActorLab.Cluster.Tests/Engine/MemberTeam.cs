using System.Collections.Concurrent;
using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Members;
using ActorLab.Core.Plan;
using ActorLab.Wire;

namespace ActorLab.Cluster.Tests.Engine;

/// <summary>Members of a lab in this process, each with a connection of its own.</summary>
internal sealed class MemberTeam : IAsyncDisposable
{
    private readonly List<ClusterMember> _members = [];
    private readonly ConcurrentQueue<string> _reports = new();
    private readonly ConcurrentDictionary<int, bool> _greeted = new();

    public string[] Reports => [.. _reports];

    /// <summary>How many nodes its members are at present.</summary>
    public int Lives => _members.Sum(m => m.Lives.Length);

    public static Task<MemberTeam> JoinAsync(LabAddress lab, int count, Action<WireTable> messages, Func<PlanOrigin, ScenarioPlan> build) =>
        JoinAsync([.. Enumerable.Repeat(lab, count)], messages, build);

    /// <summary>A member for each address: they may reach the lab on different ways.</summary>
    public static async Task<MemberTeam> JoinAsync(IReadOnlyList<LabAddress> labs, Action<WireTable> messages, Func<PlanOrigin, ScenarioPlan> build)
    {
        var team = new MemberTeam();
        for (int i = 0; i < labs.Count; i++)
        {
            int index = i;
            ScenarioPlan Build(PlanOrigin origin)
            {
                team._greeted[index] = true;
                return build(origin);
            }

            team._members.Add(await ClusterMember.JoinAsync(labs[i], new MemberOptions($"member-{i}") { Capacity = 1, Report = team._reports.Enqueue }, messages, Build, CancellationToken.None));
        }

        return team;
    }

    /// <summary>Which member is this node, and as which life; null if none is.</summary>
    public (int Member, string Life)? Find(string node)
    {
        for (int i = 0; i < _members.Count; i++)
        {
            if (_members[i].Lives.FirstOrDefault(life => life.Contains($".{node}.", StringComparison.Ordinal)) is { } life) return (i, life);
        }

        return null;
    }

    /// <summary>The member that is this node, and was greeted by the run, goes without a word to it.</summary>
    /// <returns>False if none is.</returns>
    public bool Lose(string node)
    {
        ClusterMember? member = _members.Where((_, i) => _greeted.ContainsKey(i)).FirstOrDefault(m => m.Lives.Any(life => life.Contains($".{node}.", StringComparison.Ordinal)));
        if (member is null) return false;
        member.DisposeAsync().AsTask().Wait();
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ClusterMember member in _members) await member.DisposeAsync();
    }
}
