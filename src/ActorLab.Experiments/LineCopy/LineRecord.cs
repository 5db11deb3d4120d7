using System.Text;
using ActorLab.Core.Journal;
using ActorLab.Core.Machine;

namespace ActorLab.Experiments.LineCopy;

/// <summary>The rows that are written for one line, as experiments demand them: who wrote it, the line, and an empty row.</summary>
/// <remarks>The rows are made where the record is made, so that a sink, which writes for all workers, does nothing but append.</remarks>
internal sealed record LineRecord(ThreadIdentity Writer, ReadOnlyMemory<byte> Line) : IMessage
{
    /// <summary>Appends of one record: four rows about the writer, the line, the empty row.</summary>
    public const int Appends = 6;

    private static readonly ReadOnlyMemory<byte> EmptyRow = "\n"u8.ToArray();

    private readonly WriterRows _writerRows = WriterRows.Of(Writer);
    private readonly byte[] _lineRow = RowOf(Line);

    /// <summary>All rows, one append each.</summary>
    public async ValueTask AppendTo(IMachine machine, FileHandle output)
    {
        await _writerRows.AppendTo(machine, output);
        await machine.Append(output, _lineRow);
        await AppendEmptyRow(machine, output);
    }

    /// <summary>All rows, as they were appended.</summary>
    public void AddTo(OutputTally tally)
    {
        _writerRows.AddTo(tally);
        tally.Append(_lineRow);
        tally.Append(EmptyRow.Span);
    }

    /// <summary>The line and its line end in one append, as one row.</summary>
    public static ValueTask AppendLine(IMachine machine, FileHandle output, ReadOnlyMemory<byte> line) => machine.Append(output, RowOf(line));

    public static ValueTask AppendEmptyRow(IMachine machine, FileHandle output) => machine.Append(output, EmptyRow);

    private static byte[] RowOf(ReadOnlyMemory<byte> line)
    {
        byte[] row = GC.AllocateUninitializedArray<byte>(line.Length + 1);
        line.CopyTo(row);
        row[^1] = (byte)'\n';
        return row;
    }
}

/// <summary>The four rows about who wrote a record.</summary>
internal sealed record WriterRows(ReadOnlyMemory<byte> Thread, ReadOnlyMemory<byte> Process, ReadOnlyMemory<byte> ThreadCount, ReadOnlyMemory<byte> Cpu)
{
    public static WriterRows Of(ThreadIdentity writer) => new(
        Row($"current thread:<{writer.Thread}, managed thread {writer.ManagedThreadId}>\n"),
        Row($"current pid:{writer.ProcessId}\n"),
        Row($"total threads:{writer.ThreadCount}\n"),
        Row($"CPU number:{writer.CpuNumber}\n"));

    /// <summary>One append each.</summary>
    public async ValueTask AppendTo(IMachine machine, FileHandle output)
    {
        await machine.Append(output, Thread);
        await machine.Append(output, Process);
        await machine.Append(output, ThreadCount);
        await machine.Append(output, Cpu);
    }

    public void AddTo(OutputTally tally)
    {
        tally.Append(Thread.Span);
        tally.Append(Process.Span);
        tally.Append(ThreadCount.Span);
        tally.Append(Cpu.Span);
    }

    private static byte[] Row(string text) => Encoding.UTF8.GetBytes(text);
}
