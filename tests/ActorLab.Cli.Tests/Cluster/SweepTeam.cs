using System.Collections.Immutable;
using ActorLab.Cli.Runs;
using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Members;
using ActorLab.Definitions.Schema;
using ActorLab.TestKit.Brokers;

namespace ActorLab.Cli.Tests.Cluster;

/// <summary>Three members in this process, and all that there is to run, here and over them. The runs mostly wait, so a few of them go on side by side.</summary>
public sealed class SweepTeam(LabFixture lab) : IAsyncLifetime
{
    private const int Members = 3;
    private const int SideBySide = 3;

    /// <summary>A run that takes longer hangs.</summary>
    private static readonly TimeSpan SafetyNet = TimeSpan.FromSeconds(120);

    private static readonly TemporaryFolder Folder = new();

    internal static readonly ImmutableArray<SweepCase> Cases = [.. Experiments(), .. Files("experiments"), .. Files("pipelines"), .. Files("pipelines", "pipeline.defaults.execution=processes")];

    private readonly List<ClusterMember> _members = [];
    private readonly SemaphoreSlim _room = new(SideBySide);
    private Dictionary<string, Task<(SweepOutcome Here, SweepOutcome There)>> _outcomes = [];

    public async Task InitializeAsync()
    {
        var address = new LabAddress(new Uri(lab.Broker), RabbitBroker.Lab);
        for (int i = 1; i <= Members; i++)
            _members.Add(await ClusterMember.JoinAsync(address, new MemberOptions($"member-{i}"), LocalNodes.AddMessages, static origin => LocalNodes.Build(origin, null), CancellationToken.None));
        _outcomes = Cases.ToDictionary(c => c.Name, RunAsync, StringComparer.Ordinal);
    }

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_outcomes.Values).WaitAsync(SafetyNet);
        foreach (ClusterMember member in _members) await member.DisposeAsync();
        _room.Dispose();
        Folder.Dispose();
    }

    internal Task<(SweepOutcome Here, SweepOutcome There)> OutcomeOf(string name) => _outcomes[name].WaitAsync(SafetyNet);

    private async Task<(SweepOutcome Here, SweepOutcome There)> RunAsync(SweepCase one)
    {
        await _room.WaitAsync();
        try
        {
            SweepOutcome here = await Task.Run(() => RunAsync(one, "--engine", "local"));
            return (here, await Task.Run(() => RunAsync(one, "--engine", "cluster", "--broker", lab.Broker, "--lab", RabbitBroker.Lab, "--nodes", "0")));
        }
        finally
        {
            _room.Release();
        }
    }

    private static async Task<SweepOutcome> RunAsync(SweepCase one, params string[] engine) => new(await Lab.Call([.. one.Arguments, .. engine]));

    /// <summary>Those that can be on an engine: an idle process is that of the call, and a pipeline stands in a file.</summary>
    private static IEnumerable<SweepCase> Experiments() =>
        from experiment in DefinitionSettings.Experiments
        where experiment != DefinitionSettings.Pipeline && experiment != DefinitionSettings.Idle
        select SweepCase.OfFile(Folder.Write($"{experiment.Key}.conf", $"experiment = {experiment.Key}"));

    private static IEnumerable<SweepCase> Files(string folder, params string[] more) =>
        Directory.GetFiles(Path.Combine(Lab.Repository, "hocon", folder), "*.conf").Order(StringComparer.Ordinal).Select(path => SweepCase.OfFile(path, more));
}
