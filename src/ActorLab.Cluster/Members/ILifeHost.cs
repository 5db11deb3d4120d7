namespace ActorLab.Cluster.Members;

/// <summary>Leads lives of nodes for a member.</summary>
internal interface ILifeHost
{
    /// <summary>Begins one; its inbox exists when this completes.</summary>
    /// <param name="life">Its name.</param>
    /// <param name="rootInbox">The inbox of the other end, which exists.</param>
    /// <param name="nodeInbox">The inbox to make.</param>
    /// <exception cref="IOException">It cannot be begun.</exception>
    Task<ILife> BeginAsync(string life, string rootInbox, string nodeInbox);
}

/// <summary>One life of a node. Nothing of it is left when it is disposed.</summary>
internal interface ILife : IDisposable
{
    /// <summary>Who leads it, for people; empty for this process.</summary>
    string Place { get; }

    /// <summary>Completes when it is over, with how it ended; begins with a verb.</summary>
    Task<string> Over { get; }

    /// <summary>Ends it at once.</summary>
    void Kill();
}
