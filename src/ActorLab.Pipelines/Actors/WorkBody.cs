using System.Collections.Immutable;
using ActorLab.Core.Machine;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>The work of one worker: waits, computes, and applies the function of the stage or asks its program.</summary>
/// <param name="function">The worker's own.</param>
/// <param name="program">The worker's own; null for a stage that needs none.</param>
internal sealed class WorkBody(StageFunction function, ExternalProgram? program = null) : IBody
{
    private static readonly SimDuration HangSlice = SimDuration.FromMilliseconds(5);

    public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
    {
        if (item is LetGo) return await Close(machine);
        var order = (WorkOrder)item;
        if (program is not null) order.Recall.Then(program.Dispose);
        var results = ImmutableArray.CreateBuilder<WorkResult>(order.Pieces.Length);
        foreach (WorkPiece piece in order.Pieces)
        {
            if (order.Recall.IsCalled) break;
            WorkResult result = await Do(machine, piece, order);
            results.Add(result);
            if (result.Failure is not null && order.StopsAtFailure) break;
        }

        return new WorkDone(order.Id, results.ToImmutable());
    }

    private async ValueTask<IMessage> Close(IMachine machine)
    {
        if (program is not null) await machine.Close(program);
        return new LetGone(null);
    }

    private async ValueTask<WorkResult> Do(IMachine machine, WorkPiece piece, WorkOrder order)
    {
        try
        {
            if (piece.Wait > SimDuration.Zero) await machine.Sleep(piece.Wait);
            if (piece.Busy > SimDuration.Zero) await machine.Compute(new Cost(piece.Busy), new BusyWork(piece.Busy));
            if (piece.Fails is { } kind)
            {
                // An attempt costs what it costs, whatever comes of it.
                if (piece.Cost > SimDuration.Zero) await machine.Compute(new Cost(piece.Cost), NoWork.Instance);
                await FailAs(machine, kind, piece, order);
            }

            if (program is not null) return await Ask(machine, program, piece);
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

    private static async ValueTask<WorkResult> Ask(IMachine machine, ExternalProgram program, WorkPiece piece)
    {
        string line = piece.Item.Value is ItemValue known ? known.Line : throw new StageFunctionException($"item {piece.Item.Path} is a {piece.Item.Value.GetType().Name} and no line");
        if (line.Contains('\n', StringComparison.Ordinal)) throw new StageFunctionException($"item {piece.Item.Path} has more than one line");
        ProgramAnswer answer = await machine.Request(program, line, new Cost(piece.Cost));
        return new WorkResult(Outcome.One(piece.Item with { Value = new TextValue(answer.Line) }), null, answer.Computation == Computation.NotComputed);
    }

    private static async ValueTask FailAs(IMachine machine, FailureKind kind, WorkPiece piece, WorkOrder order)
    {
        switch (kind)
        {
            case FailureKind.Crash:
                await machine.Crash();
                break;
            case FailureKind.Hang when !order.HasTimeLimit:
                await HangForGood(machine);
                break;
            case FailureKind.Hang:
                while (!order.Recall.IsCalled) await machine.Sleep(HangSlice);
                break;
        }

        throw new StageFunctionException($"attempt {piece.Attempt + 1} was to fail");
    }

    /// <summary>Waits for itself, so that virtual time sees that nothing will ever come of it.</summary>
    private static async ValueTask HangForGood(IMachine machine)
    {
        var own = new LockHandle("hang");
        await machine.Acquire(own);
        await machine.Acquire(own);
    }

    private sealed class NoWork : ISlicedWork
    {
        public static readonly NoWork Instance = new();

        public bool RunSlice() => false;
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
