using ActorLab.Core.Machine;

namespace ActorLab.Experiments.LineCopy;

/// <summary>The whole task of one line, step by step as the tutorials do it: record and line go through one buffered handle, the line is the one that the counter of the process names.</summary>
/// <remarks>Nothing guards the counter: between its read and its write another thread may read it too, and then a line is copied twice and another skipped. The order of the
/// output is the order in which the handles are closed.</remarks>
internal sealed class CopyLineBody(WholeInput input, string outputPath, Cell<long> counter) : IBody
{
    public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
    {
        FileHandle output = await machine.Open(outputPath, OpenMode.Append);
        await WriterRows.Of(await machine.Identify()).AppendTo(machine, output);
        ReadOnlyMemory<byte> line = await input.PickLine(machine, () => machine.Read(counter));
        await LineRecord.AppendLine(machine, output, line);
        await machine.Write(counter, await machine.Read(counter) + 1);
        await LineRecord.AppendEmptyRow(machine, output);
        await machine.Close(output);
        return LineCopied.Instance;
    }
}

/// <summary>The line is in the output.</summary>
internal sealed record LineCopied : IMessage
{
    public static readonly LineCopied Instance = new();
}
