namespace ActorLab.Core.Trace;

/// <summary>Where something happened.</summary>
/// <param name="Node">The name of the node, as the plan has it; empty for the root's.</param>
/// <param name="Thread">The name of the thread.</param>
public sealed record TracePlace(string Node, string Thread)
{
    public override string ToString() => Node.Length == 0 ? Thread : $"{Node}:{Thread}";
}
