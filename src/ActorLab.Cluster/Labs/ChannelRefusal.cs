namespace ActorLab.Cluster.Labs;

/// <summary>Why the broker would refuse the next channel the same.</summary>
/// <param name="Reason">In its words.</param>
/// <param name="IsAbsence">It does not have what is asked for, which somebody may make yet.</param>
internal sealed record ChannelRefusal(string Reason, bool IsAbsence);
