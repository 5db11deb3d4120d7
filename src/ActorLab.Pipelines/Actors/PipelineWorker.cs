using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;

namespace ActorLab.Pipelines.Actors;

/// <summary>Does what its stage orders, one order at a time, and answers.</summary>
internal sealed class PipelineWorker(ActorRef stage, IBody body, Occupancy occupancy) : IActor
{
    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case WorkOrder: context.Execute(body, message, occupancy); break;
            case BodyCompleted(_, var done): context.Send(stage, done); break;
            case BodyFailed(var item, var cause):
                var order = (WorkOrder)item;
                context.Send(stage, new WorkDone(order.Id, [.. order.Pieces.Select(_ => new WorkResult(Outcome.None, cause))]));
                break;
            case Sentinel: context.Stop(context.Self); break;
            case Started or Stopping: break;
            case Restarted: context.Stop(context.Self); break;
            default: context.Unhandled(message); break;
        }
    }
}

/// <summary>The work of one worker: waits, computes, and applies the function of the stage.</summary>
internal sealed class WorkBody(StageFunction function) : IBody
{
    private static readonly SimDuration HangSlice = SimDuration.FromMilliseconds(5);

    public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
    {
        var order = (WorkOrder)item;
        var results = ImmutableArray.CreateBuilder<WorkResult>(order.Pieces.Length);
        foreach (WorkPiece piece in order.Pieces)
        {
            WorkResult result = await Do(machine, piece, order.Recall);
            results.Add(result);
            if (result.Failure is not null && order.StopsAtFailure) break;
        }

        return new WorkDone(order.Id, results.ToImmutable());
    }

    private async ValueTask<WorkResult> Do(IMachine machine, WorkPiece piece, Recall? recall)
    {
        try
        {
            if (piece.Wait > SimDuration.Zero) await machine.Sleep(piece.Wait);
            if (piece.Busy > SimDuration.Zero) await machine.Compute(new Cost(piece.Busy), new BusyWork(piece.Busy));
            if (piece.Fails is { } kind) await FailAs(machine, kind, piece, recall);
            var work = new FunctionWork(function, piece);
            // A simulated machine charges the cost and leaves the computing to us; what comes out must be the same.
            if (piece.Cost == SimDuration.Zero || await machine.Compute(new Cost(piece.Cost), work) == Computation.NotComputed) work.RunSlice();
            return new WorkResult(work.Outcome, null);
        }
        catch (Exception failure) when (failure is not InvariantViolatedException)
        {
            return new WorkResult(Outcome.None, failure);
        }
    }

    private static async ValueTask FailAs(IMachine machine, FailureKind kind, WorkPiece piece, Recall? recall)
    {
        if (kind == FailureKind.Hang)
            while (recall is not { IsCalled: true }) await machine.Sleep(HangSlice);
        throw new StageFunctionException($"item {piece.Item.Path}, attempt {piece.Attempt + 1}: was to fail");
    }

    private sealed class FunctionWork(StageFunction function, WorkPiece piece) : ISlicedWork
    {
        public Outcome Outcome { get; private set; }

        public bool RunSlice()
        {
            Outcome = function.Apply(piece.Item);
            return false;
        }
    }
}
