using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Util;
using ActorLab.Core.Actors;
using ActorLab.Simulation.Cells;

namespace ActorLab.Simulation.Hosting;

/// <summary>Decides by the policy that each child was spawned with.</summary>
internal sealed class LabStrategy : SupervisorStrategy
{
    public static readonly LabStrategy Instance = new();

    private LabStrategy()
    {
    }

    public override IDecider Decider => throw new NotSupportedException("the policy of the child decides");

    public override void ProcessFailure(
        Akka.Actor.IActorContext context, bool restart, IActorRef child, Exception cause, ChildRestartStats stats,
        IReadOnlyCollection<ChildRestartStats> children)
    {
        if (restart) RestartChild(child, cause, suspendFirst: false);
        else context.Stop(child);
    }

    public override void HandleChildTerminated(
        Akka.Actor.IActorContext actorContext, IActorRef child, IEnumerable<IInternalActorRef> children) =>
        LabWorld.Current.ActorOf(child)?.LeaveFamily();

    public override ISurrogate ToSurrogate(ActorSystem system) => throw new NotSupportedException("it never travels");

    protected override Directive Handle(IActorRef child, Exception exception) =>
        LabWorld.Current.ActorOf(child) is { } actor ? DirectiveOf(actor.Fail(exception)) : HandleAkkas(child, exception);

    private static Directive DirectiveOf(SupervisionDirective directive) => directive switch
    {
        SupervisionDirective.Resume => Directive.Resume,
        SupervisionDirective.Restart => Directive.Restart,
        SupervisionDirective.Escalate => Directive.Escalate,
        _ => Directive.Stop,
    };

    /// <summary>A child that is no actor of the lab.</summary>
    private static Directive HandleAkkas(IActorRef child, Exception exception)
    {
        LabWorld.Current.ActorOf(((IInternalActorRef)child).Parent)!.PostOfEngine(new AkkaChildFailed(exception));
        return DefaultDecider.Decide(exception);
    }
}
