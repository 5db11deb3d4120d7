using ActorLab.Core.Machine;

namespace ActorLab.TestSupport;

/// <summary>A body that the subject has asked for and whose result it waits for.</summary>
public sealed record Execution(IBody Body, IMessage Item, Occupancy Occupancy);
