using ActorLab.TestSupport;
using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Items;
using ActorLab.Pipelines.Nodes;
using ActorLab.Wire;

namespace ActorLab.Pipelines.Tests;

/// <summary>The committed tag and bytes of every message between a stage and its workers in processes. A difference means that older programs misread this one: take a new tag.</summary>
public sealed class ProcessMessagesSpec
{
    private const int Inputs = 100_000;

    private static readonly IActorRef Boss = new NamedRef(new NodeActorName(new NodeActorId(0, 3), "root/words"));
    private static readonly PipelineItem Whole = new(3, new TextValue("grün"), 3);
    private static readonly PipelineItem Part = new(300, new ListValue([new NumberValue(-5), new TextValue(""), new ListValue([])]), 200, "k1", SequencePath.Of(300).Child(1, 2).Child(0, 70));

    private static readonly SortedDictionary<string, IMessage> Samples = new(StringComparer.Ordinal)
    {
        ["text"] = new TextValue("one line"),
        ["number"] = new NumberValue(long.MinValue),
        ["list"] = new ListValue([new NumberValue(1), new TextValue("b")]),
        ["item"] = Whole,
        ["item-part"] = Part,
        ["worker-arguments"] = new PipelineWorkerArguments("words", Boss),
        ["order"] = new WorkOrder(7, [Piece(Whole, null), Piece(Part, FailureKind.Error), Piece(Whole, FailureKind.Hang), Piece(Whole, FailureKind.Crash)]) { HasTimeLimit = true, Recall = new Recall() },
        ["order-that-stops"] = new WorkOrder(8, [Piece(Whole, null)]) { StopsAtFailure = true, Recall = new Recall() },
        ["done"] = new WorkDone(7, [new WorkResult(Outcome.None, null), new WorkResult(Outcome.One(Part), null, true), new WorkResult(Outcome.Parts(Whole, [new NumberValue(1), new NumberValue(2)]), null)]),
        ["done-failed"] = new WorkDone(8, [new WorkResult(Outcome.None, new StageFunctionException("expected a text, got '1'"))]),
        ["sentinel"] = Sentinel.Instance,
        ["ready"] = ReadyForWork.Instance,
        ["let-go"] = LetGo.Instance,
        ["let-gone"] = new LetGone(null),
        ["let-gone-failed"] = new LetGone(new InvalidOperationException("too much")),
        ["taken-back"] = TakenBack.Instance,
        ["tap-arguments"] = new PipelineTapArguments("words", Boss, new NamedRef(new NodeActorName(new NodeActorId(0, 4), "root/words/feeder-1")), "run.1.work.words"),
        ["order-taken"] = new OrderTaken(7),
        ["order-granted"] = new OrderGranted(7),
        ["order-taken-back"] = new OrderTakenBack(7),
    };

    public static TheoryData<string> Names => [.. Samples.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_message_has_the_committed_tag_and_bytes_and_they_give_the_message(string name)
    {
        WireContext context = NewContext();
        Payload payload = context.Pack(Samples[name]);
        string file = Path.Combine(AppContext.BaseDirectory, "Golden", name + ".hex");
        string committed = File.Exists(file) ? File.ReadAllText(file).Trim() : "no bytes are committed";
        Assert.Equal(committed, $"{payload.Tag} {Convert.ToHexString(payload.Bytes.Span)}".TrimEnd());
        IMessage back = context.Unpack(payload);
        Assert.IsType(Samples[name].GetType(), back);
        Assert.Equal(payload, context.Pack(back));
    }

    [Fact]
    public void Every_message_has_committed_bytes_and_a_tag_of_the_range_of_pipelines()
    {
        WireTable table = PipelineNodes.AddMessages(new WireTable());
        Assert.Equal(table.Tags, Samples.Values.Select(m => table.TagOf(m.GetType())).Distinct().Order());
        Assert.All(table.Tags, tag => Assert.InRange(tag, 200u, 219u));
        Assert.Equal(Samples.Keys, Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Golden"), "*.hex").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_failure_arrives_in_its_own_words_however_often_it_travels()
    {
        WireContext context = NewContext();
        var once = (WorkDone)context.Unpack(context.Pack(Samples["done-failed"]));
        var twice = (WorkDone)context.Unpack(context.Pack(once));
        Assert.Equal("StageFunctionException: expected a text, got '1'", twice.Results[0].Failure!.Message);
    }

    [Fact]
    public void What_fits_by_its_load_can_be_packed()
    {
        WireContext context = NewContext();
        var random = new RandomStream(5);
        int fit = 0, refused = 0;
        for (int i = 0; i < 60; i++)
        {
            var load = new MessageLoad();
            var pieces = ImmutableArray.CreateBuilder<WorkPiece>();
            for (int j = 0; j < 4; j++)
            {
                PipelineItem item = Part with { Value = new ListValue([new TextValue(new string('é', (int)random.NextInt64(0, 3_000_000))), Nested((int)random.NextInt64(0, 10))]) };
                if (load.TryAdd(item)) pieces.Add(Piece(item, null));
                else refused++;
            }

            if (pieces.Count == 0) continue;
            fit++;
            var order = new WorkOrder(long.MaxValue, pieces.ToImmutable()) { Recall = new Recall() };
            Assert.Equal(PipelineMessages.OrderTag, context.Pack(order).Tag);
            // And as a message of a work queue.
            Assert.Equal(CoreMessages.LeaseBatchTag, context.Pack(new LeaseBatch([WorkStage.Leased(order)], Suspect: true)).Tag);
        }

        Assert.True(fit > 10 && refused > 10, $"{fit} fit, {refused} refused");
    }

    [Fact]
    public void Mutated_messages_give_messages_or_a_format_error()
    {
        var random = new RandomStream(100);
        WireContext context = NewContext();
        Payload[] seeds = [.. Samples.Values.Select(context.Pack)];
        int refused = 0, accepted = 0;
        for (int i = 0; i < Inputs; i++)
        {
            Payload seed = seeds[random.NextInt64(0, seeds.Length - 1)];
            byte[] bytes = Mutate(random, seed.Bytes.ToArray());
            try
            {
                IMessage message = context.Unpack(seed with { Bytes = bytes });
                Payload packed = context.Pack(message);
                Assert.Equal(packed, context.Pack(context.Unpack(packed)));
                accepted++;
            }
            catch (WireFormatException)
            {
                refused++;
            }
            catch (Exception other) when (other is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"input {i} (tag {seed.Tag}, {Convert.ToHexString(bytes)}): {other}");
            }
        }

        Assert.True(refused > 10_000 && accepted > 5_000, $"{refused} refused, {accepted} accepted");
    }

    private static WireContext NewContext() => new(PipelineNodes.AddMessages(CoreMessages.AddTo(new WireTable())), new References());

    private static WorkPiece Piece(PipelineItem item, FailureKind? fails) =>
        new(item, 2, SimDuration.FromMilliseconds(1), SimDuration.FromMicroseconds(2), SimDuration.FromNanoseconds(3), fails);

    private static IMessage Nested(int depth) => depth == 0 ? new NumberValue(1) : new ListValue([Nested(depth - 1)]);

    private static byte[] Mutate(RandomStream random, byte[] original)
    {
        var bytes = new List<byte>(original);
        for (long change = random.NextInt64(1, 4); change > 0 && bytes.Count > 0; change--)
        {
            int place = (int)random.NextInt64(0, bytes.Count - 1);
            switch (random.NextInt64(0, 3))
            {
                case 0: bytes[place] ^= (byte)(1 << (int)random.NextInt64(0, 7)); break;
                case 1: bytes[place] = (byte)random.NextUInt64(); break;
                case 2: bytes.Insert(place, (byte)random.NextUInt64()); break;
                default: bytes.RemoveRange(place, (int)random.NextInt64(1, Math.Min(8, bytes.Count - place))); break;
            }
        }

        return [.. bytes];
    }

    private sealed class NamedRef(NodeActorName name) : TestActorRef(name.Id.Number, name.Path)
    {
        public NodeActorName WireName { get; } = name;
    }

    private sealed class References : IWireReferences
    {
        public NodeActorName NameOf(IActorRef actor) => ((NamedRef)actor).WireName;

        public IActorRef ActorOf(NodeActorName name) => new NamedRef(name);
    }
}
