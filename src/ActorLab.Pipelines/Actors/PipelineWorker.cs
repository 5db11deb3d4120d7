using System.Collections.Immutable;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Pipelines.Functions;

namespace ActorLab.Pipelines.Actors;

/// <summary>Does what its stage orders, one order at a time, and answers.</summary>
internal sealed class PipelineWorker(IActorRef stage, IBody body, Occupancy occupancy) : LabActor
{
    protected override void PreStart() => stage.Tell(ReadyForWork.Instance);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WorkOrder or LetGo: Execute(body, (IMessage)message, occupancy); break;
            // Nobody waits for it any more.
            case BodyCompleted(WorkOrder { Recall.IsCalled: true }, _) or BodyFailed(WorkOrder { Recall.IsCalled: true }, not InvariantViolatedException): break;
            case BodyCompleted(_, var done): stage.Tell(done); break;
            case BodyFailed(_, InvariantViolatedException bug): throw bug;
            case BodyFailed(LetGo, var cause): stage.Tell(new LetGone(cause)); break;
            case BodyFailed(var item, var cause):
                var order = (WorkOrder)item;
                stage.Tell(new WorkDone(order.Id, [.. order.Pieces.Select(_ => new WorkResult(Outcome.None, cause))]));
                break;
            case Sentinel: Self.Tell(PoisonPill.Instance); break;
            // The order itself has been called back: this only says so to who stands between.
            case TakenBack: break;
            default: Unhandled(message); break;
        }
    }
}
