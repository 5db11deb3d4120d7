using ActorLab.Nodes.Transports;

namespace ActorLab.Nodes.Tests.Transports;

public sealed class FaultyTransportSpec
{
    [Fact]
    public void Without_faults_every_piece_comes_with_the_next_tick_and_in_order()
    {
        (FaultyTransport first, FaultyTransport second) = FaultyTransport.CreatePair(FaultRates.None, 1);
        var receiver = new RecordingReceiver();
        second.Start(receiver);
        for (byte i = 0; i < 100; i++) first.Send(new[] { i });
        Assert.Empty(receiver.Bytes);
        first.Advance();
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (byte)i), receiver.Bytes);
    }

    [Fact]
    public void The_same_seed_has_the_same_faults_and_another_has_others()
    {
        byte[] one = Carried(7), again = Carried(7), other = Carried(8);
        Assert.Equal(one, again);
        Assert.NotEqual(one, other);
        Assert.Contains(one.GroupBy(b => b), piece => piece.Count() == 2);
        Assert.True(one.Distinct().Count() < 200, "nothing was lost");
        Assert.NotEqual(one.Order(), one);
    }

    [Fact]
    public async Task The_end_of_one_side_comes_after_what_it_sent()
    {
        (FaultyTransport first, FaultyTransport second) = FaultyTransport.CreatePair(new FaultRates(0, 0, 3, 3), 1);
        var receiver = new RecordingReceiver();
        second.Start(receiver);
        first.Send(new byte[] { 1 });
        first.Dispose();
        for (int i = 0; i < 3; i++) first.Advance();
        Assert.False(receiver.IsClosed);
        first.Advance();
        Assert.Equal([1], receiver.Bytes);
        Assert.Equal("closed its end", await receiver.Closed);
        Assert.False(second.Send(new byte[] { 2 }));
    }

    [Fact]
    public void A_cut_channel_loses_everything()
    {
        (FaultyTransport first, FaultyTransport second) = FaultyTransport.CreatePair(FaultRates.None, 1);
        var receiver = new RecordingReceiver();
        second.Start(receiver);
        first.IsCut = true;
        first.Send(new byte[] { 1 });
        first.IsCut = false;
        first.Send(new byte[] { 2 });
        first.Advance();
        Assert.Equal([2], receiver.Bytes);
        Assert.Equal(1, second.Lost);
    }

    private static byte[] Carried(ulong seed)
    {
        (FaultyTransport first, FaultyTransport second) = FaultyTransport.CreatePair(new FaultRates(0.2, 0.2, 0, 10), seed);
        var receiver = new RecordingReceiver();
        second.Start(receiver);
        for (int i = 0; i < 200; i++) first.Send(new[] { (byte)i });
        for (int i = 0; i < 20; i++) first.Advance();
        return receiver.Bytes;
    }
}
