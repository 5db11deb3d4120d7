using ActorLab.Pipelines.Definition;

namespace ActorLab.Pipelines.Planning;

/// <summary>What kind of actor a stage is.</summary>
internal static class StageKind
{
    /// <summary>Whether the work of a stage is done in the turn that brings the item: it takes no time that is modelled, cannot be tried again, and has one worker.</summary>
    public static bool IsInline(StageDefinition stage) =>
        stage is { Workers: 1, Execution: WorkerKind.Threads, BatchSize: 1, Cost: null, Timeout: null, OnFailure: FailureAction.Fail, Dispatcher: null, Queue.Sentinels: null }
        && stage.Retry.Attempts == 1
        && stage.Operation is MapOperation or FilterOperation or FlatMapOperation or KeyByOperation or CountByKeyOperation or PassOperation;

    /// <summary>Whether the inputs of a stage are brought together by an actor before it.</summary>
    public static bool HasJoin(StageDefinition stage) => stage.FanIn != FanIn.Merge && stage.From.Length > 1;

    /// <summary>Items that a stage with workers may hold: finished ones that wait for an earlier one, or for their next attempt, must not keep the workers idle.</summary>
    public static int InFlight(StageDefinition stage)
    {
        int atWork = stage.Workers * stage.BatchSize;
        return stage.Order == ItemOrder.PerKey ? atWork * 4 : Math.Max(64, atWork * 16);
    }
}
