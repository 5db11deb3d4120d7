using ActorLab.Wire.Frames;

namespace ActorLab.Wire.Tests;

/// <summary>The committed bytes of every frame, op and message. A difference means that older programs misread this one: raise the protocol version, or take a new tag.</summary>
public sealed class GoldenSpec
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden");

    public static TheoryData<string> FrameNames => [.. Samples.Frames().Keys.Order(StringComparer.Ordinal)];

    public static TheoryData<string> MessageNames => [.. Samples.Messages().Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(FrameNames))]
    public void A_frame_has_the_committed_bytes_and_they_give_the_frame(string name)
    {
        NodeFrame frame = Samples.Frames()[name];
        Assert.Equal(Committed(name), Convert.ToHexString(FrameCodec.Encode(frame)));
        var got = new List<NodeFrame>();
        new FrameDecoder().Decode(Convert.FromHexString(Committed(name)), got);
        Assert.Equal(frame, Assert.Single(got));
    }

    [Theory]
    [MemberData(nameof(MessageNames))]
    public void A_message_has_the_committed_tag_and_bytes_and_they_give_the_message(string name)
    {
        WireContext context = Samples.NewContext();
        IMessage message = Samples.Messages()[name];
        Payload payload = context.Pack(message);
        Assert.Equal(Committed(name), $"{payload.Tag} {Convert.ToHexString(payload.Bytes.Span)}".TrimEnd());
        string[] committed = Committed(name).Split(' ');
        // A message that says nothing but its tag has no bytes.
        IMessage back = context.Unpack(new Payload(uint.Parse(committed[0]), Convert.FromHexString(committed.ElementAtOrDefault(1) ?? "")));
        Assert.IsType(message.GetType(), back);
        Assert.Equal(Samples.Describe(message), Samples.Describe(back));
    }

    [Fact]
    public void Every_frame_and_every_op_has_committed_bytes()
    {
        Assert.Equal(Cases(typeof(NodeFrame)), Samples.Frames().Values.Select(f => f.GetType().Name).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(Cases(typeof(NodeOp)), Samples.Ops().Values.Select(o => o.GetType().Name).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_message_of_the_table_has_committed_bytes()
    {
        WireTable table = Samples.NewTable();
        Assert.Equal(table.Tags, Samples.Messages().Values.Select(m => table.TagOf(m.GetType())).Distinct().Order());
    }

    [Fact]
    public void No_committed_bytes_are_left_over()
    {
        string[] files = [.. Directory.GetFiles(Folder, "*.hex").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];
        Assert.Equal(Samples.Frames().Keys.Concat(Samples.Messages().Keys).Order(StringComparer.Ordinal), files);
    }

    private static IEnumerable<string> Cases(Type family) =>
        family.Assembly.GetTypes().Where(t => t.IsSubclassOf(family) && !t.IsAbstract).Select(t => t.Name).Order(StringComparer.Ordinal);

    private static string Committed(string name)
    {
        string file = Path.Combine(Folder, name + ".hex");
        return File.Exists(file) ? File.ReadAllText(file).Trim() : "no bytes are committed";
    }
}
