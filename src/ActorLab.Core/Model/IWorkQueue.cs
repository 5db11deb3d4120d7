using ActorLab.Core.Actors;

namespace ActorLab.Core.Model;

/// <summary>A work queue that an engine has for a run, as the actors of one node get at it: it makes those that stand at its ends and speak <see cref="WorkQueue"/>.</summary>
public interface IWorkQueue
{
    /// <summary>What the nodes are told, so that they take from the same queue.</summary>
    string Name { get; }

    /// <summary>The end that leases are put in; one in a run.</summary>
    ActorProps Entry(IActorRef feeder);

    /// <summary>An end that leases come out of.</summary>
    /// <param name="name">The <see cref="Name"/> that the root was given.</param>
    /// <param name="tap">Takes from it, and must be on the same node.</param>
    ActorProps Exit(string name, IActorRef tap);
}
