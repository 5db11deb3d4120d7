using ActorLab.TestSupport;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;
using ActorLab.Experiments.Cases;
using ActorLab.Experiments.Contexts;
using ActorLab.Experiments.LargeState;
using ActorLab.Experiments.LineCopy;
using ActorLab.Experiments.ProcessQueue;
using ActorLab.Experiments.QueueWorkers;
using ActorLab.Experiments.Tasks;
using ActorLab.Wire;
using Xunit;

namespace ActorLab.Experiments.Tests;

/// <summary>The committed tag and bytes of every message of an experiment that may leave its process. A difference means that older programs misread this one: take a new tag.</summary>
public sealed class WireFormsSpec
{
    private static readonly IActorRef Boss = new NamedRef(new NodeActorName(new NodeActorId(0, 3), "root/coordinator"));
    private static readonly IActorRef SomeWorker = new NamedRef(new NodeActorName(new NodeActorId(2, 1), "root/worker-2"));

    private static readonly SortedDictionary<string, IMessage> Samples = new(StringComparer.Ordinal)
    {
        ["line-copy-worker"] = new LineCopyWorkerArguments(Boss, SomeWorker),
        ["line-copy-worker-that-writes"] = new LineCopyWorkerArguments(Boss, null),
        ["line-copy-tap"] = new LineCopyTapArguments(Boss, SomeWorker, "run.1.work"),
        ["line-record"] = new LineRecord(new ThreadIdentity("worker", 12, 98, 40, 2), "line1"u8.ToArray()),
        ["line-copied"] = LineCopied.Instance,
        ["happened"] = new Happened("child", "begins"),
        ["case-root"] = new CaseRoot(Boss),
        ["passed-object"] = new PassedObject(Boss, -3),
        ["worker-saw"] = new WorkerSaw(98, 5, 1, 42),
        ["queue-side"] = new QueueSide(Boss, SomeWorker),
        ["queue-taken"] = new Taken(300, 98),
        ["queue-sentinel-taken"] = SentinelTaken.Instance,
        ["queue-join"] = BoundedQueue.Join.Instance,
        ["queue-offer"] = new BoundedQueue.Offer(new CaseRoot(Boss)),
        ["queue-end"] = BoundedQueue.End.Instance,
        ["queue-credit"] = new Producer.Credit(8),
        ["queue-demand"] = new BoundedQueue.Demand(9),
        ["queue-sentinel"] = BoundedQueue.Sentinel.Instance,
        ["queue-ask"] = BoundedQueue.Ask.Instance,
        ["queue-figures"] = new BoundedQueue.Figures(10, 9, 1, 8, 1, 3, 0),
        ["worker-place"] = new WorkerPlace(1, Boss, SomeWorker, Boss),
        ["task-item"] = new TaskItem(9),
        ["no-more-tasks"] = NoMoreTasks.Instance,
        ["task-result"] = new TaskResult(9, 19, 98),
        ["worker-does"] = new WorkerDoes(1, WorkerDoing.WaitsForRoom, 9),
        ["worker-does-end"] = new WorkerDoes(0, WorkerDoing.FindsEmpty, -1),
        ["sent-share"] = new SentShare(Boss, 1000, new Share(300, 600)),
        ["has-up-to"] = new HasUpTo(1 << 20),
        ["state-piece"] = new StatePiece(64, new byte[] { 1, 0, 255 }),
        ["task-arguments"] = new TaskArguments(Boss, 3, 2),
        ["task-done"] = new TaskDone(3, 5_000, 3_927, true, "main-1", 101),
        ["share-summed"] = new ShareSummed(500, true),
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
