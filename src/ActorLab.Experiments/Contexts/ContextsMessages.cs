using ActorLab.Core.Actors;
using ActorLab.Wire;

namespace ActorLab.Experiments.Contexts;

/// <summary>What a worker in another process is given: an object can travel as its value alone.</summary>
/// <param name="Root">Gets the <see cref="WorkerSaw"/>.</param>
/// <param name="Value">Of the object.</param>
internal sealed record PassedObject(IActorRef Root, long Value) : IMessage
{
    public const uint Tag = 120;

    public static WireTable AddTo(WireTable table) => table.Add<PassedObject>(Tag, Write, Read);

    private static void Write(PassedObject message, FieldWriter writer)
    {
        writer.Actor(message.Root);
        writer.Int64(message.Value);
    }

    private static PassedObject Read(FieldReader reader) => new(reader.Actor() ?? throw new WireFormatException("an object passed by nobody"), reader.Int64());
}

/// <summary>What a worker saw and did.</summary>
/// <param name="ProcessId">Of the process it runs in.</param>
/// <param name="Module">The module's variable as it found it.</param>
/// <param name="Passed">The object as it was passed.</param>
/// <param name="Changed">The object as it left it; this sends it back.</param>
internal sealed record WorkerSaw(int ProcessId, long Module, long Passed, long Changed) : IMessage
{
    public const uint Tag = 121;

    public static WireTable AddTo(WireTable table) => table.Add<WorkerSaw>(Tag, Write, static r => new WorkerSaw(r.Int32(0, int.MaxValue), r.Int64(), r.Int64(), r.Int64()));

    private static void Write(WorkerSaw message, FieldWriter writer)
    {
        writer.Int64(message.ProcessId);
        writer.Int64(message.Module);
        writer.Int64(message.Passed);
        writer.Int64(message.Changed);
    }
}
