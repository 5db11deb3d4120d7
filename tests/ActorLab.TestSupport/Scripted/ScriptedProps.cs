using System.Runtime.CompilerServices;
using ActorLab.Core.Actors;

namespace ActorLab.TestSupport.Scripted;

/// <summary>The watched actor has stopped; all it sent to the watcher came before.</summary>
public sealed record Terminated(IActorRef Actor) : IMessage;

/// <summary>Props of actors that act as an <see cref="IActor"/> says.</summary>
public static class ScriptedProps
{
    private static readonly ConditionalWeakTable<Func<LabActor>, Func<IActor>> s_made = [];

    /// <param name="create">Makes a fresh instance; called again at every restart.</param>
    public static ActorProps Of(Func<IActor> create)
    {
        Func<LabActor> make = () => create() is { } carried ? new ScriptedActor(carried) : null!;
        s_made.Add(make, create);
        return new ActorProps(make);
    }

    /// <summary>What was given to <see cref="Of"/>.</summary>
    public static Func<IActor> ScriptOf(ActorProps props)
    {
        ArgumentNullException.ThrowIfNull(props);
        return s_made.TryGetValue(props.Create, out Func<IActor>? create)
            ? create
            : throw new ArgumentException("the props are of no scripted actor", nameof(props));
    }
}
