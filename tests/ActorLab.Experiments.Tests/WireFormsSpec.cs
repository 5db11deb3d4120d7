using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Experiments.LineCopy;
using ActorLab.Wire;
using Xunit;

namespace ActorLab.Experiments.Tests;

/// <summary>The committed tag and bytes of every message of an experiment that may leave its process. A difference means that older programs misread this one: take a new tag.</summary>
public sealed class WireFormsSpec
{
    private static readonly ActorRef Coordinator = new NamedRef(new NodeActorName(new NodeActorId(0, 3), "root/coordinator"));
    private static readonly ActorRef Worker = new NamedRef(new NodeActorName(new NodeActorId(2, 1), "root/worker-2"));

    private static readonly SortedDictionary<string, IMessage> Samples = new(StringComparer.Ordinal)
    {
        ["line-copy-worker"] = new LineCopyWorkerArguments(Coordinator, Worker),
        ["line-copy-worker-that-writes"] = new LineCopyWorkerArguments(Coordinator, null),
        ["line-record"] = new LineRecord(new ThreadIdentity("worker", 12, 98, 40, 2), "line1"u8.ToArray()),
        ["line-copied"] = LineCopied.Instance,
    };

    public static TheoryData<string> Names => [.. Samples.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_message_has_the_committed_tag_and_bytes_and_they_give_the_message(string name)
    {
        var context = new WireContext(ExperimentCatalog.AddMessages(CoreMessages.AddTo(new WireTable())), new References());
        Payload payload = context.Pack(Samples[name]);
        string file = Path.Combine(AppContext.BaseDirectory, "Golden", name + ".hex");
        string committed = File.Exists(file) ? File.ReadAllText(file).Trim() : "no bytes are committed";
        Assert.Equal(committed, $"{payload.Tag} {Convert.ToHexString(payload.Bytes.Span)}".TrimEnd());
        IMessage back = context.Unpack(payload);
        Assert.IsType(Samples[name].GetType(), back);
        Assert.Equal(payload, context.Pack(back));
    }

    [Fact]
    public void Every_message_of_the_experiments_has_committed_bytes()
    {
        WireTable table = ExperimentCatalog.AddMessages(new WireTable());
        Assert.Equal(table.Tags, Samples.Values.Select(m => table.TagOf(m.GetType())).Distinct().Order());
        Assert.All(table.Tags, tag => Assert.True(tag > CoreMessages.LastReservedTag));
    }

    [Fact]
    public void No_committed_bytes_are_left_over() =>
        Assert.Equal(Samples.Keys, Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Golden"), "*.hex").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal));

    private sealed class NamedRef(NodeActorName name) : ActorRef(new ActorId(name.Id.Number), name.Path)
    {
        public NodeActorName WireName { get; } = name;
    }

    private sealed class References : IWireReferences
    {
        public NodeActorName NameOf(ActorRef actor) => ((NamedRef)actor).WireName;

        public ActorRef ActorOf(NodeActorName name) => new NamedRef(name);
    }
}
