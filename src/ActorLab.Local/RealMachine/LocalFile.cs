using System.Runtime.InteropServices;
using ActorLab.Core.Machine;

namespace ActorLab.Local.RealMachine;

/// <summary>An open descriptor with a buffer of its own.</summary>
internal sealed class LocalFile : FileHandle
{
    private const int BufferSize = 8 * 1024;

    private readonly int _descriptor;
    private readonly BufferPool _pool;
    private byte[]? _appendBuffer;
    private int _buffered;
    private byte[]? _readBuffer;
    private bool _open = true;

    private LocalFile(string path, OpenMode mode, int descriptor, BufferPool pool)
        : base(path, mode)
    {
        _descriptor = descriptor;
        _pool = pool;
        if (mode == OpenMode.Append) _appendBuffer = pool.TakeAppend(BufferSize);
    }

    public bool HasBuffered => _buffered > 0;

    public static LocalFile Open(string path, OpenMode mode, BufferPool pool)
    {
        int descriptor = mode == OpenMode.Read ? Posix.OpenRead(path) : Posix.OpenAppend(path);
        if (descriptor < 0) throw Failure(StepKind.Open, path);
        return new LocalFile(path, mode, descriptor, pool);
    }

    public ReadOnlyMemory<byte> ReadAll()
    {
        Expect(OpenMode.Read, StepKind.ReadAll);
        byte[] buffer = _readBuffer ?? _pool.TakeRead();
        int length = 0;
        while (true)
        {
            if (length == buffer.Length) Array.Resize(ref buffer, Math.Max(BufferSize, buffer.Length * 2));
            int read = Posix.Read(_descriptor, buffer.AsSpan(length));
            if (read < 0) throw Failure(StepKind.ReadAll, Path);
            if (read == 0) break;
            length += read;
        }

        _readBuffer = buffer;
        return buffer.AsMemory(0, length);
    }

    public ReadOnlyMemory<byte> ReadNext(int maxBytes)
    {
        Expect(OpenMode.Read, StepKind.ReadNext);
        byte[] buffer = _readBuffer ?? _pool.TakeRead();
        if (buffer.Length < maxBytes) Array.Resize(ref buffer, maxBytes);
        _readBuffer = buffer;
        int read = Posix.Read(_descriptor, buffer.AsSpan(0, maxBytes));
        return read < 0 ? throw Failure(StepKind.ReadNext, Path) : (ReadOnlyMemory<byte>)buffer.AsMemory(0, read);
    }

    /// <summary>Takes as much as fits.</summary>
    /// <returns>How many bytes it took; fewer than given when the buffer is full and must be flushed.</returns>
    public int Buffer(ReadOnlySpan<byte> bytes)
    {
        Expect(OpenMode.Append, StepKind.Append);
        int count = Math.Min(bytes.Length, BufferSize - _buffered);
        bytes[..count].CopyTo(_appendBuffer.AsSpan(_buffered));
        _buffered += count;
        return count;
    }

    public void Flush()
    {
        Expect(OpenMode.Append, StepKind.Flush);
        if (_buffered == 0) return;
        int count = _buffered;
        _buffered = 0; // what cannot be written is not written a second time
        if (Posix.Write(_descriptor, _appendBuffer.AsSpan(0, count)) < 0) throw Failure(StepKind.Flush, Path);
    }

    /// <summary>Closes the descriptor; what is still buffered is lost unless it was flushed.</summary>
    public void Close()
    {
        if (!_open) throw new MachineFailureException(StepKind.Close, Path, "the file is closed already");
        _open = false;
        if (_appendBuffer is not null) _pool.GiveAppend(_appendBuffer);
        if (_readBuffer is not null) _pool.GiveRead(_readBuffer);
        _appendBuffer = null;
        _readBuffer = null;
        if (Posix.Close(_descriptor) != 0) throw Failure(StepKind.Close, Path);
    }

    private void Expect(OpenMode mode, StepKind step)
    {
        if (!_open) throw new MachineFailureException(step, Path, "the file is closed");
        if (Mode != mode) throw new MachineFailureException(step, Path, $"the file is open for {(Mode == OpenMode.Read ? "reading" : "appending")}");
    }

    private static MachineFailureException Failure(StepKind step, string path)
    {
        int error = Marshal.GetLastPInvokeError();
        return new MachineFailureException(step, path, Marshal.GetPInvokeErrorMessage(error));
    }
}
