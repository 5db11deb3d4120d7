using ActorLab.Core.Model;
using ActorLab.Pipelines.Definition;

namespace ActorLab.Pipelines.Planning;

/// <summary>What kind of actor a stage is.</summary>
internal static class StageKind
{
    /// <summary>Whether the work of a stage is done in the turn that brings the item: it takes no time that is modelled, cannot
    /// be tried again, and has one worker. Not behind a queue that drops, which must see what comes while a
    /// real function takes its time.</summary>
    public static bool IsInline(StageDefinition stage) =>
        stage is
        {
            Workers: 1, Execution: WorkerKind.Threads, BatchSize: 1, Cost: null, Timeout: null, OnFailure: FailureAction.Fail,
            Dispatcher: null, Queue: { Sentinels: null, Overflow: OverflowPolicy.Block },
        }
        && stage.Retry.Attempts is null or 1
        && stage.Operation is MapOperation or FilterOperation or FlatMapOperation or KeyByOperation or CountByKeyOperation or PassOperation;

    /// <summary>Whether the inputs of a stage are brought together by an actor before it.</summary>
    public static bool HasJoin(StageDefinition stage) => stage.FanIn != FanIn.Merge && stage.From.Length > 1;

    /// <summary>Items that a stage with workers may hold: finished ones that wait for an earlier one, or for their next attempt, must not keep the workers idle.</summary>
    /// <param name="stage">With workers.</param>
    /// <param name="window">Of the pipeline: it bounds a stage that loses an order and restores it itself.</param>
    public static int InFlight(StageDefinition stage, int window)
    {
        int atWork = stage.Workers * stage.BatchSize;
        return stage.Order switch
        {
            ItemOrder.PerKey => atWork * 4,
            ItemOrder.Input => Math.Min(window, Math.Max(64, atWork * 16)),
            _ => Math.Max(64, atWork * 16),
        };
    }
}
