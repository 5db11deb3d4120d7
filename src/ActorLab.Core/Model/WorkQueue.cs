using ActorLab.Core.Actors;

namespace ActorLab.Core.Model;

/// <summary>What is said at the two ends of a work queue. Behind its entry a <see cref="LeaseFeeder"/> puts in leases, and at its exits <see cref="LeaseTap"/>s compete for them.</summary>
/// <remarks>The queue gives each message to one of those who attached themselves. When one is lost that has not settled what it was given, the queue gives it to another, again and again up to a limit;
/// after that it is dead, and the feeder is told. A queue is at-least-once: whoever gets a message may get it again, or get what another has done already.</remarks>
public static class WorkQueue
{
    /// <summary>To the entry, from the feeder.</summary>
    public sealed record Offered(LeaseBatch Batch) : IMessage;

    /// <summary>From the queue to the feeder, answered with <see cref="Settled"/>: nobody is given this any more.</summary>
    /// <param name="Number">Names it in the answer.</param>
    /// <param name="Batch">What it was.</param>
    /// <param name="Reason">In the words of the queue.</param>
    public sealed record Dead(long Number, LeaseBatch Batch, string Reason) : IMessage;

    /// <summary>To an exit, from a tap: give me some.</summary>
    /// <param name="Credit">The most messages that it holds without having settled them, at least 1.</param>
    public sealed record Attach(int Credit) : IMessage;

    /// <summary>From an exit to its tap.</summary>
    /// <param name="Number">Names it when it is settled.</param>
    /// <param name="Batch">What is to be done.</param>
    /// <param name="Tries">How often somebody held it before, as far as the queue knows.</param>
    public sealed record Delivered(long Number, LeaseBatch Batch, long Tries) : IMessage;

    /// <summary>To the queue: this will never be needed again. Said once for each.</summary>
    public sealed record Settled(long Number) : IMessage;

    /// <summary>From an end to its owner. To a tap: all that was delivered and is not settled comes again, here or elsewhere. To the feeder: what it has put in may be lost, or in the queue still, or both in
    /// part; it puts in again what nobody has done.</summary>
    public sealed record Renewed : IMessage
    {
        public static readonly Renewed Instance = new();
    }

    /// <summary>From either end to its owner: the queue cannot be reached any more.</summary>
    public sealed record Unreachable(string Reason) : IMessage;
}
