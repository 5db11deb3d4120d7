using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Wire;

namespace ActorLab.Experiments.QueueWorkers;

/// <summary>What a worker is told: its number, from 0, both queues, and whom it tells what it does.</summary>
internal sealed record WorkerPlace(int Index, IActorRef Tasks, IActorRef Results, IActorRef Root) : IMessage;

/// <summary>A number to add ten to.</summary>
internal sealed record TaskItem(int Number) : IItemMessage
{
    long IItemMessage.Item => Number + 1L;
}

/// <summary>In place of a task: whoever takes this ends. To the queue it is an item like any other.</summary>
internal sealed record NoMoreTasks : IMessage
{
    public static readonly NoMoreTasks Instance = new();
}

/// <param name="Number">The task.</param>
/// <param name="Value">What came of it.</param>
/// <param name="ProcessId">Of the worker's process.</param>
internal sealed record TaskResult(int Number, long Value, int ProcessId) : IItemMessage
{
    long IItemMessage.Item => Number + 1L;
}

internal enum WorkerDoing
{
    WaitsForTask,
    Works,
    WaitsForRoom,

    /// <summary>And ends.</summary>
    TakesSentinel,

    /// <summary>And ends.</summary>
    FindsEmpty,
}

/// <summary>From a worker to the program, and from there to the outside.</summary>
/// <param name="Index">Of the worker, from 0.</param>
/// <param name="Doing">From now on.</param>
/// <param name="Number">The task that it works on, or has a result of; -1 for none.</param>
internal sealed record WorkerDoes(int Index, WorkerDoing Doing, int Number) : IMessage;

/// <summary>The messages of this experiment. Those of the queue between processes are <see cref="ProcessQueue.ProcessQueueMessages"/>.</summary>
internal static class QueueWorkersMessages
{
    public const uint WorkerPlaceTag = 160;
    public const uint TaskItemTag = 161;
    public const uint NoMoreTasksTag = 162;
    public const uint TaskResultTag = 163;
    public const uint WorkerDoesTag = 164;
    public const uint AskTag = 165;
    public const uint FiguresTag = 166;

    public static WireTable AddTo(WireTable table) => table
        .Add<WorkerPlace>(WorkerPlaceTag, Write, static r => new WorkerPlace(r.Int32(0, QueueWorkersDefinition.Workers - 1), Known(r.Actor()), Known(r.Actor()), Known(r.Actor())))
        .Add<TaskItem>(TaskItemTag, static (m, w) => w.Int64(m.Number), static r => new TaskItem(Number(r)))
        .Add<NoMoreTasks>(NoMoreTasksTag, static (_, _) => { }, static _ => NoMoreTasks.Instance)
        .Add<TaskResult>(TaskResultTag, Write, static r => new TaskResult(Number(r), r.Int64(), r.Int32(0, int.MaxValue)))
        .Add<WorkerDoes>(WorkerDoesTag, Write, static r => new WorkerDoes(r.Int32(0, QueueWorkersDefinition.Workers - 1), (WorkerDoing)r.Int32(0, (int)WorkerDoing.FindsEmpty), r.Int32(-1, int.MaxValue - 1)))
        .Add<BoundedQueue.Ask>(AskTag, static (_, _) => { }, static _ => BoundedQueue.Ask.Instance)
        .Add<BoundedQueue.Figures>(FiguresTag, Write, static r => new BoundedQueue.Figures(r.Int64(), r.Int64(), r.Int64(), r.Int64(), Count(r), Count(r), Count(r)));

    private static void Write(WorkerPlace message, FieldWriter writer)
    {
        writer.Int64(message.Index);
        writer.Actor(message.Tasks);
        writer.Actor(message.Results);
        writer.Actor(message.Root);
    }

    private static void Write(TaskResult message, FieldWriter writer)
    {
        writer.Int64(message.Number);
        writer.Int64(message.Value);
        writer.Int64(message.ProcessId);
    }

    private static void Write(WorkerDoes message, FieldWriter writer)
    {
        writer.Int64(message.Index);
        writer.Int64((int)message.Doing);
        writer.Int64(message.Number);
    }

    private static void Write(BoundedQueue.Figures message, FieldWriter writer)
    {
        writer.Int64(message.Offered);
        writer.Int64(message.Accepted);
        writer.Int64(message.Dropped);
        writer.Int64(message.Delivered);
        writer.Int64(message.Held);
        writer.Int64(message.Peak);
        writer.Int64(message.LostProducers);
    }

    private static int Number(FieldReader reader) => reader.Int32(0, int.MaxValue - 1);

    private static int Count(FieldReader reader) => reader.Int32(0, int.MaxValue);

    private static IActorRef Known(IActorRef? actor) => actor ?? throw new WireFormatException("a worker without its queues");
}
