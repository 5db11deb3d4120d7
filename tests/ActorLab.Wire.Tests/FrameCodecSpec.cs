using ActorLab.Core.Actors;
using System.Buffers.Binary;
using ActorLab.Wire.Frames;

namespace ActorLab.Wire.Tests;

public sealed class FrameCodecSpec
{
    private const int Frames = 12_000;

    [Fact]
    public void Every_frame_comes_back_as_it_was_sent()
    {
        var frames = new RandomFrames(new RandomStream(1));
        var kinds = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < Frames; i++)
        {
            NodeFrame frame = frames.Next();
            byte[] bytes = FrameCodec.Encode(frame);
            Assert.Equal(bytes.Length - FrameCodec.LengthBytes, (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes));
            NodeFrame back = FrameCodec.Decode(bytes.AsSpan(FrameCodec.LengthBytes));
            Assert.True(frame.Equals(back), $"frame {i} of seed 1: {frame} came back as {back}");
            Count(kinds, frame.GetType().Name);
            if (frame is Data data)
                foreach (NodeOp op in data.Ops) Count(kinds, op.GetType().Name);
        }

        Assert.Equal(16, kinds.Count);
        Assert.All(kinds, kind => Assert.True(kind.Value > 100, $"{kind.Key} came {kind.Value} times only"));
    }

    [Fact]
    public void A_stream_gives_the_same_frames_however_it_is_cut()
    {
        for (ulong seed = 1; seed <= 200; seed++)
        {
            var random = new RandomStream(seed);
            var frames = new RandomFrames(random);
            NodeFrame[] sent = [.. Enumerable.Range(0, 20).Select(_ => frames.Next())];
            byte[] stream = [.. sent.SelectMany(FrameCodec.Encode)];
            var decoder = new FrameDecoder();
            var got = new List<NodeFrame>();
            int largest = (int)random.NextInt64(1, 300);
            for (int start = 0; start < stream.Length;)
            {
                int length = (int)Math.Min(stream.Length - start, random.NextInt64(1, largest));
                decoder.Decode(stream.AsSpan(start, length), got);
                start += length;
            }

            Assert.True(sent.SequenceEqual(got), $"seed {seed}: {got.Count} of {sent.Length} frames, or others");
            Assert.Equal(0, decoder.PendingBytes);
        }
    }

    [Fact]
    public void A_frame_that_claims_2_GiB_is_refused_before_a_byte_of_room_is_made_for_it()
    {
        var decoder = new FrameDecoder();
        var got = new List<NodeFrame>();
        byte[] good = FrameCodec.Encode(new Ack(0, 1));
        decoder.Decode(good, got);
        WireFormatException refused = Assert.Throws<WireFormatException>(() => decoder.Decode([0, 0, 0, 0x80], got));
        Assert.Equal($"byte {good.Length}: a frame claims 2147483648 bytes; 1 to 16777216 are allowed", refused.Message);
        Assert.Equal(good.Length, refused.Offset);
        Assert.Equal(0, decoder.BufferBytes);
        Assert.Single(got);
    }

    [Fact]
    public void The_largest_length_makes_room_only_for_what_has_arrived()
    {
        var decoder = new FrameDecoder();
        byte[] start = new byte[1000];
        BinaryPrimitives.WriteInt32LittleEndian(start, FrameCodec.MaxFrameBytes);
        decoder.Decode(start, []);
        Assert.Equal(1000, decoder.PendingBytes);
        Assert.InRange(decoder.BufferBytes, 1000, 2048);
    }

    [Theory]
    [InlineData("00000000", "byte 0: a frame claims 0 bytes; 1 to 16777216 are allowed")]
    [InlineData("01000001", "byte 0: a frame claims 16777217 bytes; 1 to 16777216 are allowed")]
    [InlineData("020000000801", "byte 0: a frame of an unknown kind")]
    [InlineData("03000000F20600", "byte 0: a frame of an unknown kind")]
    [InlineData("020000002A00", "byte 0: a data frame without ops")]
    [InlineData("040000002A021A00", "byte 0: a data frame without a sequence number")]
    [InlineData("060000002A0408011A00", "byte 0: an op of an unknown kind")]
    [InlineData("080000002A0608011A021A00", "byte 0: the actor to stop is missing")]
    public void A_frame_that_is_none_is_named_with_its_place(string hex, string message)
    {
        var decoder = new FrameDecoder();
        WireFormatException bad = Assert.Throws<WireFormatException>(() => decoder.Decode(Convert.FromHexString(hex), []));
        Assert.Equal(message, bad.Message);
        Assert.Same(bad, Assert.Throws<WireFormatException>(() => decoder.Decode(FrameCodec.Encode(new Ack(0, 0)), [])));
    }

    [Fact]
    public void A_frame_cut_short_inside_its_length_is_no_frame()
    {
        byte[] bytes = FrameCodec.Encode(Samples.Frames()["frame-hello"]);
        WireFormatException bad = Assert.Throws<WireFormatException>(() => FrameCodec.Decode(bytes.AsSpan(FrameCodec.LengthBytes, 30)));
        Assert.StartsWith("not a frame: ", bad.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_frame_above_the_limit_is_not_written()
    {
        var op = new SendOp(Samples.Worker, null, new Payload(1, new byte[FrameCodec.MaxFrameBytes]));
        Assert.Throws<NoWireFormException>(() => FrameCodec.Encode(new Data(0, 1, 0, [op])));
    }

    [Fact]
    public void An_actor_terminates_because_it_stopped_or_its_node_was_lost_and_for_no_other_reason()
    {
        foreach (DeadLetterReason reason in Enum.GetValues<DeadLetterReason>())
        {
            byte[] bytes = FrameCodec.Encode(new Data(0, 1, 0, [new TerminatedOp(Samples.Worker, null, reason)]));
            Action decode = () => FrameCodec.Decode(bytes.AsSpan(FrameCodec.LengthBytes));
            if (reason is DeadLetterReason.ReceiverStopped or DeadLetterReason.NodeLost) decode();
            else Assert.Equal($"no actor terminates because of {reason}", Assert.Throws<WireFormatException>(decode).Message);
        }
    }

    [Fact]
    public void The_largest_message_fits_into_a_frame()
    {
        var op = new SendOp(Samples.Worker, Samples.Coordinator, new Payload(1, new byte[Payload.MaxBytes]));
        var decoder = new FrameDecoder();
        var got = new List<NodeFrame>();
        decoder.Decode(FrameCodec.Encode(new Data(0, 1, 0, [op])), got);
        Assert.Equal(new Data(0, 1, 0, [op]), Assert.Single(got));
    }

    private static void Count(SortedDictionary<string, int> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;
}
