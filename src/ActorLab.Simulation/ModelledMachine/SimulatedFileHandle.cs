using ActorLab.Core.Machine;

namespace ActorLab.Simulation.ModelledMachine;

/// <summary>An open file with its own buffer and its own place for reading on.</summary>
internal sealed class SimulatedFileHandle(SimulatedFile file, string path, OpenMode mode) : FileHandle(path, mode)
{
    /// <summary>In bytes. Appends that reach it are flushed, whole: a record is never torn between two flushes.</summary>
    public const int BufferCapacity = 8192;

    private const int SmallestBuffer = 256;

    private byte[] _buffer = [];
    private int _position;

    public SimulatedFile File { get; } = file;

    public int Buffered { get; private set; }

    public bool IsClosed { get; private set; }

    public void Buffer(ReadOnlySpan<byte> bytes)
    {
        int needed = checked(Buffered + bytes.Length);
        if (needed > _buffer.Length) Array.Resize(ref _buffer, Math.Max(SmallestBuffer, 2 * needed));
        bytes.CopyTo(_buffer.AsSpan(Buffered));
        Buffered = needed;
    }

    public void Flush()
    {
        if (Buffered == 0) return;
        File.Append(_buffer.AsSpan(0, Buffered));
        Buffered = 0;
    }

    public ReadOnlyMemory<byte> ReadNext(int maxBytes)
    {
        ReadOnlyMemory<byte> rest = File.Content[_position..];
        ReadOnlyMemory<byte> next = rest.Length > maxBytes ? rest[..maxBytes] : rest;
        _position += next.Length;
        return next;
    }

    public void Close() => IsClosed = true;
}
