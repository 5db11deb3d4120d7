using ActorLab.Core.Machine;

namespace ActorLab.Experiments.LineCopy;

/// <summary>The part of the task that every model repeats for every line: open the input, read all of it, find every line end, pick one line, close.</summary>
internal sealed class WholeInput(string path, LineCopyInput expected)
{
    /// <summary>What finding the line ends costs for each line of the input on the reference core: 2.483 ms for the 10,000 lines of row E5.</summary>
    private const long ScanPicosecondsPerLine = 248_300;

    private readonly Cost _scan = Cost.FromNanoseconds((expected.LineCount * ScanPicosecondsPerLine) / 1_000);

    public string InputPath => path;

    /// <summary>Another machine than the root's lacks what was generated there: it gets a copy among the temporary files, which go with the process of the node.</summary>
    public WholeInput OnThisMachine()
    {
        if (File.Exists(path)) return this;
        string copy = Path.Combine(Directory.CreateTempSubdirectory("actorlab-").FullName, "input");
        File.WriteAllBytes(copy, expected.Text.Span);
        return new WholeInput(copy, expected);
    }

    /// <param name="machine">Where it happens.</param>
    /// <param name="pick">Says which line, from 0, once all are found.</param>
    /// <exception cref="MachineFailureException">The input has another number of lines than when the run began.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> PickLine(IMachine machine, Func<ValueTask<long>> pick)
    {
        FileHandle input = await machine.Open(path, OpenMode.Read);
        ReadOnlyMemory<byte> text = await machine.ReadAll(input);
        using var ends = new LineEnds(text, expected.LineCount);
        Computation computation = await machine.Compute(_scan, ends);
        if (computation == Computation.Computed && ends.Count != expected.LineCount)
        {
            throw new MachineFailureException(StepKind.ReadAll, path, $"the input changed during the run: it had {expected.LineCount} lines and now has {ends.Count}");
        }

        int index = (int)await pick();
        // The bytes read are valid until the file is closed; the line outlives it.
        ReadOnlyMemory<byte> line = computation == Computation.Computed ? ends.Line(index).ToArray() : expected.Line(index);
        await machine.Close(input);
        return line;
    }
}
