using ActorLab.Core.Machine;
using ActorLab.Wire;

namespace ActorLab.Experiments.LineCopy;

/// <summary>The messages of line-copy that may leave their process.</summary>
internal static class LineCopyMessages
{
    public const uint WorkerArgumentsTag = 100;
    public const uint LineRecordTag = 101;
    public const uint LineCopiedTag = 102;
    public const uint TapArgumentsTag = 103;

    public static WireTable AddTo(WireTable table) => table
        .Add<LineCopyWorkerArguments>(WorkerArgumentsTag, Write, ReadArguments)
        .Add<LineCopyTapArguments>(TapArgumentsTag, Write, ReadTapArguments)
        .Add<LineRecord>(LineRecordTag, Write, ReadRecord)
        .Add<LineCopied>(LineCopiedTag, static (_, _) => { }, static _ => LineCopied.Instance);

    private static void Write(LineCopyWorkerArguments message, FieldWriter writer)
    {
        writer.Actor(message.Coordinator);
        writer.Actor(message.Downstream);
    }

    private static LineCopyWorkerArguments ReadArguments(FieldReader reader) =>
        new(reader.Actor() ?? throw new WireFormatException("a worker works for nobody"), reader.Actor());

    private static void Write(LineCopyTapArguments message, FieldWriter writer)
    {
        writer.Actor(message.Feeder);
        writer.Actor(message.Downstream);
        writer.Text(message.Queue);
    }

    private static LineCopyTapArguments ReadTapArguments(FieldReader reader) =>
        new(reader.Actor() ?? throw new WireFormatException("a tap takes for nobody"), reader.Actor(), reader.Text());

    private static void Write(LineRecord message, FieldWriter writer)
    {
        writer.Text(message.Writer.Thread);
        writer.Int64(message.Writer.ManagedThreadId);
        writer.Int64(message.Writer.ProcessId);
        writer.Int64(message.Writer.ThreadCount);
        writer.Int64(message.Writer.CpuNumber);
        writer.Bytes(message.Line.Span);
    }

    private static LineRecord ReadRecord(FieldReader reader)
    {
        var writer = new ThreadIdentity(reader.Text(), Count(reader), Count(reader), Count(reader), Count(reader));
        // It waits in a resequencer: a part of a frame would keep all of the frame alive.
        return new LineRecord(writer, reader.Bytes().ToArray());
    }

    private static int Count(FieldReader reader) => reader.Int32(0, int.MaxValue);
}
