using System.Collections.Concurrent;
using ActorLab.Cluster.Engine;
using ActorLab.Cluster.Members;
using ActorLab.Core.Definition;
using ActorLab.Core.Plan;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments;
using ActorLab.Experiments.LineCopy;
using ActorLab.TestSupport;

namespace ActorLab.Cluster.Tests.Engine;

/// <summary>Members that will have no part in a run: they cannot build its plan, or must not start a program of it.</summary>
[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class RefusedPlanSpec(BrokerFixture broker)
{
    private const int Lines = 100;
    private const int Nodes = 3;
    private readonly ConcurrentQueue<string> _refused = new();
    private readonly ConcurrentQueue<string> _said = new();

    [Fact]
    public async Task A_run_ends_with_the_reason_when_every_member_has_refused_and_nobody_is_asked_again()
    {
        await using ClusterMember first = await JoinAsync("first", refuses: true), second = await JoinAsync("second", refuses: true);
        RunReport report = await RunAsync();
        Assert.Equal(ExitCode.Infrastructure, report.ExitCode);
        Assert.Matches("^node 'process-[123]' refused to take part: the plan cannot be built: not here; no other member of the lab can take it$", report.Failure);
        // Each node was launched once, before anybody had refused, and may have gone to the other member after that.
        Assert.InRange(_refused.Count, 2, Nodes + 1);
    }

    [Fact]
    public async Task A_member_that_has_refused_is_left_out_and_another_one_takes_its_part()
    {
        await using ClusterMember unwilling = await JoinAsync("unwilling", refuses: true), willing = await JoinAsync("willing", refuses: false);
        RunReport report = await RunAsync();
        Assert.True(report is { ExitCode: ExitCode.Holds, Verdict.Status: VerdictStatus.Holds, Items: Lines }, $"{report.Failure}; {string.Join("; ", _said)}");
        Assert.InRange(_refused.Count, 1, Nodes);
        Assert.All(_said, line => Assert.EndsWith("refused to take part: the plan cannot be built: not here", line, StringComparison.Ordinal));
    }

    private Task<ClusterMember> JoinAsync(string name, bool refuses)
    {
        ScenarioPlan Build(PlanOrigin origin)
        {
            if (!refuses) return ExperimentCatalog.Build(origin);
            _refused.Enqueue(name);
            throw new IOException("not here");
        }

        return ClusterMember.JoinAsync(broker.Lab, new MemberOptions(name), table => ExperimentCatalog.AddMessages(table), Build, CancellationToken.None);
    }

    private async Task<RunReport> RunAsync()
    {
        var engine = new ClusterEngine(broker.Lab, table => ExperimentCatalog.AddMessages(table), _said.Enqueue) { LivesAreProcesses = false };
        var definition = new LineCopyDefinition { Model = ExecutionModel.ProcessPipeline, Workers = Nodes, Lines = Lines, Seed = 1 };
        return await LineCopyExperiment.RunAsync(definition, engine, null, CancellationToken.None).WaitAsync(HangGuard.Limit);
    }
}
