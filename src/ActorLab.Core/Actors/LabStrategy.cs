using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Util;

namespace ActorLab.Core.Actors;

/// <summary>Has each child decided by the policy that it was spawned with. Any other child is decided by Akka's default, and its parent
/// is told (<see cref="AkkaChildFailed"/>).</summary>
public sealed class LabStrategy : SupervisorStrategy
{
    public static readonly LabStrategy Instance = new();

    private LabStrategy()
    {
    }

    public override IDecider Decider => throw new NotSupportedException("the policy of the child decides");

    public override void ProcessFailure(
        IActorContext context, bool restart, IActorRef child, Exception cause, ChildRestartStats stats,
        IReadOnlyCollection<ChildRestartStats> children)
    {
        if (restart) RestartChild(child, cause, suspendFirst: false);
        else context.Stop(child);
    }

    public override void HandleChildTerminated(
        IActorContext actorContext, IActorRef child, IEnumerable<IInternalActorRef> children)
    {
        if (ActorSeats.Of(actorContext.Self) is not { } parent) return;
        parent.ChildGone(child);
        if (parent.IsStopping && !children.Any()) actorContext.Stop(actorContext.Self);
    }

    public override ISurrogate ToSurrogate(ActorSystem system) => throw new NotSupportedException("it never travels");

    protected override Directive Handle(IActorRef child, Exception exception)
    {
        if (ActorSeats.Of(child) is { } seat) return seat.Decide(exception);
        if (child is IChildElsewhere) return Directive.Escalate;
        ((IInternalActorRef)child).Parent.Tell(new AkkaChildFailed(exception), ActorRefs.NoSender);
        return DefaultDecider.Decide(exception);
    }
}
