namespace ActorLab.Core.Trace.Analysis;

/// <summary>An actor that a trace tells of.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Path">Its path; where its spawn is not in the trace, its number as text.</param>
/// <param name="Parent">Who spawned it; the default for the root, and where nobody can tell.</param>
/// <param name="SpawnRow">The row of its spawn; −1 if that is not in the trace.</param>
/// <param name="StopRow">The row of its end; −1 if that is not in the trace.</param>
/// <param name="Node">The node that it lived on, as far as its turns, steps and waits tell; empty for the root's.</param>
public sealed record TracedActor(ActorId Id, string Path, ActorId Parent, int SpawnRow, int StopRow, string Node)
{
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];
}
