using ActorLab.Core.Actors;
using ActorLab.Pipelines.Actors;

namespace ActorLab.Pipelines.Nodes;

/// <summary>Stands for a worker on the worker's own node: hands on what goes between it and the stage, and calls back what the stage has taken back, which a worker in the middle of its body
/// could not hear.</summary>
/// <param name="stage">On the root's node.</param>
/// <param name="worker">Makes the worker, given whom it answers.</param>
internal sealed class PipelineForeman(IActorRef stage, Func<IActorRef, ActorProps> worker) : IActor
{
    private static readonly SupervisionPolicy StopIt = new() { Directive = SupervisionDirective.Stop };

    private IActorRef? _worker;
    private Recall? _recall;

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case Started:
                _worker = context.Spawn(worker(context.Self) with { Name = "worker", Supervision = StopIt });
                context.Watch(_worker);
                break;
            case WorkOrder order:
                _recall = order.Recall;
                context.Send(_worker!, order);
                break;
            case WorkDone done: context.Send(stage, MessageLoad.Fitting(done)); break;
            case ReadyForWork or LetGone: context.Send(stage, message); break;
            case Sentinel or LetGo: context.Send(_worker!, message); break;
            case TakenBack: _recall?.Call(); break;
            case Terminated: context.Stop(context.Self); break;
            case Stopping: break;
            default: context.Unhandled(message); break;
        }
    }
}
