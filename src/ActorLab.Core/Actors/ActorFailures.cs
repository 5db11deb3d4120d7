using Akka.Actor;

namespace ActorLab.Core.Actors;

/// <summary>What Akka wraps around what an actor has thrown.</summary>
public static class ActorFailures
{
    /// <summary>The failure itself.</summary>
    public static Exception CauseOf(Exception thrown)
    {
        while (IsWrapped(thrown)) thrown = thrown.InnerException!;
        return thrown;
    }

    /// <summary>The actor failed at its making or in its first turn: there is no instance of it.</summary>
    public static bool IsOfMaking(Exception thrown, IActorRef actor) =>
        thrown is ActorInitializationException unborn && actor.Equals(unborn.Actor);

    private static bool IsWrapped(Exception thrown) => thrown switch
    {
        ActorInitializationException or PostRestartException => thrown.InnerException is not null,
        // Akka says so of everything that a maker throws.
        TypeLoadException => thrown.InnerException is not null && thrown.Source == typeof(Props).Assembly.GetName().Name,
        _ => false,
    };
}
