using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Tests.Engine;
using ActorLab.Cluster.Transports;
using ActorLab.Core.Report;
using ActorLab.Nodes.Links;
using ActorLab.Nodes.Tests.Links;
using ActorLab.Nodes.Tests.Transports;
using ActorLab.Nodes.Transports;
using ActorLab.TestSupport.Brokers;
using ActorLab.Wire.Frames;

namespace ActorLab.Cluster.Tests.Faults;

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class BadLineSpec(BrokerFixture broker)
{
    [Fact]
    public async Task A_pipeline_over_a_slow_line_that_repeats_every_delivery_keeps_every_line_once_and_in_order()
    {
        using var proxy = new AmqpProxy(broker.Broker.Port) { BytesPerSecond = 4_000_000, Latency = TimeSpan.FromMilliseconds(2), RepeatsDeliveries = true };
        LabAddress lab = Over(proxy);
        await using MemberTeam team = await PipelineRun.JoinAsync(lab, lab, lab);
        var run = new PipelineRun(lab, lines: 300);
        RunReport report = await run.RunAsync();
        run.AssertHolds(report);
        Assert.Empty(run.Reports);
        Assert.Empty(report.LostWorkers);
        Assert.True(proxy.Repeated > 100, $"{proxy.Repeated} deliveries came twice");
    }

    [Fact]
    public async Task A_root_whose_connection_breaks_comes_back_to_the_nodes_it_had()
    {
        using var proxy = new AmqpProxy(broker.Broker.Port);
        LabAddress patient = broker.Lab with { Patience = LabPatience.Default with { ForRoot = SimDuration.FromSeconds(30) } };
        await using MemberTeam team = await PipelineRun.JoinAsync(patient, patient, patient);
        int broken = 0;
        var run = new PipelineRun(Over(proxy), lines: 10_000)
        {
            OnProgress = _ =>
            {
                if (broken++ == 0) proxy.BreakConnections();
            },
        };
        RunReport report = await run.RunAsync();
        run.AssertHolds(report);
        Assert.True(broken > 0, "nothing was broken");
        Assert.Empty(report.LostWorkers);
        Assert.Equal($"{Over(proxy)} is back", run.Reports[^1]);
    }

    [Fact]
    public async Task A_member_that_is_cut_off_is_replaced_and_delivers_nothing_when_it_comes_back()
    {
        AmqpProxy[] proxies = [.. Enumerable.Range(0, 4).Select(_ => new AmqpProxy(broker.Broker.Port))];
        try
        {
            await using MemberTeam team = await PipelineRun.JoinAsync([.. proxies.Select(Over)]);
            int cut = -1;
            var run = new PipelineRun(broker.Lab, lines: 10_000)
            {
                LosesCounts = true,
                Settings = LinkSettings.Default with { Silence = SimDuration.FromSeconds(2) },
                OnProgress = _ =>
                {
                    if (cut >= 0 || team.Find("process-1") is not { } found) return;
                    cut = found.Member;
                    proxies[cut].IsCut = true;
                },
            };
            RunReport report = await run.RunAsync();
            Assert.True(cut >= 0, "nobody was cut off");
            run.AssertHolds(report);
            string lost = Assert.Single(run.Reports);
            Assert.StartsWith("process-1 ", lost, StringComparison.Ordinal);
            Assert.Equal("process-1", Assert.Single(report.LostWorkers).Name);
            Assert.Equal(0, report.Fenced);
            // It does not know yet that its life is over.
            Assert.Equal(1, team.Lives);
            proxies[cut].IsCut = false;
            await PipelineRun.UntilAsync(() => team.Lives == 0);
        }
        finally
        {
            foreach (AmqpProxy proxy in proxies) proxy.Dispose();
        }
    }

    [Fact]
    public async Task Messages_whose_confirmation_is_lost_with_the_connection_are_sent_again_and_keep_their_order()
    {
        const int count = 600, breakEvery = 150;
        using var proxy = new AmqpProxy(broker.Broker.Port) { Latency = TimeSpan.FromMilliseconds(5) };
        await using LabConnection nearConnection = await LabConnection.OpenAsync(Over(proxy), "near", CancellationToken.None), farConnection = await LabConnection.OpenAsync(Over(proxy), "far", CancellationToken.None);
        RabbitTransport near = await RabbitTransport.OpenAsync(nearConnection, "broken.near", "broken.far"), far = await RabbitTransport.OpenAsync(farConnection, "broken.far", "broken.near");
        RecordingOwner nearOwner = new(), farOwner = new();
        using LinkDriver nearLink = LinkDriver.Open(near, LinkFrames.Hello(), nearOwner, LinkOptions.Default), farLink = LinkDriver.Answer(far, farOwner, LinkOptions.Default);
        farOwner.Driver = farLink;
        farLink.Start();
        nearLink.Start();
        await nearOwner.Opened;
        // Larger than what one message holds, so that many are on their way.
        for (int i = 0; i < count; i++) nearLink.Enqueue(LinkFrames.Op(i, 40_000));
        await PipelineRun.ExpectAsync(farOwner, 0, count, i =>
        {
            if (i % breakEvery == breakEvery / 2) proxy.BreakConnections();
        });
        Assert.True(nearConnection.Generation > 1 && farConnection.Generation > 1, $"generations {nearConnection.Generation} and {farConnection.Generation}");
        await PipelineRun.UntilAsync(() => nearLink.PendingOps == 0);
        Assert.False(nearOwner.IsBroken || farOwner.IsBroken);
    }

    private LabAddress Over(AmqpProxy proxy) => broker.Lab with { Broker = new UriBuilder(broker.Lab.Broker) { Port = proxy.Port }.Uri };
}
