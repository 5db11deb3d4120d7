using System.Collections.Concurrent;
using ActorLab.Cluster.Engine;
using ActorLab.Cluster.Labs;
using ActorLab.Core.Definition;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments;
using ActorLab.Experiments.LineCopy;
using ActorLab.TestSupport;
using RabbitMQ.Client;

namespace ActorLab.Cluster.Tests.Engine;

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class LineCopySpec(BrokerFixture broker)
{
    private const int Lines = 300;

    [Theory]
    [InlineData(WorkPath.Direct)]
    [InlineData(WorkPath.Queue)]
    public async Task A_pipeline_over_three_members_keeps_every_line_once_and_in_order(WorkPath work)
    {
        await using MemberTeam team = await JoinAsync(3);
        var losses = new ConcurrentQueue<string>();
        RunReport report = await RunAsync(losses.Enqueue, work);
        AssertHolds(report, losses);
        Assert.Empty(losses);
        Assert.Equal(0, team.Lives);
    }

    [Theory]
    [InlineData(WorkPath.Direct)]
    [InlineData(WorkPath.Queue)]
    public async Task The_loss_of_a_member_in_the_middle_of_a_run_loses_no_line_and_doubles_none(WorkPath work)
    {
        await using MemberTeam team = await JoinAsync(4);
        var losses = new ConcurrentQueue<string>();
        using var net = new CancellationTokenSource(HangGuard.Limit);
        Task<RunReport> run = RunAsync(losses.Enqueue, work);
        // As soon as a member is a node of the run, it goes.
        while (!team.Lose("process-1"))
        {
            net.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        AssertHolds(await run, losses);
        string loss = Assert.Single(losses);
        Assert.StartsWith("process-1 ", loss, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Random_bytes_in_the_inboxes_of_the_members_are_dropped_with_one_line_each_and_a_run_goes_on()
    {
        await using MemberTeam team = await JoinAsync(3);
        await using (LabConnection stranger = await LabConnection.OpenAsync(broker.Lab, "stranger", CancellationToken.None))
        {
            IChannel channel = await stranger.CreateChannelAsync();
            for (int i = 0; i < 5; i++) await channel.BasicPublishAsync("actorlab.members", "", new byte[] { 0xff, 1, 2, (byte)i });
        }

        var losses = new ConcurrentQueue<string>();
        AssertHolds(await RunAsync(losses.Enqueue), losses);
        // Each of them was a node of the run, and so had read what came before.
        Assert.Equal(3, team.Reports.Length);
        Assert.All(team.Reports, line => Assert.StartsWith("somebody sent not a control message", line, StringComparison.Ordinal));
    }

    private Task<MemberTeam> JoinAsync(int count) => MemberTeam.JoinAsync(broker.Lab, count, table => ExperimentCatalog.AddMessages(table), ExperimentCatalog.Build);

    private async Task<RunReport> RunAsync(Action<string> onLoss, WorkPath work = WorkPath.Direct)
    {
        var engine = new ClusterEngine(broker.Lab, table => ExperimentCatalog.AddMessages(table), onLoss) { LivesAreProcesses = false, Work = work };
        var definition = new LineCopyDefinition { Model = ExecutionModel.ProcessPipeline, Workers = 3, Lines = Lines, Seed = 1 };
        using var net = new CancellationTokenSource(HangGuard.Limit);
        return await LineCopyExperiment.RunAsync(definition, engine, null, net.Token).WaitAsync(
            HangGuard.Limit, CancellationToken.None);
    }

    private static void AssertHolds(RunReport report, IEnumerable<string> losses)
    {
        string context = $"seed {report.Seed}: {report.Outcome}, {report.Failure}, {string.Join("; ", losses)}";
        Assert.True(report is { ExitCode: ExitCode.Holds, Verdict.Status: VerdictStatus.Holds }, context);
        Assert.True(report.Items == Lines && report.Verdict.Figures is { Lost: 0, Duplicated: 0 }, $"{context}: {report.Items} items, {report.Verdict}");
        Assert.Equal("cluster", report.Engine);
    }
}
