namespace ActorLab.Core.Model;

/// <summary>An item was given up: too many of those who worked on it were lost.</summary>
/// <param name="lease">Of the item.</param>
/// <param name="losses">How many were lost while they had nothing else in hand.</param>
/// <param name="reason">Why nobody is given it any more.</param>
public sealed class LostOverItemException(Lease lease, int losses, string reason) : Exception($"{lease} is given up: {losses} workers were lost over it ({reason})");
