namespace ActorLab.Core.Machine;

/// <summary>An open file of the machine with its own buffer. Not for two bodies at once.</summary>
public abstract class FileHandle(string path, OpenMode mode)
{
    public string Path { get; } = path;

    public OpenMode Mode { get; } = mode;
}
