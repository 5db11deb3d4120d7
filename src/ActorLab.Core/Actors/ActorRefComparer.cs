namespace ActorLab.Core.Actors;

/// <summary>Compares references to actors as Akka does. Their hash is the number that Akka gives each actor: that of a path is
/// worked out from its names each time.</summary>
public sealed class ActorRefComparer : IEqualityComparer<IActorRef>
{
    public static readonly ActorRefComparer Instance = new();

    private ActorRefComparer()
    {
    }

    public bool Equals(IActorRef? x, IActorRef? y) => ReferenceEquals(x, y) || (x is not null && x.Equals(y));

    public int GetHashCode(IActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return actor.Path.Uid.GetHashCode();
    }
}
