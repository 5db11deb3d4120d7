using ActorLab.Core.Machine;
using ActorLab.Core.Model;

namespace ActorLab.Experiments;

/// <summary>Reads on where it stopped in a file that others append to. Keeps the file open from one call to the next, so it belongs to one actor.</summary>
internal sealed class TailBody(string path) : IBody
{
    private const int ChunkBytes = 64 * 1024;

    private FileHandle? _file;

    public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
    {
        _file ??= await machine.Open(path, OpenMode.Read);
        return new OrderVerifier.Chunk(await machine.ReadNext(_file, ChunkBytes));
    }
}
