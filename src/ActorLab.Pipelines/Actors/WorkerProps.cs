using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;

namespace ActorLab.Pipelines.Actors;

/// <summary>How a worker is made, wherever it is.</summary>
internal static class WorkerProps
{
    /// <param name="boss">Whom it answers.</param>
    /// <param name="stage">Whose work it does.</param>
    /// <param name="catalog">Knows the function of the stage.</param>
    /// <param name="threads">Of its dispatcher, if that is shared.</param>
    public static ActorProps Of(IActorRef boss, StageDefinition stage, FunctionCatalog catalog, int threads)
    {
        if (stage.Operation is ActorOperation(var actor))
        {
            Akka.Actor.Props made = catalog.FindActor(actor) ?? throw new InvariantViolatedException($"there is no actor {actor}");
            return new ActorProps(() => new ActorWorker(boss, made, BodyOf(stage, catalog))) { Dispatcher = DispatcherOf(stage, threads) };
        }

        Occupancy occupancy = stage.Execution == WorkerKind.Async ? Occupancy.Asynchronous : Occupancy.Synchronous;
        return new ActorProps(() => new PipelineWorker(boss, BodyOf(stage, catalog), occupancy)) { Dispatcher = DispatcherOf(stage, threads) };
    }

    private static WorkBody BodyOf(StageDefinition stage, FunctionCatalog catalog) =>
        new(StageFunctions.Make(stage.Operation, catalog), stage.Operation is ProgramOperation(var command) ? new ExternalProgram(command) : null);

    /// <summary>A worker that may be given up because it takes too long has a thread of its own, or it would keep its successor from having one.</summary>
    private static DispatcherPolicy DispatcherOf(StageDefinition stage, int threads) => stage switch
    {
        { Execution: WorkerKind.Async } => DispatcherPolicy.EventLoop(stage.Dispatcher ?? stage.Name),
        { Timeout: not null } => DispatcherPolicy.Pinned,
        _ => DispatcherPolicy.ForkJoin(stage.Dispatcher ?? stage.Name, threads),
    };
}
