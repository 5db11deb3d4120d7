using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Transports;
using ActorLab.TestSupport.Brokers;

namespace ActorLab.Cluster.Tests.Transports;

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class RabbitTransportSpec(BrokerFixture broker)
{
    [Fact]
    public async Task What_was_sent_arrives_whole_and_in_order_and_before_the_end()
    {
        await using LabConnection connection = await Connect("first"), other = await Connect("second");
        using RabbitTransport first = await RabbitTransport.OpenAsync(connection, "order.first", "order.second");
        using RabbitTransport second = await RabbitTransport.OpenAsync(other, "order.second", "order.first");
        RecordingReceiver atFirst = new(), atSecond = new();
        first.Start(atFirst);
        second.Start(atSecond);
        var sent = new List<byte>();
        var random = new RandomStream(1);
        for (int i = 0; i < 500; i++)
        {
            byte[] piece = new byte[random.NextInt64(1, i % 50 == 0 ? 200_000 : 300)];
            foreach (ref byte b in piece.AsSpan()) b = (byte)random.NextUInt64();
            Assert.True(first.Send(piece));
            sent.AddRange(piece);
        }

        first.Dispose();
        Assert.Equal("closed its end", await atSecond.Closed);
        Assert.Equal(sent, atSecond.Bytes);
        Assert.False(first.Send(new byte[1]));
        Assert.False(second.Send(new byte[1]));
        Assert.False(atFirst.IsClosed);
    }

    [Fact]
    public async Task What_is_sent_to_a_peer_whose_connection_is_gone_comes_back_and_closes_the_transport()
    {
        await using LabConnection connection = await Connect("stays");
        LabConnection leaving = await Connect("leaves");
        using RabbitTransport stays = await RabbitTransport.OpenAsync(connection, "gone.stays", "gone.leaves");
        using RabbitTransport leaves = await RabbitTransport.OpenAsync(leaving, "gone.leaves", "gone.stays");
        RecordingReceiver atStays = new(), atLeaves = new();
        stays.Start(atStays);
        leaves.Start(atLeaves);
        await leaving.DisposeAsync();
        Assert.StartsWith("was cut off: the connection to the broker is gone", await atLeaves.Closed, StringComparison.Ordinal);
        Assert.True(stays.Send(new byte[1]));
        Assert.Equal("is gone: its inbox does not exist any more", await atStays.Closed);
        Assert.False(stays.Send(new byte[1]));
    }

    [Fact]
    public async Task What_waits_before_anybody_reads_is_kept()
    {
        await using LabConnection connection = await Connect("both");
        using RabbitTransport first = await RabbitTransport.OpenAsync(connection, "early.first", "early.second");
        using RabbitTransport second = await RabbitTransport.OpenAsync(connection, "early.second", "early.first");
        first.Start(new RecordingReceiver());
        Assert.True(first.Send(new byte[] { 1, 2, 3 }));
        first.Dispose();
        var late = new RecordingReceiver();
        second.Start(late);
        Assert.Equal("closed its end", await late.Closed);
        Assert.Equal([1, 2, 3], late.Bytes);
    }

    [Fact]
    public async Task More_than_may_wait_is_lost_and_the_sender_is_told_instead_of_blocked()
    {
        await using LabConnection connection = await Connect("both");
        using RabbitTransport first = await RabbitTransport.OpenAsync(connection, "full.first", "full.second");
        // Not started: nothing is published yet.
        int taken = 0;
        while (first.Send(new byte[16 * 1024 * 1024])) taken++;
        Assert.Equal(4, taken);
    }

    [Fact]
    public async Task When_the_broker_dies_and_does_not_come_back_both_ends_are_told()
    {
        using RabbitBroker own = await RabbitBroker.StartAsync();
        await using LabConnection connection = await LabConnection.OpenAsync(new LabAddress(own.Address, RabbitBroker.Lab) { Patience = new LabPatience { WithoutBroker = SimDuration.FromMilliseconds(300) } }, "both", CancellationToken.None);
        using RabbitTransport first = await RabbitTransport.OpenAsync(connection, "dead.first", "dead.second");
        using RabbitTransport second = await RabbitTransport.OpenAsync(connection, "dead.second", "dead.first");
        RecordingReceiver atFirst = new(), atSecond = new();
        first.Start(atFirst);
        second.Start(atSecond);
        own.KillServer();
        Assert.StartsWith("was cut off", await atFirst.Closed, StringComparison.Ordinal);
        Assert.StartsWith("was cut off", await atSecond.Closed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("worker-of-lab:wrong", RabbitBroker.Lab, "the user or the password is wrong")]
    [InlineData("nobody:only-for-tests", RabbitBroker.Lab, "the user or the password is wrong")]
    [InlineData("guest:guest", RabbitBroker.Lab, "the user guest is never used")]
    [InlineData("worker-of-lab:only-for-tests", "another", "vhost another not found")]
    public async Task Who_does_not_belong_to_the_lab_is_refused_in_one_sentence_without_the_password(string user, string lab, string reason)
    {
        var address = new LabAddress(new Uri($"amqp://{user}@127.0.0.1:{broker.Broker.Port}"), lab);
        IOException refused = await Assert.ThrowsAsync<IOException>(() => LabConnection.OpenAsync(address, "stranger", CancellationToken.None));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(user, refused.Message, StringComparison.Ordinal);
    }

    private Task<LabConnection> Connect(string name) => LabConnection.OpenAsync(broker.Lab, name, CancellationToken.None);
}
