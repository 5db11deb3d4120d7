using System.Collections.Concurrent;
using System.Diagnostics;
using ActorLab.Cluster.Engine;
using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Members;
using ActorLab.Cluster.Tests.Engine;
using ActorLab.Cluster.Transports;
using ActorLab.Core.Report;
using ActorLab.Nodes.Links;
using ActorLab.Nodes.Tests.Links;
using ActorLab.Nodes.Tests.Transports;
using ActorLab.Nodes.Transports;

namespace ActorLab.Cluster.Tests.Faults;

/// <summary>A broker that is short of memory: it is there, says so, and reads nothing from whoever publishes.</summary>
[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class BrokerAlarmSpec(OwnBroker own) : IClassFixture<OwnBroker>
{
    private const int Lines = 300;

    /// <summary>All that is told of it.</summary>
    private string Said => $"{Lab} takes no messages for now: low on memory\n{Lab} takes messages again";

    private LabAddress Lab => own.Lab;

    [Fact]
    public async Task Links_stand_still_over_connections_that_are_kept_and_nothing_is_lost()
    {
        const int count = 200;
        var patience = SimDuration.FromSeconds(2);
        LabAddress lab = Lab with { Patience = LabPatience.Default with { Confirmation = patience } };
        ConcurrentQueue<string> nearSaid = new(), farSaid = new();
        await using LabConnection nearConnection = await LabConnection.OpenAsync(lab, "near", CancellationToken.None, nearSaid.Enqueue);
        await using LabConnection farConnection = await LabConnection.OpenAsync(lab, "far", CancellationToken.None, farSaid.Enqueue);
        RabbitTransport near = await RabbitTransport.OpenAsync(nearConnection, "alarm.near", "alarm.far"), far = await RabbitTransport.OpenAsync(farConnection, "alarm.far", "alarm.near");
        RecordingOwner nearOwner = new(), farOwner = new();
        using LinkDriver nearLink = LinkDriver.Open(near, LinkFrames.Hello(), nearOwner, LinkOptions.Default), farLink = LinkDriver.Answer(far, farOwner, LinkOptions.Default);
        farOwner.Driver = farLink;
        farLink.Start();
        nearLink.Start();
        await nearOwner.Opened;
        Send(0);
        await own.Broker.RaiseMemoryAlarmAsync();
        try
        {
            Send(count);
            await PipelineRun.UntilAsync(() => nearConnection.IsHeldUp && farConnection.IsHeldUp && nearLink.IsSuspended && farLink.IsSuspended);
            // For longer than a broker is borne with that merely does not confirm.
            long begun = Stopwatch.GetTimestamp();
            await PipelineRun.UntilAsync(() => Stopwatch.GetElapsedTime(begun) > 1.5 * patience.ToTimeSpan());
        }
        finally
        {
            await own.Broker.ClearMemoryAlarmAsync();
        }

        await PipelineRun.ExpectAsync(farOwner, 0, 2 * count);
        await PipelineRun.ExpectAsync(nearOwner, 0, 2 * count);
        await PipelineRun.UntilAsync(() => !nearLink.IsSuspended && !farLink.IsSuspended);
        Assert.False(nearOwner.IsBroken || farOwner.IsBroken);
        Assert.Equal((1, 1), (nearConnection.Generation, farConnection.Generation));
        Assert.Equal((Said, Said), (string.Join('\n', nearSaid), string.Join('\n', farSaid)));

        void Send(int from)
        {
            for (int i = from; i < from + count; i++)
            {
                nearLink.Enqueue(LinkFrames.Op(i));
                farLink.Enqueue(LinkFrames.Op(i));
            }
        }
    }

    [Fact]
    public async Task In_the_middle_of_a_run_it_costs_nothing_but_time()
    {
        await using MemberTeam team = await PipelineRun.JoinAsync(Lab, Lab, Lab);
        int raised = 0;
        var run = new PipelineRun(Lab, 20 * Lines)
        {
            // Lines go through a queue and all else over links: both stand still.
            Work = WorkPath.Queue,
            // The run waits for this.
            OnProgress = _ =>
            {
                if (Interlocked.Exchange(ref raised, 1) == 0) own.Broker.RaiseMemoryAlarmAsync().GetAwaiter().GetResult();
            },
        };
        Task<RunReport> running = run.RunAsync();
        try
        {
            await PipelineRun.UntilAsync(() => run.Reports.Length > 0 || running.IsCompleted);
            Assert.False(running.IsCompleted, "the run was over before the broker was short of memory");
        }
        finally
        {
            await own.Broker.ClearMemoryAlarmAsync();
        }

        RunReport report = await running;
        run.AssertHolds(report);
        Assert.Empty(report.LostWorkers);
        Assert.Equal(0, report.Fenced);
        Assert.Equal(Said, string.Join('\n', run.Reports));
    }

    [Fact]
    public async Task A_run_that_begins_meanwhile_waits_and_who_asks_for_members_is_told()
    {
        await using MemberTeam team = await PipelineRun.JoinAsync(Lab, Lab, Lab);
        var run = new PipelineRun(Lab, Lines);
        Task<RunReport> running;
        await own.Broker.RaiseMemoryAlarmAsync();
        try
        {
            running = run.RunAsync();
            await PipelineRun.UntilAsync(() => run.Reports.Length > 0);
            var told = await Assert.ThrowsAsync<LabUnavailableException>(() => LabMembers.FindAsync(Lab, TimeSpan.Zero, CancellationToken.None));
            Assert.Equal($"{Lab} cannot be asked for its members: its broker takes no messages for now, since it is short of memory or of disk", told.Message);
            Assert.False(running.IsCompleted);
        }
        finally
        {
            await own.Broker.ClearMemoryAlarmAsync();
        }

        run.AssertHolds(await running);
        Assert.Equal(Said, string.Join('\n', run.Reports));
    }
}
