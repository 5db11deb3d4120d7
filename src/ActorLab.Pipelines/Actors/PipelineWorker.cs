using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Pipelines.Functions;

namespace ActorLab.Pipelines.Actors;

/// <summary>Does what its stage orders, one order at a time, and answers.</summary>
internal sealed class PipelineWorker(IActorRef stage, IBody body, Occupancy occupancy) : IActor
{
    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case WorkOrder or LetGo: context.Execute(body, message, occupancy); break;
            // Nobody waits for it any more.
            case BodyCompleted(WorkOrder { Recall.IsCalled: true }, _) or BodyFailed(WorkOrder { Recall.IsCalled: true }, not InvariantViolatedException): break;
            case BodyCompleted(_, var done): context.Send(stage, done); break;
            case BodyFailed(_, InvariantViolatedException bug): throw bug;
            case BodyFailed(LetGo, var cause): context.Send(stage, new LetGone(cause)); break;
            case BodyFailed(var item, var cause):
                var order = (WorkOrder)item;
                context.Send(stage, new WorkDone(order.Id, [.. order.Pieces.Select(_ => new WorkResult(Outcome.None, cause))]));
                break;
            case Sentinel: context.Stop(context.Self); break;
            case Started: context.Send(stage, ReadyForWork.Instance); break;
            // The order itself has been called back: this only says so to who stands between.
            case TakenBack or Stopping: break;
            default: context.Unhandled(message); break;
        }
    }
}
