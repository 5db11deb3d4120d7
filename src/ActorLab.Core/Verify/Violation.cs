namespace ActorLab.Core.Verify;

/// <summary>One place where a guarantee did not hold.</summary>
/// <param name="Position">Place in the output, from 1, counted in items; of messages in a trace the row of the event, from 0.</param>
/// <param name="Expected">What should have stood there.</param>
/// <param name="Got">What stood there.</param>
/// <param name="Worker">The thread or process that wrote or handled it, if the output says so.</param>
public sealed record Violation(long Position, string Expected, string Got, string? Worker);
