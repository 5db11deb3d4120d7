namespace ActorLab.Nodes.Links;

public enum LinkState
{
    /// <summary>Nothing has come from the other side.</summary>
    Joining,

    /// <summary>A hello has come, and the owner has to accept or refuse it. Only on the side that answers.</summary>
    Greeted,

    Open,

    /// <summary>For good; <see cref="ReliableLink.Failure"/> says why.</summary>
    Broken,
}
