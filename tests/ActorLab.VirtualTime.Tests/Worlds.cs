using Akka.Actor;
using ActorLab.VirtualTime.Schedules;

namespace ActorLab.VirtualTime.Tests;

/// <summary>Small pieces that several specs use.</summary>
internal static class Worlds
{
    public const string Quiet = "akka { loglevel = OFF, stdout-loglevel = OFF }\n";

    public static VirtualWorld Under(string strategy) => new(new VirtualWorldOptions { Strategy = Strategy.Parse(strategy) });

    public static ActorSystem System(this VirtualWorld world, string name = "s", string hocon = "") =>
        world.CreateSystem(name, Quiet + hocon);

    public static IActorRef Actor(this ActorSystem system, string name, Action<IUntypedActorContext, object> receive,
        string? dispatcher = null)
    {
        Props props = Stage.PropsOf(() => new Receiving(receive));
        return system.ActorOf(dispatcher is null ? props : props.WithDispatcher(dispatcher), name);
    }

    private sealed class Receiving(Action<IUntypedActorContext, object> receive) : UntypedActor
    {
        protected override void OnReceive(object message) => receive(Context, message);
    }
}
