using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Pipelines.Actors;

namespace ActorLab.Pipelines.Nodes;

/// <summary>Stands for a worker on the worker's own node: hands on what goes between it and the stage, and calls back what the stage has taken back, which a worker in the middle of its body
/// could not hear.</summary>
/// <param name="stage">On the root's node.</param>
/// <param name="worker">Makes the worker, given whom it answers.</param>
internal sealed class PipelineForeman(IActorRef stage, Func<IActorRef, ActorProps> worker) : LabActor
{
    private static readonly SupervisionPolicy StopIt = new() { Directive = SupervisionDirective.Stop };

    private IActorRef? _worker;
    private Recall? _recall;

    protected override void PreStart()
    {
        _worker = Spawn(worker(Self) with { Name = "worker", Supervision = StopIt });
        Context.Watch(_worker);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WorkOrder order:
                _recall = order.Recall;
                _worker.Tell(order);
                break;
            case WorkDone done: stage.Tell(MessageLoad.Fitting(done)); break;
            case ReadyForWork or LetGone: stage.Tell(message); break;
            case Sentinel or LetGo: _worker.Tell(message); break;
            case TakenBack: _recall?.Call(); break;
            case Terminated: Self.Tell(PoisonPill.Instance); break;
            default: Unhandled(message); break;
        }
    }
}
