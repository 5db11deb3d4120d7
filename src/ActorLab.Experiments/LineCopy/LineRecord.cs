using System.Text;
using ActorLab.Core.Machine;

namespace ActorLab.Experiments.LineCopy;

/// <summary>The rows that are written for one line, as experiments demand them: who wrote it, the line, and an empty row.</summary>
internal sealed record LineRecord(ThreadIdentity Writer, ReadOnlyMemory<byte> Line) : IMessage
{
    /// <summary>Appends of one record: four rows about the writer, the line, the empty row.</summary>
    public const int Appends = 6;

    private static readonly ReadOnlyMemory<byte> EmptyRow = "\n"u8.ToArray();

    /// <summary>The four rows about the writer, one append each.</summary>
    public static async ValueTask AppendWriter(IMachine machine, FileHandle output, ThreadIdentity writer)
    {
        await machine.Append(output, Row($"current thread:<{writer.Thread}, managed thread {writer.ManagedThreadId}>\n"));
        await machine.Append(output, Row($"current pid:{writer.ProcessId}\n"));
        await machine.Append(output, Row($"total threads:{writer.ThreadCount}\n"));
        await machine.Append(output, Row($"CPU number:{writer.CpuNumber}\n"));
    }

    /// <summary>The line and its line end in one append, as one row.</summary>
    public static ValueTask AppendLine(IMachine machine, FileHandle output, ReadOnlyMemory<byte> line)
    {
        byte[] row = GC.AllocateUninitializedArray<byte>(line.Length + 1);
        line.CopyTo(row);
        row[^1] = (byte)'\n';
        return machine.Append(output, row);
    }

    public static ValueTask AppendEmptyRow(IMachine machine, FileHandle output) => machine.Append(output, EmptyRow);

    private static byte[] Row(string text) => Encoding.UTF8.GetBytes(text);
}
