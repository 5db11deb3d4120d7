using System.Diagnostics;
using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Tests.Engine;
using ActorLab.Cluster.Transports;
using ActorLab.Core.Report;
using ActorLab.Nodes.Links;
using ActorLab.Nodes.Tests.Links;
using ActorLab.Nodes.Tests.Transports;
using ActorLab.Nodes.Transports;
using ActorLab.TestSupport;
using Xunit.Abstractions;

namespace ActorLab.Cluster.Tests.Faults;

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class BrokerLossSpec(OwnBroker own, ITestOutputHelper output) : IClassFixture<OwnBroker>
{
    private const int Lines = 10_000;

    [Fact]
    public Task A_broker_killed_in_the_middle_of_a_pipeline_and_started_again_costs_it_nothing_but_time() =>
        CostsNothingButTimeAsync(kills: 1);

    [Fact]
    [Trait("Length", "long")]
    public Task A_broker_killed_twice_in_the_middle_of_a_pipeline_and_started_again_costs_it_nothing_but_time() =>
        CostsNothingButTimeAsync(kills: 2);

    private async Task CostsNothingButTimeAsync(int kills)
    {
        await using MemberTeam team = await PipelineRun.JoinAsync(own.Lab, own.Lab, own.Lab);
        using var killed = new SemaphoreSlim(0);
        (int left, bool isUp, long doneBefore, long backAt, long wentOnAt) = (kills, true, 0, 0, 0);
        var run = new PipelineRun(own.Lab, Lines)
        {
            OnProgress = done =>
            {
                if (!Volatile.Read(ref isUp) || done <= doneBefore) return;
                if (wentOnAt == 0 && left < kills) wentOnAt = Stopwatch.GetTimestamp();
                if (left == 0) return;
                left--;
                (isUp, doneBefore, wentOnAt) = (false, done, 0);
                own.Broker.KillServer();
                killed.Release();
            },
        };
        Task<RunReport> running = run.RunAsync();
        for (int i = 0; i < kills; i++)
        {
            await await Task.WhenAny(running, killed.WaitAsync());
            Assert.False(running.IsCompleted, "the run was over before the broker was killed");
            await own.Broker.StartServerAsync();
            backAt = Stopwatch.GetTimestamp();
            Volatile.Write(ref isUp, true);
        }

        RunReport report = await running;
        double away = Stopwatch.GetElapsedTime(backAt, wentOnAt == 0 ? Stopwatch.GetTimestamp() : wentOnAt).TotalSeconds;
        // Ten seconds are the goal; a machine that does much else may take longer.
        output.WriteLine($"went on {away:f1} s after the broker's return; {string.Join("; ", run.Reports)}");
        run.AssertHolds(report);
        Assert.Empty(report.LostWorkers);
        Assert.Equal(0, report.Fenced);
        Assert.Equal(kills, run.Reports.Count(r => r == $"{own.Lab} is back"));
        Assert.All(run.Reports, line => Assert.StartsWith($"{own.Lab} is ", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_broker_that_does_not_come_back_fails_the_run_with_one_line_that_names_it()
    {
        LabAddress lab = own.Lab with { Patience = LabPatience.Default with { WithoutBroker = SimDuration.FromSeconds(1) } };
        MemberTeam team = await PipelineRun.JoinAsync(lab, lab, lab);
        try
        {
            var run = new PipelineRun(lab, Lines) { OnProgress = _ => own.Broker.KillServer() };
            RunReport report = await run.RunAsync();
            Assert.Equal(ExitCode.Infrastructure, report.ExitCode);
            Assert.StartsWith($"{lab} was away for 1 s: ", report.Failure, StringComparison.Ordinal);
            string line = Assert.Single(run.Reports);
            Assert.StartsWith($"{lab} is away: ", line, StringComparison.Ordinal);
            Assert.DoesNotContain("only-for-tests", line + report.Failure, StringComparison.Ordinal);
        }
        finally
        {
            await team.DisposeAsync();
            await own.Broker.StartServerAsync();
        }
    }

    [Fact]
    public async Task A_frozen_broker_stops_the_clock_of_a_link_and_loses_doubles_and_reorders_nothing()
    {
        const int count = 500;
        LabAddress lab = own.Lab with { Patience = LabPatience.Default with { Stall = SimDuration.FromMilliseconds(100) } };
        await using LabConnection nearConnection = await LabConnection.OpenAsync(lab, "near", CancellationToken.None), farConnection = await LabConnection.OpenAsync(lab, "far", CancellationToken.None);
        RabbitTransport near = await RabbitTransport.OpenAsync(nearConnection, "frozen.near", "frozen.far"), far = await RabbitTransport.OpenAsync(farConnection, "frozen.far", "frozen.near");
        var clock = new JumpingClock();
        RecordingOwner nearOwner = new(), farOwner = new();
        using LinkDriver nearLink = LinkDriver.Open(near, LinkFrames.Hello(), nearOwner, LinkOptions.Default, clock), farLink = LinkDriver.Answer(far, farOwner, LinkOptions.Default, clock);
        farOwner.Driver = farLink;
        farLink.Start();
        nearLink.Start();
        await nearOwner.Opened;
        Send(0);
        own.Broker.FreezeServer();
        try
        {
            Send(count);
            await PipelineRun.UntilAsync(() => nearLink.IsSuspended && farLink.IsSuspended);
            clock.Jump(TimeSpan.FromHours(1));
        }
        finally
        {
            own.Broker.ThawServer();
        }

        await PipelineRun.ExpectAsync(farOwner, 0, 2 * count);
        await PipelineRun.ExpectAsync(nearOwner, 0, 2 * count);
        await PipelineRun.UntilAsync(() => !nearLink.IsSuspended && !farLink.IsSuspended);
        Assert.False(nearOwner.IsBroken || farOwner.IsBroken);

        void Send(int from)
        {
            for (int i = from; i < from + count; i++)
            {
                nearLink.Enqueue(LinkFrames.Op(i));
                farLink.Enqueue(LinkFrames.Op(i));
            }
        }
    }
}
