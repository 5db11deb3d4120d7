namespace ActorLab.Core.Actors;

/// <summary>The first turn of every actor, in traces and counts.</summary>
public sealed record Started : IMessage
{
    public static readonly Started Instance = new();
}

/// <summary>The first turn of a fresh instance that replaces one that threw.</summary>
public sealed record Restarted(Exception Cause) : IMessage;

/// <summary>The last turn of an actor: it may still send, but no longer spawn or execute.</summary>
public sealed record Stopping : IMessage
{
    public static readonly Stopping Instance = new();
}

/// <summary>In a dead letter, in the place of Akka's word of an end that its watcher failed over.</summary>
/// <param name="Actor">It has stopped.</param>
public sealed record EndOf(IActorRef Actor) : IMessage;

/// <summary>The body asked for in the last turn is done.</summary>
public sealed record BodyCompleted(IMessage Item, IMessage Result) : IItemMessage
{
    long IItemMessage.Item => Item is IItemMessage about ? about.Item : 0;
}

/// <summary>The body asked for in the last turn threw.</summary>
public sealed record BodyFailed(IMessage Item, Exception Cause) : IItemMessage
{
    long IItemMessage.Item => Item is IItemMessage about ? about.Item : 0;
}

/// <summary>To the root alone, where its plan asks for it (<see cref="Plan.ScenarioPlan.ExplainsStandstill"/>) and the engine
/// sees a deadlock: nothing can happen any more. The root has the turns that it takes to ask its actors
/// and to tell the outside what they wait for. The run ends as deadlocked, whatever it does.</summary>
public sealed record NothingHappens : IMessage
{
    public static readonly NothingHappens Instance = new();
}

/// <summary>
/// To the root alone, where its plan asks for it (<see cref="Plan.ScenarioPlan.ExplainsStandstill"/>) and the engine sees a
/// livelock: turns
/// follow each other without end and the clock stands still. The root has as many turns again to say who is at work. The run ends
/// as
/// livelocked, whatever it does.
/// </summary>
public sealed record TimeStandsStill : IMessage
{
    public static readonly TimeStandsStill Instance = new();
}

/// <summary>To the root alone: somebody wants the run to end early. The root winds up what it can and stops; if it takes too long, the engine ends the run.</summary>
public sealed record Interrupted : IMessage
{
    public static readonly Interrupted Instance = new();
}
