namespace ActorLab.Core.Actors;

/// <summary>Where an actor lives that is not on its parent's node, and what it is there.</summary>
public sealed record Placement(string Node, string Role, IMessage Arguments)
{
    public override string ToString() => $"role '{Role}' on node '{Node}'";
}
