using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Wire;

namespace ActorLab.Experiments.ProcessQueue;

/// <summary>What either side of the queue is told.</summary>
internal sealed record QueueSide(IActorRef Queue, IActorRef Root) : IMessage;

/// <summary>The consumer has taken an item.</summary>
/// <param name="Number">Of the item, from 1.</param>
/// <param name="ProcessId">Of the consumer's process.</param>
internal sealed record Taken(long Number, int ProcessId) : IItemMessage
{
    long IItemMessage.Item => Number;
}

/// <summary>The consumer has taken the sentinel.</summary>
internal sealed record SentinelTaken : IMessage
{
    public static readonly SentinelTaken Instance = new();
}

/// <summary>The messages of this experiment, and those of the queue between its processes.</summary>
internal static class ProcessQueueMessages
{
    public const uint QueueSideTag = 130;
    public const uint TakenTag = 131;
    public const uint SentinelTakenTag = 132;
    public const uint JoinTag = 133;
    public const uint OfferTag = 134;
    public const uint EndTag = 135;
    public const uint CreditTag = 136;
    public const uint DemandTag = 137;
    public const uint SentinelTag = 138;

    public static WireTable AddTo(WireTable table) => table
        .Add<QueueSide>(QueueSideTag, Write, static r => new QueueSide(Known(r.Actor()), Known(r.Actor())))
        .Add<Taken>(TakenTag, Write, static r => new Taken(r.Int64(), r.Int32(0, int.MaxValue)))
        .Add<SentinelTaken>(SentinelTakenTag, static (_, _) => { }, static _ => SentinelTaken.Instance)
        .Add<BoundedQueue.Join>(JoinTag, static (_, _) => { }, static _ => BoundedQueue.Join.Instance)
        .Add<BoundedQueue.Offer>(OfferTag, static (m, w) => w.Message(m.Item), static r => new BoundedQueue.Offer(r.Message() ?? throw new WireFormatException("nothing is offered")))
        .Add<BoundedQueue.End>(EndTag, static (_, _) => { }, static _ => BoundedQueue.End.Instance)
        .Add<Producer.Credit>(CreditTag, static (m, w) => w.Int64(m.UpTo), static r => new Producer.Credit(r.Int64()))
        .Add<BoundedQueue.Demand>(DemandTag, static (m, w) => w.Int64(m.UpTo), static r => new BoundedQueue.Demand(r.Int64()))
        .Add<BoundedQueue.Sentinel>(SentinelTag, static (_, _) => { }, static _ => BoundedQueue.Sentinel.Instance);

    private static void Write(QueueSide message, FieldWriter writer)
    {
        writer.Actor(message.Queue);
        writer.Actor(message.Root);
    }

    private static void Write(Taken message, FieldWriter writer)
    {
        writer.Int64(message.Number);
        writer.Int64(message.ProcessId);
    }

    private static IActorRef Known(IActorRef? actor) => actor ?? throw new WireFormatException("a queue without an end");
}
