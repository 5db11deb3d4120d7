using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Proto = ActorLab.Wire.V1;

namespace ActorLab.Wire;

/// <summary>The messages of the model actors that may leave their process. A failure inside one travels as its words (<see cref="RemoteFailureException"/>).</summary>
public static class CoreMessages
{
    public const uint WorkItemTag = 1;
    public const uint AssignedTag = 2;
    public const uint ReportTag = 3;
    public const uint ItemFailedTag = 4;
    public const uint CompletedTag = 5;
    public const uint AbandonedTag = 6;
    public const uint LeaseBatchTag = 7;
    public const uint LeasesDoneTag = 8;
    public const uint MayBeginTag = 9;
    public const uint NotedTag = 10;
    public const uint AnswerTag = 11;
    public const uint AttachedTag = 12;

    /// <summary>The last tag that is kept for messages of Core.</summary>
    public const uint LastReservedTag = 99;

    /// <summary>The most stages that may have split an item on its way.</summary>
    public const int MaxPathDepth = 256;

    /// <summary>Adds them all.</summary>
    /// <returns>The table.</returns>
    public static WireTable AddTo(WireTable table) => table
        .Add<WorkItem>(WorkItemTag, (m, c) => ToProto(m, c).ToByteArray(), (b, c) => FromProto(Parse(Proto.WorkItem.Parser, b), c))
        .Add<Worker.Assigned>(AssignedTag, WriteAssigned, ReadAssigned)
        .Add<Coordinator.Report>(ReportTag, WriteReport, ReadReport)
        .Add<Coordinator.ItemFailed>(ItemFailedTag, WriteItemFailed, ReadItemFailed)
        .Add<Resequencer.Completed>(CompletedTag, WriteCompleted, ReadCompleted)
        .Add<Resequencer.Abandoned>(AbandonedTag, WriteAbandoned, ReadAbandoned)
        .AddWorkQueue();

    private static byte[] WriteAssigned(Worker.Assigned message, WireContext context) =>
        new Proto.Assigned { Lease = ToProto(message.Lease), Item = ToProto(message.Item, context), LastAttempt = message.LastAttempt }.ToByteArray();

    private static Worker.Assigned ReadAssigned(ReadOnlyMemory<byte> bytes, WireContext context)
    {
        Proto.Assigned proto = Parse(Proto.Assigned.Parser, bytes);
        return new Worker.Assigned(FromProto(proto.Lease), FromProto(proto.Item, context), proto.LastAttempt);
    }

    private static byte[] WriteReport(Coordinator.Report message, WireContext context) =>
        new Proto.Report { Finished = message.Finished, DemandUpTo = message.DemandUpTo }.ToByteArray();

    private static Coordinator.Report ReadReport(ReadOnlyMemory<byte> bytes, WireContext context)
    {
        Proto.Report proto = Parse(Proto.Report.Parser, bytes);
        if (proto.Finished < 0) throw new WireFormatException($"{proto.Finished} items cannot be finished");
        return new Coordinator.Report(proto.Finished, proto.DemandUpTo);
    }

    private static byte[] WriteItemFailed(Coordinator.ItemFailed message, WireContext context)
    {
        (string kind, string words) = Words(message.Cause);
        return new Proto.ItemFailed { Lease = ToProto(message.Lease), Item = ToProto(message.Item, context), Kind = kind, Message = words }.ToByteArray();
    }

    private static Coordinator.ItemFailed ReadItemFailed(ReadOnlyMemory<byte> bytes, WireContext context)
    {
        Proto.ItemFailed proto = Parse(Proto.ItemFailed.Parser, bytes);
        return new Coordinator.ItemFailed(FromProto(proto.Lease), FromProto(proto.Item, context), new RemoteFailureException(proto.Kind, proto.Message));
    }

    private static byte[] WriteCompleted(Resequencer.Completed message, WireContext context)
    {
        Payload result = context.Pack(message.Result);
        return new Proto.Completed { Path = ToProto(message.Path), Tag = result.Tag, Result = UnsafeByteOperations.UnsafeWrap(result.Bytes), Epoch = message.Epoch }.ToByteArray();
    }

    private static Resequencer.Completed ReadCompleted(ReadOnlyMemory<byte> bytes, WireContext context)
    {
        Proto.Completed proto = Parse(Proto.Completed.Parser, bytes);
        return new Resequencer.Completed(FromProto(proto.Path), context.Unpack(new Payload(proto.Tag, proto.Result.Memory)), EpochOf(proto.Epoch));
    }

    private static byte[] WriteAbandoned(Resequencer.Abandoned message, WireContext context) => new Proto.Abandoned { Path = ToProto(message.Path), Epoch = message.Epoch }.ToByteArray();

    private static Resequencer.Abandoned ReadAbandoned(ReadOnlyMemory<byte> bytes, WireContext context)
    {
        Proto.Abandoned proto = Parse(Proto.Abandoned.Parser, bytes);
        return new Resequencer.Abandoned(FromProto(proto.Path), EpochOf(proto.Epoch));
    }

    private static int EpochOf(int epoch) => epoch >= 0 ? epoch : throw new WireFormatException($"no lease has the epoch {epoch}");

    /// <summary>The same words again for a failure that has come from elsewhere already, so that a second hop adds nothing.</summary>
    internal static (string Kind, string Words) Words(Exception cause) => cause is RemoteFailureException remote
        ? (remote.Kind, remote.Message[(remote.Kind.Length + 2)..])
        : (cause.GetType().Name, cause.Message);

    private static Proto.WorkItem ToProto(WorkItem item, WireContext context)
    {
        var proto = new Proto.WorkItem { Path = ToProto(item.Path) };
        if (item.Payload is null) return proto;
        Payload payload = context.Pack(item.Payload);
        proto.Tag = payload.Tag;
        proto.Payload = UnsafeByteOperations.UnsafeWrap(payload.Bytes);
        return proto;
    }

    private static WorkItem FromProto(Proto.WorkItem? proto, WireContext context)
    {
        Proto.WorkItem item = WireNumbers.Present(proto, "the item");
        if (item.Tag == 0 && item.Payload.Length > 0) throw new WireFormatException("the payload of an item has no tag");
        return new WorkItem(FromProto(item.Path), item.Tag == 0 ? null : context.Unpack(new Payload(item.Tag, item.Payload.Memory)));
    }

    private static Proto.Lease ToProto(Lease lease) => new() { Number = lease.Number, Epoch = lease.Epoch };

    private static Lease FromProto(Proto.Lease? proto)
    {
        Proto.Lease lease = WireNumbers.Present(proto, "the lease");
        return lease is { Number: >= 1, Epoch: >= 0 } ? new Lease(lease.Number, lease.Epoch) : throw new WireFormatException($"no lease is for item {lease.Number}, epoch {lease.Epoch}");
    }

    private static Proto.Path ToProto(SequencePath path)
    {
        if (path.Depth > MaxPathDepth) throw new NoWireFormException($"an item was split {path.Depth} times; at most {MaxPathDepth} can travel");
        var proto = new Proto.Path { Root = path.Root.Value };
        AddChildren(path, proto.ChildIndex, proto.ChildCount);
        return proto;
    }

    private static void AddChildren(SequencePath path, RepeatedField<int> index, RepeatedField<int> count)
    {
        if (path.Parent is null) return;
        AddChildren(path.Parent, index, count);
        index.Add(path.ChildIndex);
        count.Add(path.ChildCount);
    }

    private static SequencePath FromProto(Proto.Path? proto)
    {
        Proto.Path given = WireNumbers.Present(proto, "the path of an item");
        if (given.Root < 1) throw new WireFormatException($"no item stands at place {given.Root}");
        if (given.ChildIndex.Count != given.ChildCount.Count) throw new WireFormatException($"a path with {given.ChildIndex.Count} children and {given.ChildCount.Count} counts");
        if (given.ChildIndex.Count > MaxPathDepth) throw new WireFormatException($"a path of {given.ChildIndex.Count} splits; at most {MaxPathDepth} are allowed");
        SequencePath path = SequencePath.Of(given.Root);
        for (int i = 0; i < given.ChildIndex.Count; i++)
        {
            int index = given.ChildIndex[i], count = given.ChildCount[i];
            if (index < 0 || index >= count) throw new WireFormatException($"child {index} of {count} does not exist");
            path = path.Child(index, count);
        }

        return path;
    }

    private static TProto Parse<TProto>(MessageParser<TProto> parser, ReadOnlyMemory<byte> bytes) where TProto : Google.Protobuf.IMessage<TProto> => parser.ParseFrom(bytes.Span);
}
