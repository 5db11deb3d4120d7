using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Actors;

namespace ActorLab.Pipelines.Nodes;

/// <summary>Stands between a tap and a worker on the same node: to the tap it is a worker that wants one order at a time, to the worker it is the stage. What comes of an order goes to the stage before the tap hears that
/// it is done.</summary>
/// <param name="tap">Gives the orders.</param>
/// <param name="stage">On the root's node.</param>
/// <param name="worker">Makes the worker, given whom it answers.</param>
internal sealed class QueueForeman(IActorRef tap, IActorRef stage, Func<IActorRef, ActorProps> worker) : IActor
{
    private static readonly SupervisionPolicy StopIt = new() { Directive = SupervisionDirective.Stop };

    private IActorRef? _worker;
    private WorkOrder? _order;
    private bool _isReady, _isBegun;
    private long _finished;

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case Started: Hire(context); break;
            case Worker.Assigned { Item.Payload: WorkOrder order }:
                _order = order;
                context.Send(stage, new OrderTaken(order.Id));
                break;
            case OrderGranted(var id) when id == _order?.Id:
                _isBegun = true;
                context.Send(_worker!, _order);
                break;
            case ReadyForWork: OnReady(context); break;
            case WorkDone done when done.Id == _order?.Id:
                context.Send(stage, MessageLoad.Fitting(done));
                Finish();
                Report(context);
                break;
            case OrderTakenBack(var id) when id == _order?.Id: TakeBack(context); break;
            // Of an order that was taken back, or was done before that was heard.
            case WorkDone or OrderGranted or OrderTakenBack: break;
            case Terminated: context.Stop(context.Self); break;
            case Stopping: break;
            default: context.Unhandled(message); break;
        }
    }

    private void Hire(IActorContext context)
    {
        _worker = context.Spawn(worker(context.Self) with { Supervision = StopIt });
        context.Watch(_worker);
    }

    /// <summary>The stage watches whoever has said this.</summary>
    private void OnReady(IActorContext context)
    {
        if (!_isReady) context.Send(stage, ReadyForWork.Instance);
        _isReady = true;
        Report(context);
    }

    private void Report(IActorContext context) => context.Send(tap, new Coordinator.Report(_finished, _finished + 1));

    /// <summary>A worker that has begun may be in the middle of what never ends; another one goes on.</summary>
    private void TakeBack(IActorContext context)
    {
        if (!_isBegun)
        {
            Finish();
            Report(context);
            return;
        }

        _order!.Recall.Call();
        context.Unwatch(_worker!);
        context.Stop(_worker!);
        Finish();
        Hire(context);
    }

    private void Finish()
    {
        _order = null;
        _isBegun = false;
        _finished++;
    }
}
