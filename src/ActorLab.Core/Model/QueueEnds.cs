using ActorLab.Core.Actors;

namespace ActorLab.Core.Model;

/// <summary>What a queue knows about one producer.</summary>
internal sealed class QueueProducer(IActorRef actor)
{
    public IActorRef Actor { get; } = actor;

    public long Offered { get; set; }

    /// <summary>It may offer up to this count, in all.</summary>
    public long Credit { get; set; }

    public bool Ended { get; set; }

    public long Unused => Ended ? 0 : Credit - Offered;
}

/// <summary>What a queue knows about one consumer.</summary>
internal sealed class QueueConsumer(IActorRef actor)
{
    public IActorRef Actor { get; } = actor;

    public long Given { get; set; }

    public long DemandUpTo { get; set; }

    public bool HasSentinel { get; set; }

    public long Unmet => HasSentinel ? 0 : DemandUpTo - Given;
}
