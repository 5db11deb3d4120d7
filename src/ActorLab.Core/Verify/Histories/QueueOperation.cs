namespace ActorLab.Core.Verify;

/// <summary>One operation on a queue, from its invocation to its completion.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="Value">What was put in or taken out, as a number that stands for it; without meaning for <see cref="QueueOperationKind.DequeueEmpty"/> and a dequeue that did not complete.</param>
/// <param name="Start">When it was invoked.</param>
/// <param name="End">When it completed, not before <paramref name="Start"/>; null if nobody knows whether it did: the caller was lost, or the history ends first.</param>
/// <param name="Worker">Who did it; null when that is not known.</param>
public readonly record struct QueueOperation(QueueOperationKind Kind, long Value, long Start, long? End, string? Worker = null);

public enum QueueOperationKind
{
    Enqueue,
    Dequeue,

    /// <summary>A dequeue that found the queue empty.</summary>
    DequeueEmpty,
}
