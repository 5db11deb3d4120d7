using ActorLab.Core.Actors;
using ActorLab.Wire;

namespace ActorLab.Experiments.Tasks;

/// <summary>What a worker is told: whom it works for, and which tasks are its own.</summary>
/// <param name="Root">Hears of the start and the end of each.</param>
/// <param name="First">Index of the first, from 0.</param>
/// <param name="Count">How many it does, one after another.</param>
internal sealed record TaskArguments(IActorRef Root, int First, int Count) : IMessage;

/// <summary>A task is done.</summary>
/// <param name="Task">Its index.</param>
/// <param name="Amount">Points thrown or turns taken; 0 where nothing was computed, and for a task that slept.</param>
/// <param name="Hits">Points in the circle.</param>
/// <param name="Computed">False on a simulated machine that only charges for computing.</param>
/// <param name="Thread">Name of the thread that did it.</param>
/// <param name="ProcessId">Of its process.</param>
internal sealed record TaskDone(int Task, long Amount, long Hits, bool Computed, string Thread, int ProcessId) : IMessage;

/// <summary>Their wire forms.</summary>
internal static class TaskMessages
{
    public const uint TaskArgumentsTag = 150;
    public const uint TaskDoneTag = 152;

    public static WireTable AddTo(WireTable table) => table
        .Add<TaskArguments>(TaskArgumentsTag, Write, ReadArguments)
        .Add<TaskDone>(
            TaskDoneTag, Write,
            static r => new TaskDone(Index(r), r.Int64(), r.Int64(), r.Boolean(), r.Text(), r.Int32(0, int.MaxValue)));

    private static void Write(TaskArguments message, FieldWriter writer)
    {
        writer.Actor(message.Root);
        writer.Int64(message.First);
        writer.Int64(message.Count);
    }

    private static TaskArguments ReadArguments(FieldReader reader) =>
        new(
            reader.Actor() ?? throw new WireFormatException("a task of nobody's"), Index(reader),
            reader.Int32(0, TasksDefinition.MaxTasks));

    private static void Write(TaskDone message, FieldWriter writer)
    {
        writer.Int64(message.Task);
        writer.Int64(message.Amount);
        writer.Int64(message.Hits);
        writer.Boolean(message.Computed);
        writer.Text(message.Thread);
        writer.Int64(message.ProcessId);
    }

    private static int Index(FieldReader reader) => reader.Int32(0, TasksDefinition.MaxTasks - 1);
}
