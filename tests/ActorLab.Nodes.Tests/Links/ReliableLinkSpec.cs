using ActorLab.Nodes.Links;
using ActorLab.Wire;
using ActorLab.Wire.Frames;
using static ActorLab.Nodes.Tests.Links.LinkFrames;

namespace ActorLab.Nodes.Tests.Links;

public sealed class ReliableLinkSpec
{
    [Fact]
    public void The_opener_repeats_its_hello_until_it_is_welcomed()
    {
        ReliableLink link = ReliableLink.Open(Hello(), LinkOptions.Default, At(0));
        Assert.Equal([Hello()], Outgoing(link, At(0)));
        Assert.Equal(At(250), link.NextDeadline);
        link.OnTick(At(249));
        Assert.Empty(Outgoing(link, At(249)));
        link.OnTick(At(250));
        Assert.Equal([Hello()], Outgoing(link, At(250)));
        link.OnFrame(new Welcome(0, FrameCodec.ProtocolVersion, Digest, 77), At(260));
        Assert.Equal(LinkState.Open, link.State);
        Assert.Equal(77, link.Welcome!.ProcessId);
        Assert.Empty(Outgoing(link, At(260)));
    }

    [Fact]
    public void The_answerer_repeats_its_welcome_when_the_hello_is_repeated()
    {
        ReliableLink link = ReliableLink.Answer(LinkOptions.Default, At(0));
        link.OnFrame(Hello(), At(1));
        Assert.Equal(LinkState.Greeted, link.State);
        Assert.Equal(Hello(), link.Hello);
        Assert.Empty(Outgoing(link, At(1)));
        link.Accept(Digest, 77, At(2));
        var welcome = new Welcome(0, FrameCodec.ProtocolVersion, Digest, 77);
        Assert.Equal([welcome], Outgoing(link, At(2)));
        link.OnFrame(Hello(), At(3));
        Assert.Equal([welcome], Outgoing(link, At(3)));
    }

    [Fact]
    public void Another_version_of_the_protocol_is_refused_by_its_number_on_either_side()
    {
        ReliableLink answerer = ReliableLink.Answer(LinkOptions.Default, At(0));
        answerer.OnFrame(Hello() with { ProtocolVersion = 9, Settings = new LinkSettings(default, default, 0) }, At(1));
        Assert.Equal([new Refused(0, $"speaks version 9 of the protocol, this program speaks {FrameCodec.ProtocolVersion}")], Outgoing(answerer, At(1)));
        Assert.Equal(LinkFailureKind.Refused, answerer.Failure!.Kind);

        ReliableLink opener = ReliableLink.Open(Hello(), LinkOptions.Default, At(0));
        opener.OnFrame(new Welcome(0, 9, Digest, 77), At(1));
        Assert.Equal("speaks version 9 of the protocol, this program speaks 2", opener.Failure!.Reason);
    }

    [Fact]
    public void A_refusal_is_repeated_to_whoever_repeats_the_hello()
    {
        ReliableLink link = ReliableLink.Answer(LinkOptions.Default, At(0));
        link.OnFrame(Hello(), At(1));
        link.Refuse("no such experiment");
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal([new Refused(0, "no such experiment")], Outgoing(link, At(2)));
            Assert.Empty(Outgoing(link, At(2)));
            link.OnFrame(Hello(), At(3));
        }

        ReliableLink opener = ReliableLink.Open(Hello(), LinkOptions.Default, At(0));
        opener.OnFrame(new Refused(0, "no such\nexperiment\u001b[2J"), At(4));
        Assert.Equal(new LinkFailure(LinkFailureKind.Refused, "refused to take part: no such experiment [2J"), opener.Failure);
    }

    [Fact]
    public void A_node_that_built_another_plan_is_not_let_in()
    {
        ReliableLink opener = ReliableLink.Open(Hello(), LinkOptions.Default, At(0));
        opener.OnFrame(new Welcome(0, FrameCodec.ProtocolVersion, 0x123, 77), At(1));
        Assert.Equal("has built another plan, digest 0000000000000123 instead of 0000000000abcdef", opener.Failure!.Reason);
    }

    [Fact]
    public void A_node_that_does_not_join_in_time_is_given_up()
    {
        ReliableLink link = ReliableLink.Open(Hello(), LinkOptions.Default, At(0));
        link.OnTick(At(14_999));
        Assert.Equal(LinkState.Joining, link.State);
        link.OnTick(At(15_000));
        Assert.Equal(new LinkFailure(LinkFailureKind.PeerSilent, "did not join within 15 s"), link.Failure);
        Assert.Null(link.NextDeadline);
    }

    [Fact]
    public void Ops_leave_together_when_they_are_flushed()
    {
        ReliableLink link = OpenLink();
        for (int i = 0; i < 3; i++) link.Enqueue(Op(i));
        Assert.Empty(Outgoing(link, At(1)));
        link.Flush();
        Assert.Equal([new Data(0, 1, 0, [Op(0), Op(1), Op(2)])], Outgoing(link, At(1)));
        Assert.Equal(3, link.PendingOps);
        link.OnFrame(new Ack(0, 1), At(2));
        Assert.Equal(0, link.PendingOps);
    }

    [Fact]
    public void Ops_leave_unasked_when_a_batch_is_full()
    {
        ReliableLink link = OpenLink(new LinkOptions { BatchBytes = 1000 });
        link.Enqueue(Op(0, 400));
        Assert.Empty(Outgoing(link, At(1)));
        link.Enqueue(Op(1, 400));
        link.Enqueue(Op(2, 400));
        Assert.Equal([new Data(0, 1, 0, [Op(0, 400), Op(1, 400)])], Outgoing(link, At(1)));
    }

    [Fact]
    public void Ops_from_before_the_link_was_open_leave_first()
    {
        ReliableLink link = ReliableLink.Open(Hello(), LinkOptions.Default, At(0));
        link.Enqueue(Op(0));
        Assert.Equal([Hello()], Outgoing(link, At(0)));
        link.OnFrame(new Welcome(0, FrameCodec.ProtocolVersion, Digest, 77), At(1));
        Assert.Equal([new Data(0, 1, 0, [Op(0)])], Outgoing(link, At(1)));
    }

    [Fact]
    public void No_more_frames_are_on_their_way_than_the_window_allows()
    {
        ReliableLink link = OpenLink(new LinkOptions { BatchBytes = 1 });
        for (int i = 0; i < 100; i++) link.Enqueue(Op(i));
        Assert.Equal(64, Outgoing(link, At(1)).Count);
        link.OnFrame(new Ack(0, 3), At(2));
        Assert.Equal(3, Outgoing(link, At(2)).Count);
    }

    [Fact]
    public void No_more_bytes_are_on_their_way_than_allowed_but_one_frame_always()
    {
        ReliableLink link = OpenLink(new LinkOptions { BatchBytes = 1, WindowBytes = 5_000 });
        for (int i = 0; i < 4; i++) link.Enqueue(Op(i, 10_000));
        Assert.Single(Outgoing(link, At(1)));
        link.OnFrame(new Ack(0, 1), At(2));
        Assert.Single(Outgoing(link, At(2)));
    }

    [Fact]
    public void The_oldest_frame_is_sent_again_after_a_while_and_after_twice_that()
    {
        ReliableLink link = OpenLink(new LinkOptions { BatchBytes = 1 });
        link.Enqueue(Op(0));
        link.Enqueue(Op(1));
        Assert.Equal(2, Outgoing(link, At(0)).Count);
        link.OnTick(At(199));
        Assert.Empty(Outgoing(link, At(199)));
        link.OnTick(At(200));
        Assert.Equal([new Data(0, 1, 0, [Op(0)])], Outgoing(link, At(200)));
        link.OnTick(At(599));
        Assert.DoesNotContain(Outgoing(link, At(599)), frame => frame is Data);
        link.OnTick(At(600));
        Assert.Equal([new Data(0, 1, 0, [Op(0)])], Outgoing(link, At(600)));
        // The first is there now and the second is not: that was lost too, and is not waited for again.
        link.OnFrame(new Ack(0, 1), At(610));
        Assert.Equal([new Data(0, 2, 0, [Op(1)])], Outgoing(link, At(610)));
        Assert.Equal(3, link.Retransmissions);
    }

    [Fact]
    public void A_frame_that_comes_again_is_dropped_and_acknowledged_again()
    {
        ReliableLink link = OpenLink();
        var data = new Data(0, 1, 0, [Op(5)]);
        link.OnFrame(data, At(1));
        link.OnFrame(data, At(2));
        Assert.Equal([5L], Incoming(link));
        Assert.Equal([new Ack(0, 1)], Outgoing(link, At(2)));
        Assert.Equal(1, link.RepeatedFrames);
    }

    [Fact]
    public void A_frame_that_comes_too_early_waits_for_those_before_it()
    {
        ReliableLink link = OpenLink();
        link.OnFrame(new Data(0, 3, 0, [Op(3)]), At(1));
        link.OnFrame(new Data(0, 2, 0, [Op(2)]), At(1));
        Assert.Empty(Incoming(link));
        Assert.Equal([new Ack(0, 0)], Outgoing(link, At(1)));
        link.OnFrame(new Data(0, 1, 0, [Op(1)]), At(2));
        Assert.Equal([1L, 2, 3], Incoming(link));
    }

    [Fact]
    public void An_acknowledgement_rides_on_data_or_goes_alone_after_a_moment()
    {
        ReliableLink link = OpenLink();
        link.OnFrame(new Data(0, 1, 0, [Op(1)]), At(1));
        Assert.Empty(Outgoing(link, At(1)));
        Assert.Equal(At(6), link.NextDeadline);
        link.Enqueue(Op(9));
        link.Flush();
        Assert.Equal([new Data(0, 1, 1, [Op(9)])], Outgoing(link, At(2)));
        link.OnTick(At(6));
        Assert.Empty(Outgoing(link, At(6)));
        link.OnFrame(new Data(0, 2, 1, [Op(2)]), At(7));
        link.OnTick(At(12));
        Assert.Equal([new Ack(0, 2)], Outgoing(link, At(12)));
    }

    [Fact]
    public void Every_eighth_frame_is_acknowledged_at_once()
    {
        ReliableLink link = OpenLink();
        for (int i = 1; i <= 8; i++)
        {
            Assert.Empty(Outgoing(link, At(1)));
            link.OnFrame(new Data(0, i, 0, [Op(i)]), At(1));
        }

        Assert.Equal([new Ack(0, 8)], Outgoing(link, At(1)));
    }

    [Fact]
    public void An_idle_link_shows_that_it_lives_and_says_again_how_far_it_has_got()
    {
        ReliableLink link = OpenLink();
        link.OnFrame(new Data(0, 1, 0, [Op(1)]), At(1));
        link.OnTick(At(6));
        Assert.Equal([new Ack(0, 1)], Outgoing(link, At(6)));
        Assert.Equal(At(256), link.NextDeadline);
        link.OnTick(At(256));
        Assert.Equal([new Heartbeat(0, At(256), 1)], Outgoing(link, At(256)));
    }

    [Fact]
    public void A_peer_has_the_whole_silence_to_come_back_when_the_transport_goes_on()
    {
        ReliableLink link = OpenLink();
        link.OnTick(At(2_400));
        link.OnTick(At(4_800));
        link.OnResumed(At(4_800));
        link.OnTick(At(7_200));
        link.OnTick(At(9_600));
        Assert.Equal(LinkState.Open, link.State);
        link.OnTick(At(9_800));
        Assert.Equal(new LinkFailure(LinkFailureKind.PeerSilent, "was silent for 5 s"), link.Failure);
    }

    [Fact]
    public void A_peer_that_is_silent_for_too_long_is_given_up()
    {
        ReliableLink link = OpenLink();
        for (int t = 250; t < 5_000; t += 250)
        {
            link.OnTick(At(t));
            Assert.Single(Outgoing(link, At(t)));
        }

        link.OnTick(At(5_000));
        Assert.Equal(new LinkFailure(LinkFailureKind.PeerSilent, "was silent for 5 s"), link.Failure);
        Assert.Empty(Outgoing(link, At(5_001)));
    }

    [Fact]
    public void A_side_that_was_away_itself_gives_the_peer_time_to_be_heard()
    {
        ReliableLink link = OpenLink();
        link.OnTick(At(60_000));
        Assert.Equal(LinkState.Open, link.State);
        link.OnTick(At(61_000));
        link.OnTick(At(62_500));
        Assert.Equal(LinkFailureKind.PeerSilent, link.Failure!.Kind);
    }

    [Fact]
    public void Frames_of_another_life_of_the_node_are_dropped()
    {
        ReliableLink link = OpenLink();
        link.OnFrame(new Data(7, 1, 0, [Op(1)]), At(1));
        Assert.Empty(Incoming(link));
        Assert.Equal(1, link.StrangeFrames);
        Assert.Equal(LinkState.Open, link.State);
    }

    public static TheoryData<NodeFrame, string> Violations => new()
    {
        { new Ack(0, 1), "acknowledged frame 1, which was never sent" },
        { new Heartbeat(0, At(1), 8), "acknowledged frame 8, which was never sent" },
        { new Data(0, 1, 2, [Op(1)]), "acknowledged frame 2, which was never sent" },
        { new Data(0, 65, 0, [Op(1)]), "sent frame 65 when 1 was next and 64 may be on their way" },
        { new Data(0, long.MaxValue, 0, [Op(1)]), "sent frame 9223372036854775807 when 1 was next and 64 may be on their way" },
        { Hello(), "sent a hello instead of answering one" },
        { new Welcome(0, 1, Digest, 78), "sent a second welcome that differs from the first" },
        { new Refused(0, "changed my mind"), "refused to take part: changed my mind" },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public void What_no_peer_may_send_breaks_the_link_with_one_reason(NodeFrame frame, string reason)
    {
        ReliableLink link = OpenLink();
        link.OnFrame(frame, At(1));
        Assert.Equal(LinkState.Broken, link.State);
        Assert.Equal(reason, link.Failure!.Reason);
        link.OnFrame(new Ack(0, 99), At(2));
        link.Enqueue(Op(1));
        link.Flush();
        link.OnTick(At(99_999));
        Assert.Empty(Outgoing(link, At(99_999)));
        Assert.Equal(reason, link.Failure!.Reason);
    }

    [Fact]
    public void A_link_that_is_given_up_gives_back_what_was_not_acknowledged_in_order_and_takes_nothing_more()
    {
        ReliableLink link = OpenLink(LinkOptions.Default with { BatchBytes = 1 });
        for (int i = 1; i <= 4; i++) link.Enqueue(Op(i));
        link.Flush();
        Assert.Equal(4, Outgoing(link, At(1)).Count);
        link.OnFrame(new Ack(0, 2), At(2));
        link.Enqueue(Op(5)); // never flushed
        link.OnBroken(LinkFailureKind.Closed, "closed its end");
        link.Enqueue(Op(6)); // by somebody who has not heard of it
        Assert.Equal([3L, 4, 5, 6], link.GiveUp("was lost").Select(NumberOf));
        Assert.Equal("closed its end", link.Failure!.Reason);
        link.Enqueue(Op(7));
        Assert.Empty(link.GiveUp("was lost"));
        Assert.Equal(0, link.PendingOps);
    }

    [Fact]
    public void A_link_that_is_given_up_before_it_is_open_gives_back_all()
    {
        ReliableLink link = ReliableLink.Open(Hello(), LinkOptions.Default, At(0));
        link.Enqueue(Op(1));
        link.Enqueue(Op(2));
        Assert.Equal([1L, 2], link.GiveUp("was killed").Select(NumberOf));
        Assert.Equal((LinkState.Broken, "was killed"), (link.State, link.Failure!.Reason));
    }

    [Fact]
    public void Frames_that_come_after_the_end_are_dropped_and_counted()
    {
        ReliableLink link = OpenLink();
        link.OnFrame(new Data(0, 1, 0, [Op(1)]), At(1));
        link.OnBroken(LinkFailureKind.PeerSilent, "was silent for 5 s");
        link.OnFrame(new Data(0, 2, 0, [Op(2)]), At(2));
        Assert.Equal(1, link.LateFrames);
        Assert.Equal([1L], Incoming(link));
    }

    [Fact]
    public void A_second_hello_that_differs_breaks_the_link()
    {
        ReliableLink link = ReliableLink.Answer(LinkOptions.Default, At(0));
        link.OnFrame(Hello(), At(1));
        link.OnFrame(Hello() with { Seed = 2 }, At(1));
        Assert.Equal("sent a second hello that differs from the first", link.Failure!.Reason);
    }

    [Fact]
    public void The_same_frame_a_thousand_times_is_handled_once_and_breaks_the_link()
    {
        foreach (NodeFrame frame in new NodeFrame[] { new Data(0, 1, 0, [Op(1)]), new Ack(0, 0), new Heartbeat(0, At(1), 0), new Welcome(0, FrameCodec.ProtocolVersion, Digest, 77) })
        {
            ReliableLink link = OpenLink();
            for (int i = 0; i < 1000; i++) link.OnFrame(frame, At(1));
            Assert.Equal($"sent 501 frames in a row that brought nothing new, the last one a {frame.GetType().Name}", link.Failure!.Reason);
            Assert.Equal(frame is Data ? 1 : 0, Incoming(link).Count);
        }
    }

    [Fact]
    public void What_came_before_the_link_broke_is_still_handled()
    {
        ReliableLink link = OpenLink();
        link.OnFrame(new Data(0, 1, 0, [Op(1)]), At(1));
        link.OnBroken(LinkFailureKind.Closed, "closed its end");
        Assert.Equal([1L], Incoming(link));
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        ReliableLink link = ReliableLink.Answer(LinkOptions.Default, At(0));
        link.OnFrame(Hello(new LinkSettings(SimDuration.FromSeconds(1), SimDuration.FromSeconds(1), 64)), At(1));
        Assert.Equal([new Refused(0, "a silence of 1 s is not within twice the heartbeat (1 s) and 1 day")], Outgoing(link, At(1)));
        Assert.Throws<ArgumentException>(() => ReliableLink.Open(Hello(new LinkSettings(SimDuration.FromSeconds(1), SimDuration.FromSeconds(5), 0)), LinkOptions.Default, At(0)));
    }

    [Fact]
    public void An_op_that_fits_no_frame_is_refused_before_the_link_is_open_and_after()
    {
        NodeOp op = Op(1, FrameCodec.MaxFrameBytes);
        Assert.Throws<NoWireFormException>(() => ReliableLink.Open(Hello(), LinkOptions.Default, At(0)).Enqueue(op));
        Assert.Throws<NoWireFormException>(() => OpenLink().Enqueue(op));
    }
}
