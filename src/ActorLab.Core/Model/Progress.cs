namespace ActorLab.Core.Model;

/// <summary>How far a workload has come; the coordinator sends it to the outside a few times a second.</summary>
/// <param name="Done">Items finished.</param>
/// <param name="Total">Items there are.</param>
public sealed record Progress(long Done, long Total) : IMessage;
