namespace ActorLab.Core.Verify;

/// <summary>A producer's word on what it has sent in all. Without one a lost tail is invisible.</summary>
/// <param name="Producer">Who says it.</param>
/// <param name="Count">How many items it has sent, each counted once.</param>
/// <param name="Hash">The sum, modulo 2⁶⁴, of their hashes; null if it does not say.</param>
public readonly record struct EndAnnouncement(long Producer, long Count, ulong? Hash);
