namespace ActorLab.Core.Verify;

/// <summary>What is known about a run besides its output; only for naming the cause. What is not known is null.</summary>
public sealed record RunEvidence
{
    public static readonly RunEvidence None = new();

    /// <summary>How many write at the same time.</summary>
    public int? Workers { get; init; }

    /// <summary>Work that full mailboxes or queues dropped.</summary>
    public long? DroppedByFullMailbox { get; init; }

    /// <summary>Work that was handed out again because the one who held it had crashed or lost its lease.</summary>
    public long? Redelivered { get; init; }
}
