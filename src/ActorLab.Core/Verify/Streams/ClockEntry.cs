namespace ActorLab.Core.Verify;

/// <summary>One component of a vector clock.</summary>
/// <param name="Process">Whose messages it counts.</param>
/// <param name="Count">How many of them happened before, or are, the message that carries the clock.</param>
public readonly record struct ClockEntry(long Process, long Count);
