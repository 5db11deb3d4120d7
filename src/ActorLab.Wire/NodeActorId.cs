namespace ActorLab.Wire;

/// <summary>The address of an actor between nodes.</summary>
/// <param name="Node">Index of the node it lives on; 0 is the root's. At least 0.</param>
/// <param name="Number">Its own on that node, chosen by whoever spawned it. At least 0.</param>
public readonly record struct NodeActorId(int Node, long Number)
{
    public override string ToString() => $"{Node}#{Number}";
}

/// <summary>An address together with the path, for whoever has not heard of the actor before.</summary>
public readonly record struct NodeActorName(NodeActorId Id, string Path)
{
    public override string ToString() => $"{Path} ({Id})";
}
