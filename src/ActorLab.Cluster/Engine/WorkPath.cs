namespace ActorLab.Cluster.Engine;

/// <summary>How a coordinator's work gets to the nodes.</summary>
public enum WorkPath
{
    /// <summary>Over the link to each node, to the worker that the coordinator has chosen.</summary>
    Direct,

    /// <summary>Through a work queue on the broker, from which the nodes take.</summary>
    Queue,
}
