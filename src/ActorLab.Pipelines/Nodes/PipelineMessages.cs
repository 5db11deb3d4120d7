using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Items;
using ActorLab.Wire;

namespace ActorLab.Pipelines.Nodes;

/// <summary>What the worker of a stage is told when it is placed on its node.</summary>
/// <param name="Stage">The name of the stage.</param>
/// <param name="Boss">The actor of the stage.</param>
internal sealed record PipelineWorkerArguments(string Stage, IActorRef Boss) : IMessage;

/// <summary>The same for one that takes the stage's orders from a queue.</summary>
/// <param name="Stage">The name of the stage.</param>
/// <param name="Boss">The actor of the stage.</param>
/// <param name="Feeder">Keeps the account of what is in the queue.</param>
/// <param name="Queue">The name by which the node gets at it.</param>
internal sealed record PipelineTapArguments(string Stage, IActorRef Boss, IActorRef Feeder, string Queue) : IMessage;

/// <summary>The messages between a stage and its workers in other processes.</summary>
internal static class PipelineMessages
{
    public const uint TextTag = 200;
    public const uint NumberTag = 201;
    public const uint ListTag = 202;
    public const uint ItemTag = 203;
    public const uint ArgumentsTag = 204;
    public const uint OrderTag = 205;
    public const uint DoneTag = 206;
    public const uint SentinelTag = 207;
    public const uint ReadyTag = 208;
    public const uint TakenBackTag = 209;

    public const uint LetGoTag = 210;
    public const uint LetGoneTag = 211;
    public const uint TapArgumentsTag = 212;
    public const uint OrderTakenTag = 213;
    public const uint OrderGrantedTag = 214;
    public const uint OrderTakenBackTag = 215;

    private const int NotToFail = 0;

    public static WireTable AddTo(WireTable table) => table
        .Add<TextValue>(TextTag, static (m, w) => w.Text(m.Text), static r => new TextValue(r.Text()))
        .Add<NumberValue>(NumberTag, static (m, w) => w.Int64(m.Number), static r => new NumberValue(r.Int64()))
        .Add<ListValue>(ListTag, Write, ReadList)
        .Add<PipelineItem>(ItemTag, Write, ReadItem)
        .Add<PipelineWorkerArguments>(ArgumentsTag, Write, static r => new PipelineWorkerArguments(r.Text(), Somebody(r)))
        .Add<WorkOrder>(OrderTag, Write, ReadOrder)
        .Add<WorkDone>(DoneTag, Write, ReadDone)
        .Add<Sentinel>(SentinelTag, static (_, _) => { }, static _ => Sentinel.Instance)
        .Add<ReadyForWork>(ReadyTag, static (_, _) => { }, static _ => ReadyForWork.Instance)
        .Add<TakenBack>(TakenBackTag, static (_, _) => { }, static _ => TakenBack.Instance)
        .Add<LetGo>(LetGoTag, static (_, _) => { }, static _ => LetGo.Instance)
        .Add<LetGone>(LetGoneTag, static (m, w) => WriteFailure(m.Failure, w), static r => new LetGone(ReadFailure(r)))
        .Add<PipelineTapArguments>(TapArgumentsTag, Write, static r => new PipelineTapArguments(r.Text(), Somebody(r), Somebody(r), r.Text()))
        .Add<OrderTaken>(OrderTakenTag, static (m, w) => w.Int64(m.Id), static r => new OrderTaken(r.Int64()))
        .Add<OrderGranted>(OrderGrantedTag, static (m, w) => w.Int64(m.Id), static r => new OrderGranted(r.Int64()))
        .Add<OrderTakenBack>(OrderTakenBackTag, static (m, w) => w.Int64(m.Id), static r => new OrderTakenBack(r.Int64()));

    private static void Write(ListValue list, FieldWriter writer)
    {
        writer.Int64(list.Items.Length);
        foreach (IMessage item in list.Items) writer.Message(item);
    }

    private static ListValue ReadList(FieldReader reader) => new(Many(reader, static r => r.Message() ?? throw new WireFormatException("nothing stands in a list")));

    private static void Write(PipelineItem item, FieldWriter writer)
    {
        writer.Int64(item.Number);
        writer.Message(item.Value);
        writer.Int64(item.Origin);
        writer.Boolean(item.Key is not null);
        if (item.Key is not null) writer.Text(item.Key);
        writer.Boolean(item.Split is not null);
        if (item.Split is not null) Write(item.Split, writer);
    }

    private static PipelineItem ReadItem(FieldReader reader)
    {
        long number = Place(reader);
        IMessage value = reader.Message() ?? throw new WireFormatException("an item without a value");
        long origin = Place(reader);
        string? key = reader.Boolean() ? reader.Text() : null;
        return new PipelineItem(number, value, origin, key, reader.Boolean() ? ReadPath(reader) : null);
    }

    private static long Place(FieldReader reader)
    {
        long place = reader.Int64();
        return place >= 1 ? place : throw new WireFormatException($"no item stands at place {place}");
    }

    private static void Write(SequencePath path, FieldWriter writer)
    {
        writer.Int64(path.Root.Value);
        writer.Int64(path.Depth);
        WriteSplits(path, writer);
    }

    private static void WriteSplits(SequencePath path, FieldWriter writer)
    {
        if (path.Parent is null) return;
        WriteSplits(path.Parent, writer);
        writer.Int64(path.ChildIndex);
        writer.Int64(path.ChildCount);
    }

    private static SequencePath ReadPath(FieldReader reader)
    {
        SequencePath path = SequencePath.Of(Place(reader));
        for (int left = reader.Int32(0, CoreMessages.MaxPathDepth); left > 0; left--)
        {
            int index = reader.Int32(0, int.MaxValue - 1);
            path = path.Child(index, reader.Int32(index + 1, int.MaxValue));
        }

        return path;
    }

    private static void Write(PipelineWorkerArguments arguments, FieldWriter writer)
    {
        writer.Text(arguments.Stage);
        writer.Actor(arguments.Boss);
    }

    private static void Write(PipelineTapArguments arguments, FieldWriter writer)
    {
        writer.Text(arguments.Stage);
        writer.Actor(arguments.Boss);
        writer.Actor(arguments.Feeder);
        writer.Text(arguments.Queue);
    }

    private static IActorRef Somebody(FieldReader reader) => reader.Actor() ?? throw new WireFormatException("a worker for nobody");

    private static void Write(WorkOrder order, FieldWriter writer)
    {
        writer.Int64(order.Id);
        writer.Boolean(order.StopsAtFailure);
        writer.Boolean(order.HasTimeLimit);
        writer.Int64(order.Pieces.Length);
        foreach (WorkPiece piece in order.Pieces)
        {
            writer.Message(piece.Item);
            writer.Int64(piece.Attempt);
            writer.Int64(piece.Cost.Nanoseconds);
            writer.Int64(piece.Busy.Nanoseconds);
            writer.Int64(piece.Wait.Nanoseconds);
            writer.Int64(NumberOf(piece.Fails));
        }
    }

    private static WorkOrder ReadOrder(FieldReader reader)
    {
        long id = reader.Int64();
        bool stopsAtFailure = reader.Boolean(), hasTimeLimit = reader.Boolean();
        ImmutableArray<WorkPiece> pieces = Many(reader, ReadPiece);
        return pieces.IsEmpty ? throw new WireFormatException("an order for nothing") : new WorkOrder(id, pieces) { StopsAtFailure = stopsAtFailure, HasTimeLimit = hasTimeLimit, Recall = new Recall() };
    }

    private static WorkPiece ReadPiece(FieldReader reader) =>
        new(Item(reader), reader.Int32(0, int.MaxValue), Duration(reader), Duration(reader), Duration(reader), FailureOf(reader.Int64()));

    private static PipelineItem Item(FieldReader reader) => reader.Message() as PipelineItem ?? throw new WireFormatException("expected an item");

    private static SimDuration Duration(FieldReader reader)
    {
        long nanoseconds = reader.Int64();
        return nanoseconds >= 0 ? new SimDuration(nanoseconds) : throw new WireFormatException($"{nanoseconds} ns is no duration");
    }

    /// <summary>Named one by one: the order of the code's values is free to change, the numbers are not.</summary>
    private static int NumberOf(FailureKind? kind) => kind switch
    {
        null => NotToFail,
        FailureKind.Error => 1,
        FailureKind.Hang => 2,
        FailureKind.Crash => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no number on the wire"),
    };

    private static FailureKind? FailureOf(long number) => number switch
    {
        NotToFail => null,
        1 => FailureKind.Error,
        2 => FailureKind.Hang,
        3 => FailureKind.Crash,
        _ => throw new WireFormatException($"{number} is no way to fail"),
    };

    private static void Write(WorkDone done, FieldWriter writer)
    {
        writer.Int64(done.Id);
        writer.Int64(done.Results.Length);
        foreach (WorkResult result in done.Results)
        {
            WriteFailure(result.Failure, writer);
            if (result.Failure is null) Write(result, writer);
        }
    }

    /// <summary>The same words again for a failure that has come from elsewhere already.</summary>
    private static void WriteFailure(Exception? failure, FieldWriter writer)
    {
        writer.Boolean(failure is not null);
        if (failure is null) return;
        var remote = failure as RemoteFailureException;
        writer.Text(remote?.Kind ?? failure.GetType().Name);
        writer.Text(remote is null ? failure.Message : failure.Message[(remote.Kind.Length + 2)..]);
    }

    private static void Write(WorkResult result, FieldWriter writer)
    {
        writer.Boolean(result.IsNotComputed);
        writer.Int64(result.Outcome.Count);
        for (int i = 0; i < result.Outcome.Count; i++) writer.Message(result.Outcome[i]);
    }

    private static WorkDone ReadDone(FieldReader reader) => new(reader.Int64(), Many(reader, ReadResult));

    private static RemoteFailureException? ReadFailure(FieldReader reader) => reader.Boolean() ? new RemoteFailureException(reader.Text(), reader.Text()) : null;

    private static WorkResult ReadResult(FieldReader reader)
    {
        if (ReadFailure(reader) is { } failure) return new WorkResult(Outcome.None, failure);
        bool isNotComputed = reader.Boolean();
        return new WorkResult(Outcome.Of(Many(reader, Item)), null, isNotComputed);
    }

    /// <summary>Grows with what is really there: a count from outside must not decide about memory.</summary>
    private static ImmutableArray<T> Many<T>(FieldReader reader, Func<FieldReader, T> one)
    {
        var items = ImmutableArray.CreateBuilder<T>();
        for (int left = reader.Int32(0, int.MaxValue); left > 0; left--) items.Add(one(reader));
        return items.ToImmutable();
    }
}
