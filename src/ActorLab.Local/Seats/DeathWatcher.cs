using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace ActorLab.Local.Seats;

/// <summary>Does something once an actor of this node is gone, on a thread that must not wait.</summary>
internal sealed class DeathWatcher : MinimalActorRef
{
    private static readonly ActorPath s_parent = new RootActorPath(Address.AllSystems) / "watchers";
    private static long s_last;

    private readonly Action _then;

    private DeathWatcher(Action then)
    {
        _then = then;
        long number = Interlocked.Increment(ref s_last);
        Path = new ChildActorPath(s_parent, $"{number}", number);
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider => throw new NotSupportedException("a watcher has no provider");

    /// <param name="actor">Of this node; it may be gone already.</param>
    /// <param name="then">Called once.</param>
    public static void Watch(IActorRef actor, Action then)
    {
        var watched = (IInternalActorRef)actor;
        watched.SendSystemMessage(new Watch(watched, new DeathWatcher(then)));
    }

    public override void SendSystemMessage(ISystemMessage message)
    {
        if (message is DeathWatchNotification) _then();
    }
}
