using System.Buffers.Binary;
using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Tests.Engine;
using ActorLab.Cluster.Transports;
using ActorLab.Core.Report;
using ActorLab.Nodes.Links;
using ActorLab.Nodes.Tests.Links;
using ActorLab.Nodes.Tests.Transports;
using ActorLab.Nodes.Transports;
using ActorLab.Wire;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ActorLab.Cluster.Tests.Faults;

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class RefusedMessagesSpec(BrokerFixture broker)
{
    [Fact]
    public async Task Messages_that_the_broker_refuses_are_sent_again_and_keep_their_order()
    {
        const int count = 600;
        await using LabConnection nearConnection = await Connect("near"), farConnection = await Connect("far"), relayConnection = await Connect("relay");
        await RelayAsync(relayConnection, "refused.relay", "refused.far");
        RabbitTransport near = await RabbitTransport.OpenAsync(nearConnection, "refused.near", "refused.relay"), far = await RabbitTransport.OpenAsync(farConnection, "refused.far", "refused.near");
        RecordingOwner nearOwner = new(), farOwner = new();
        var options = LinkOptions.Default with { RetransmitAfter = SimDuration.FromMilliseconds(20) };
        using LinkDriver nearLink = LinkDriver.Open(near, LinkFrames.Hello(), nearOwner, options), farLink = LinkDriver.Answer(far, farOwner, options);
        farOwner.Driver = farLink;
        farLink.Start();
        nearLink.Start();
        await nearOwner.Opened;
        for (int i = 0; i < count; i++) nearLink.Enqueue(LinkFrames.Op(i, 40_000));
        await PipelineRun.ExpectAsync(farOwner, 0, count);
        Assert.True(near.Refused > 0, "the broker refused nothing");
        Assert.False(nearOwner.IsBroken || farOwner.IsBroken);
    }

    [Theory]
    [InlineData(0x8000_0000, 64, "the root sent what is no frame: ")]
    [InlineData(FrameCodec.MaxFrameBytes + 1, 64, "the root sent what is no frame: ")]
    [InlineData(100, FrameCodec.MaxFrameBytes + 1024, " is away: ")]
    public async Task A_frame_that_is_or_claims_to_be_larger_than_any_is_refused_with_one_line_and_the_run_goes_on(uint claimed, int bytes, string refusal)
    {
        await using MemberTeam team = await PipelineRun.JoinAsync(broker.Lab, broker.Lab, broker.Lab, broker.Lab);
        await using LabConnection stranger = await Connect("stranger");
        IChannel channel = await stranger.CreateChannelAsync();
        byte[] body = new byte[bytes];
        BinaryPrimitives.WriteUInt32LittleEndian(body, claimed);
        string? target = null;
        var run = new PipelineRun(broker.Lab, lines: 10_000)
        {
            LosesCounts = true,
            OnProgress = _ =>
            {
                if (target is not null || team.Find("process-1") is not { } found) return;
                target = found.Life;
                channel.BasicPublishAsync("", $"{target}.node", body).AsTask().Wait();
            },
        };
        RunReport report = await run.RunAsync();
        Assert.NotNull(target);
        run.AssertHolds(report);
        // One whose connection had to be built again may be back before anybody misses it.
        Assert.True(run.Reports.Length <= 1 && run.Reports.All(r => r.StartsWith("process-1 ", StringComparison.Ordinal)), string.Join("; ", run.Reports));
        await PipelineRun.UntilAsync(() => team.Lives == 0);
        string line = Assert.Single(team.Reports, r => !r.EndsWith(" is back", StringComparison.Ordinal));
        Assert.Contains(refusal, line, StringComparison.Ordinal);
    }

    /// <summary>A queue that takes no more than four messages, between the sender and the inbox of the receiver.</summary>
    private static async Task RelayAsync(LabConnection connection, string queue, string target)
    {
        IChannel channel = await connection.CreateChannelAsync();
        var few = new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-max-length"] = 4, ["x-overflow"] = "reject-publish" };
        await channel.QueueDeclareAsync(queue, durable: false, exclusive: true, autoDelete: false, few);
        await channel.BasicQosAsync(0, 1, global: false);
        var consumer = new AsyncEventingBasicConsumer(channel);
        IChannel outgoing = await connection.CreateChannelAsync();
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            await outgoing.BasicPublishAsync("", target, delivery.Body);
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer);
    }

    private Task<LabConnection> Connect(string name) => LabConnection.OpenAsync(broker.Lab, name, CancellationToken.None);
}
