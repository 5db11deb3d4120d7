using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Actors;

namespace ActorLab.Pipelines.Nodes;

/// <summary>Stands between a tap and a worker on the same node: to the tap it is a worker that wants one order at a time, to the worker it is the stage. What comes of an order goes to the stage before the tap hears that
/// it is done.</summary>
/// <param name="tap">Gives the orders.</param>
/// <param name="stage">On the root's node.</param>
/// <param name="worker">Makes the worker, given whom it answers.</param>
internal sealed class QueueForeman(IActorRef tap, IActorRef stage, Func<IActorRef, ActorProps> worker) : LabActor
{
    private static readonly SupervisionPolicy StopIt = new() { Directive = SupervisionDirective.Stop };

    private IActorRef? _worker;
    private WorkOrder? _order;
    private bool _isReady, _isBegun;
    private long _finished;

    protected override void PreStart() => Hire();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Worker.Assigned { Item.Payload: WorkOrder order }:
                _order = order;
                stage.Tell(new OrderTaken(order.Id));
                break;
            case OrderGranted(var id) when id == _order?.Id:
                _isBegun = true;
                _worker.Tell(_order);
                break;
            case ReadyForWork: OnReady(); break;
            case WorkDone done when done.Id == _order?.Id:
                stage.Tell(MessageLoad.Fitting(done));
                Finish();
                Report();
                break;
            case OrderTakenBack(var id) when id == _order?.Id: TakeBack(); break;
            // Of an order that was taken back, or was done before that was heard.
            case WorkDone or OrderGranted or OrderTakenBack: break;
            case Terminated: Self.Tell(PoisonPill.Instance); break;
            default: Unhandled(message); break;
        }
    }

    private void Hire()
    {
        _worker = Spawn(worker(Self) with { Supervision = StopIt });
        Context.Watch(_worker);
    }

    /// <summary>The stage watches whoever has said this.</summary>
    private void OnReady()
    {
        if (!_isReady) stage.Tell(ReadyForWork.Instance);
        _isReady = true;
        Report();
    }

    private void Report() => tap.Tell(new Coordinator.Report(_finished, _finished + 1));

    /// <summary>A worker that has begun may be in the middle of what never ends; another one goes on.</summary>
    private void TakeBack()
    {
        if (!_isBegun)
        {
            Finish();
            Report();
            return;
        }

        _order!.Recall.Call();
        Context.Unwatch(_worker!);
        _worker.Tell(PoisonPill.Instance);
        Finish();
        Hire();
    }

    private void Finish()
    {
        _order = null;
        _isBegun = false;
        _finished++;
    }
}
