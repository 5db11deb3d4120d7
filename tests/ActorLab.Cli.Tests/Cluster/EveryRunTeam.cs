using System.Collections.Immutable;
using ActorLab.Cli.Runs;
using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Members;
using ActorLab.Core.Report;
using ActorLab.Definitions.Schema;
using ActorLab.TestSupport;
using ActorLab.TestSupport.Brokers;

namespace ActorLab.Cli.Tests.Cluster;

/// <summary>Three members in this process, and all that there is to run, here and over them. The runs mostly wait, so a few of them go on side by side.</summary>
public sealed class EveryRunTeam(LabFixture lab) : IAsyncLifetime
{
    private const int Members = 3;
    private const int SideBySide = 3;

    private const string InProcesses = "pipeline.defaults.execution=processes", OverQueues = "cluster.distribution=queue";

    /// <summary>Pipelines are run over the lab as they are, and with their work in processes: over the links, and through queues of the broker. All do as the first does here.</summary>
    internal static readonly ImmutableArray<EveryRunCase> Cases =
    [
        .. Experiments(), .. Files("experiments"), .. Files("experiments", OverQueues).Where(c => c.Subject.Contains("process-pipeline", StringComparison.Ordinal)),
        .. Files("pipelines"), .. Files("pipelines", InProcesses), .. Files("pipelines", InProcesses, OverQueues),
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, Task<EveryRunOutcome>> _here = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task<EveryRunOutcome>> _there = new(StringComparer.Ordinal);
    private readonly List<ClusterMember> _members = [];
    private readonly SemaphoreSlim _room = new(SideBySide);

    public async Task InitializeAsync()
    {
        var address = new LabAddress(new Uri(lab.Broker), RabbitBroker.Lab);
        for (int i = 1; i <= Members; i++)
            _members.Add(await ClusterMember.JoinAsync(address, new MemberOptions($"member-{i}"), LocalNodes.AddMessages, static origin => LocalNodes.Build(origin, null), CancellationToken.None));
        foreach (EveryRunCase one in Cases)
        {
            if (one.More.IsEmpty) _here.Add(one.Name, RunAsync(one, "--engine", "local"));
            _there.Add(one.Name, RunAsync(one, ["--engine", "cluster", "--broker", lab.Broker, "--lab", RabbitBroker.Lab, .. one.StartsMembers ? new[] { "--nodes", "1", "--role", one.Name } : ["--nodes", "0"]]));
        }
    }

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_here.Values.Concat(_there.Values)).WaitAsync(HangGuard.Limit);
        foreach (ClusterMember member in _members) await member.DisposeAsync();
        _room.Dispose();
        _folder.Dispose();
    }

    internal async Task<(EveryRunOutcome Here, EveryRunOutcome There)> OutcomeOf(EveryRunCase one) =>
        (await _here[one.Subject].WaitAsync(HangGuard.Limit), await _there[one.Name].WaitAsync(HangGuard.Limit));

    private async Task<EveryRunOutcome> RunAsync(EveryRunCase one, params string[] engine)
    {
        await _room.WaitAsync();
        try
        {
            // A run without nodes does much on the thread that calls.
            Task<Answer> Run() => Task.Run(() => Lab.Call([.. one.Arguments(_folder), .. engine]));
            Answer answer = await Run();
            for (int tries = 1; tries < 5 && one.IsRace && answer.ExitCode == ExitCode.Infrastructure; tries++) answer = await Run();
            return new EveryRunOutcome(answer);
        }
        finally
        {
            _room.Release();
        }
    }

    /// <summary>Those that can be on an engine: an idle process is that of the call, and a pipeline stands in a file.</summary>
    private static IEnumerable<EveryRunCase> Experiments() =>
        from experiment in DefinitionSettings.Experiments
        where experiment != DefinitionSettings.Pipeline && experiment != DefinitionSettings.Idle
        select new EveryRunCase(experiment.Key, null);

    private static IEnumerable<EveryRunCase> Files(string folder, params ImmutableArray<string> more) =>
        Directory.GetFiles(Path.Combine(Lab.Repository, "hocon", folder), "*.conf").Order(StringComparer.Ordinal).Select(path => EveryRunCase.OfFile(path, more));
}
