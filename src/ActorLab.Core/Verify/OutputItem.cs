namespace ActorLab.Core.Verify;

/// <summary>One whole item of an output. Its bytes are valid until the reader that gave it is called again.</summary>
public readonly ref struct OutputItem
{
    /// <summary>The line, without its line end.</summary>
    public ReadOnlySpan<byte> Data { get; init; }

    /// <summary>What stands between the angle brackets of the thread row; empty if there is none.</summary>
    public ReadOnlySpan<byte> Thread { get; init; }

    /// <summary>Process id; null in plain lines.</summary>
    public long? ProcessId { get; init; }

    /// <summary>Threads that the process had; 0 in plain lines.</summary>
    public int ThreadCount { get; init; }

    /// <summary>CPU that the writer was on; null in plain lines.</summary>
    public int? CpuNumber { get; init; }

    /// <summary>Who wrote it, as far as the item says; null in plain lines.</summary>
    public string? Worker => (Thread.IsEmpty, ProcessId) switch
    {
        (true, null) => null,
        (true, { } pid) => $"pid {pid}",
        (false, null) => EvidenceText.Of(Thread),
        (false, { } pid) => $"{EvidenceText.Of(Thread)}, pid {pid}",
    };
}
