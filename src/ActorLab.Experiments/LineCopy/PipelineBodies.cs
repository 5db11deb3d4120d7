using ActorLab.Core.Journal;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;

namespace ActorLab.Experiments.LineCopy;

/// <summary>The parallel part of the pipeline: the line of an item, picked by its sequence number. Nothing is shared, so nothing can race.</summary>
internal sealed class ReadLineBody(WholeInput input) : IBody
{
    public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
    {
        long index = ((WorkItem)item).Path.Root.Value - 1;
        ThreadIdentity writer = await machine.Identify();
        return new LineRecord(writer, await input.PickLine(machine, () => new ValueTask<long>(index)));
    }
}

/// <summary>The ordered part: the same opens and appends as everywhere else, by the sink alone.</summary>
/// <param name="outputPath">Where they go.</param>
/// <param name="tally">Counts what has been written; null where nobody asks.</param>
internal sealed class WriteLineBody(string outputPath, OutputTally? tally = null) : IBody
{
    public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
    {
        var record = (LineRecord)item;
        FileHandle output = await machine.Open(outputPath, OpenMode.Append);
        await record.AppendTo(machine, output);
        await machine.Close(output);
        if (tally is not null) record.AddTo(tally);
        return LineCopied.Instance;
    }
}
