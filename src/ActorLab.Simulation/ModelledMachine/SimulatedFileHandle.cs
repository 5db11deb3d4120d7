using ActorLab.Core.Machine;

namespace ActorLab.Simulation.ModelledMachine;

/// <summary>An open file with its own buffer and its own place for reading on.</summary>
internal sealed class SimulatedFileHandle(SimulatedFile file, string path, OpenMode mode) : FileHandle(path, mode)
{
    private const int BufferCapacity = 8192;

    private const int SmallestBuffer = 256;

    private byte[] _buffer = [];
    private int _position;

    public SimulatedFile File { get; } = file;

    public int Buffered { get; private set; }

    public bool IsClosed { get; private set; }

    public bool IsFull => Buffered == BufferCapacity;

    /// <summary>Takes as much as fits.</summary>
    /// <returns>How many bytes it took.</returns>
    public int Buffer(ReadOnlySpan<byte> bytes)
    {
        int taken = Math.Min(bytes.Length, BufferCapacity - Buffered);
        int needed = Buffered + taken;
        if (needed > _buffer.Length) Array.Resize(ref _buffer, Math.Clamp(2 * needed, SmallestBuffer, BufferCapacity));
        bytes[..taken].CopyTo(_buffer.AsSpan(Buffered));
        Buffered = needed;
        return taken;
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
