using ActorLab.Core.Actors;
using ActorLab.Core.Machine;

namespace ActorLab.Core.Journal;

/// <summary>Appends the entries of a <see cref="JournalKeeper"/> to a file, which stays open in between.</summary>
public sealed class JournalAppend(string path) : IBody
{
    private FileHandle? _file;

    public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
    {
        _file ??= await machine.Open(path, OpenMode.Append);
        await machine.Append(_file, ((JournalKeeper.Entry)item).Records);
        await machine.Flush(_file);
        return item;
    }
}
