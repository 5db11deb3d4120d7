using ActorLab.Nodes.Transports;

namespace ActorLab.Nodes.Tests.Transports;

public sealed class PipeTransportSpec
{
    [Fact]
    public async Task What_was_sent_arrives_in_order_and_before_the_end()
    {
        (PipeTransport first, PipeTransport second) = PipePair.Create("first", "second");
        var atFirst = new RecordingReceiver();
        var atSecond = new RecordingReceiver();
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
        second.Dispose();
    }

    [Fact]
    public async Task What_a_peer_said_before_it_went_is_heard_although_it_cannot_be_written_to_any_more()
    {
        (Stream toUs, Stream peerOut) = PipePair.OneWay();
        (Stream peerIn, Stream fromUs) = PipePair.OneWay();
        peerIn.Dispose();
        using var transport = new PipeTransport("peer", toUs, fromUs);
        var receiver = new RecordingReceiver();
        transport.Start(receiver);
        transport.Send(new byte[10]);
        peerOut.Write([1, 2, 3]);
        peerOut.Dispose();
        Assert.Equal("closed its end", await receiver.Closed);
        Assert.Equal([1, 2, 3], receiver.Bytes);
    }

    [Fact]
    public void More_than_fits_is_lost_and_the_sender_is_told_instead_of_blocked()
    {
        (Stream nobody, Stream outgoing) = PipePair.OneWay();
        (Stream incoming, Stream silent) = PipePair.OneWay();
        using var transport = new PipeTransport("peer", incoming, outgoing, capacityBytes: 1000);
        transport.Start(new RecordingReceiver());
        // A pipe holds 64 KiB and the writer has one piece in hand; the rest has to wait.
        int taken = 0;
        while (transport.Send(new byte[900])) taken++;
        Assert.InRange(taken, 1, 1000);
        nobody.Dispose();
        silent.Dispose();
    }
}
