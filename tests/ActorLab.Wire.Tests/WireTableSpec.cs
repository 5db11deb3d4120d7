using ActorLab.TestSupport;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;
using ActorLab.Wire.Frames;

namespace ActorLab.Wire.Tests;

public sealed class WireTableSpec
{
    [Fact]
    public void An_unknown_tag_is_an_error_that_names_it()
    {
        WireFormatException unknown = Assert.Throws<WireFormatException>(() => Samples.NewContext().Unpack(new Payload(4_000_000_000, default)));
        Assert.Equal("no message has the tag 4000000000", unknown.Message);
    }

    [Fact]
    public void Two_messages_with_one_tag_are_refused()
    {
        WireTable table = Samples.NewTable();
        ArgumentException refused = Assert.Throws<ArgumentException>(() => table.Add<Homebody>(Samples.NoteTag, (_, _) => { }, _ => new Homebody()));
        Assert.StartsWith("tag 100 of Homebody belongs to Note", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0u, table.TagOf(typeof(Homebody)));
    }

    [Fact]
    public void One_message_with_two_tags_is_refused()
    {
        WireTable table = Samples.NewTable();
        Assert.Throws<ArgumentException>(() => table.Add<Note>(200, (_, _) => { }, _ => new Note(0)));
        Assert.DoesNotContain(200u, table.Tags);
    }

    [Fact]
    public void Tag_0_is_for_no_message() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new WireTable().Add<Homebody>(0, (_, _) => { }, _ => new Homebody()));

    [Fact]
    public void A_table_in_use_is_closed()
    {
        WireTable table = Samples.NewTable();
        _ = new WireContext(table, new TestReferences());
        Assert.True(table.IsFrozen);
        Assert.Throws<InvalidOperationException>(() => table.Add<Homebody>(200, (_, _) => { }, _ => new Homebody()));
    }

    [Fact]
    public void A_message_without_a_codec_cannot_be_packed()
    {
        Assert.False(Samples.NewContext().TryPack(new Homebody(), out Payload payload, out string? reason));
        Assert.Equal(Payload.None, payload);
        Assert.Equal("Homebody has no wire form", reason);
    }

    [Fact]
    public void A_message_inside_a_message_without_a_codec_cannot_be_packed_either()
    {
        Assert.False(Samples.NewContext().TryPack(new WorkItem(SequencePath.Of(1), new Homebody()), out _, out string? reason));
        Assert.Equal("Homebody has no wire form", reason);
    }

    [Fact]
    public void A_reference_that_cannot_be_addressed_cannot_be_packed() =>
        Assert.False(Samples.NewContext().TryPack(new Fields(0, 0, 0, false, "", [], new Stranger(), null), out _, out _));

    [Fact]
    public void A_message_that_is_too_large_cannot_be_packed()
    {
        var message = new Fields(0, 0, 0, false, "", new byte[Payload.MaxBytes], null, null);
        Assert.False(Samples.NewContext().TryPack(message, out _, out string? reason));
        Assert.Contains("bytes; at most 16711680 can travel", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_stand_inside_each_other_up_to_a_depth()
    {
        WireContext context = Samples.NewContext();
        Note deep = Nested(WireContext.MaxDepth - 1);
        Assert.Equal(deep, context.Unpack(context.Pack(deep)));
        Assert.False(context.TryPack(Nested(WireContext.MaxDepth), out _, out string? reason));
        Assert.Equal("Note stands more than 16 messages deep", reason);
    }

    [Fact]
    public void Bytes_that_nest_a_thousand_messages_are_refused()
    {
        byte[] bytes = [0, 0];
        for (int i = 0; i < 1000; i++) bytes = [0, (byte)Samples.NoteTag, .. Length(bytes.Length), .. bytes];
        WireFormatException refused = Assert.Throws<WireFormatException>(() => Samples.NewContext().Unpack(new Payload(Samples.NoteTag, bytes)));
        Assert.Equal("messages stand more than 16 deep inside each other", refused.Message);
    }

    [Fact]
    public void Bytes_after_the_last_field_are_refused()
    {
        WireFormatException refused = Assert.Throws<WireFormatException>(() => Samples.NewContext().Unpack(new Payload(Samples.NoteTag, new byte[] { 2, 0, 7 })));
        Assert.Equal("1 bytes follow the last field", refused.Message);
    }

    [Fact]
    public void A_failure_travels_as_its_words_and_a_second_hop_adds_nothing()
    {
        WireContext context = Samples.NewContext();
        var first = new Coordinator.ItemFailed(Samples.Lease, Samples.Item, new MachineFailureException(StepKind.Open, "in.txt", "no such file"));
        var second = (Coordinator.ItemFailed)context.Unpack(context.Pack(first));
        var third = (Coordinator.ItemFailed)context.Unpack(context.Pack(second));
        Assert.Equal("MachineFailureException: in.txt: no such file", second.Cause.Message);
        Assert.Equal(second.Cause.Message, third.Cause.Message);
        Assert.Equal("MachineFailureException", ((RemoteFailureException)third.Cause).Kind);
    }

    [Fact]
    public void An_item_that_was_split_too_often_cannot_be_packed()
    {
        SequencePath path = SequencePath.Of(1);
        for (int i = 0; i < CoreMessages.MaxPathDepth; i++) path = path.Child(0, 2);
        WireContext context = Samples.NewContext();
        Assert.Equal(new Resequencer.Abandoned(path), context.Unpack(context.Pack(new Resequencer.Abandoned(path))));
        Assert.False(context.TryPack(new Resequencer.Abandoned(path.Child(0, 2)), out _, out _));
    }

    [Fact]
    public void Every_reason_directive_and_step_kind_has_a_number_in_the_schema()
    {
        foreach (DeadLetterReason reason in Enum.GetValues<DeadLetterReason>()) AssertTravels(new DeadLetterOp(reason, null, "x", Payload.None));
        foreach (SupervisionDirective directive in Enum.GetValues<SupervisionDirective>())
        {
            AssertTravels(new SpawnOp(Samples.Worker, Samples.Coordinator, "x", "y", Samples.SomePayload, new SupervisionPolicy { Directive = directive }));
        }

        foreach (StepKind kind in Enum.GetValues<StepKind>())
        {
            AssertTravels(new LeaveOp("", Samples.Steps(k => k == kind ? 3 : 0), new Core.Engine.RunCounters(0, 0, 0, 0, 0, 0)));
        }
    }

    private static void AssertTravels(NodeOp op)
    {
        var frame = new Data(0, 1, 0, [op]);
        Assert.Equal(frame, FrameCodec.Decode(FrameCodec.Encode(frame).AsSpan(FrameCodec.LengthBytes)));
    }

    private static Note Nested(int levels) => levels == 0 ? new Note(0) : new Note(levels, Nested(levels - 1));

    private static byte[] Length(int value) => value < 0x80 ? [(byte)value] : [(byte)(value | 0x80), (byte)(value >> 7)];

    private sealed class Stranger() : TestActorRef(1, "stranger");
}
