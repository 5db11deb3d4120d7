using System.Runtime.InteropServices;
using ActorLab.Core.Machine;

namespace ActorLab.Local.RealMachine;

/// <summary>An open descriptor with a buffer of its own. Bodies of several actors may use it in turn.</summary>
internal sealed class LocalFile : FileHandle
{
    private const int BufferSize = 8 * 1024;

    private readonly int _descriptor;
    private readonly BufferPool _pool;
    private byte[]? _appendBuffer;
    private int _buffered;

    /// <summary>What the last reading of all gave out: valid until the file is closed, so no other reading may use it again.</summary>
    private byte[]? _wholeBuffer;
    private byte[]? _nextBuffer;
    private int _closed;

    private LocalFile(string path, OpenMode mode, int descriptor, BufferPool pool, LocalMachine opener)
        : base(path, mode)
    {
        Opener = opener;
        _descriptor = descriptor;
        _pool = pool;
        if (mode == OpenMode.Append) _appendBuffer = pool.TakeAppend(BufferSize);
    }

    public bool HasBuffered => _buffered > 0;

    /// <summary>The buffer must be flushed.</summary>
    public bool IsFull => _buffered == BufferSize;

    /// <summary>Closes the file if no body does.</summary>
    public LocalMachine Opener { get; }

    /// <summary>Opens a file; <c>/dev/stdin</c> for reading and <c>/dev/stdout</c> for appending are the streams of this process, wherever they stand.</summary>
    /// <exception cref="MachineFailureException">It cannot be opened.</exception>
    public static LocalFile Open(string path, OpenMode mode, BufferPool pool, LocalMachine opener)
    {
        int descriptor = mode == OpenMode.Read ? Posix.OpenRead(path) : Posix.OpenAppend(path);
        if (descriptor < 0) throw Failure(StepKind.Open, path);
        return new LocalFile(path, mode, descriptor, pool, opener);
    }

    /// <summary>The content from the first byte, however much was read before; of a pipe, all that is still to come.</summary>
    public ReadOnlyMemory<byte> ReadAll()
    {
        Expect(OpenMode.Read, StepKind.ReadAll);
        byte[] buffer = _wholeBuffer is null ? _pool.TakeRead() : [];
        int length = 0;
        bool hasPlaces = true;
        while (true)
        {
            if (length == buffer.Length) buffer = Grown(buffer);
            int read = hasPlaces ? Posix.ReadAt(_descriptor, buffer.AsSpan(length), length) : Posix.Read(_descriptor, buffer.AsSpan(length));
            if (read == 0) break;
            if (read > 0) length += read;
            else if (hasPlaces && Posix.HasNoPlaces) hasPlaces = false;
            else throw Failure(StepKind.ReadAll, Path);
        }

        _wholeBuffer = buffer;
        return buffer.AsMemory(0, length);
    }

    public ReadOnlyMemory<byte> ReadNext(int maxBytes)
    {
        Expect(OpenMode.Read, StepKind.ReadNext);
        if (_nextBuffer is null || _nextBuffer.Length < maxBytes) _nextBuffer = new byte[maxBytes];
        int read = Posix.Read(_descriptor, _nextBuffer.AsSpan(0, maxBytes));
        return read < 0 ? throw Failure(StepKind.ReadNext, Path) : (ReadOnlyMemory<byte>)_nextBuffer.AsMemory(0, read);
    }

    /// <summary>Takes as much as fits.</summary>
    /// <returns>How many bytes it took; when the buffer is full then, it must be flushed, and the rest comes after that.</returns>
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
    /// <exception cref="MachineFailureException">The file is closed already, or closing it failed; it is closed all the same.</exception>
    public void Close()
    {
        if (!TryClose()) throw new MachineFailureException(StepKind.Close, Path, "the file is closed already");
    }

    /// <returns>False if the file was closed before.</returns>
    /// <exception cref="MachineFailureException">Closing it failed; it is closed all the same.</exception>
    public bool TryClose()
    {
        // A descriptor closed twice would be somebody else's the second time.
        if (Interlocked.Exchange(ref _closed, 1) != 0) return false;
        if (_appendBuffer is not null) _pool.GiveAppend(_appendBuffer);
        if (_wholeBuffer is not null) _pool.GiveRead(_wholeBuffer);
        _appendBuffer = null;
        _wholeBuffer = null;
        _buffered = 0;
        if (Posix.Close(_descriptor) != 0) throw Failure(StepKind.Close, Path);
        return true;
    }

    private byte[] Grown(byte[] buffer)
    {
        if (buffer.Length == Array.MaxLength) throw new MachineFailureException(StepKind.ReadAll, Path, $"the file has more than {Array.MaxLength} bytes");
        Array.Resize(ref buffer, (int)Math.Min(Array.MaxLength, Math.Max(BufferSize, 2L * buffer.Length)));
        return buffer;
    }

    private void Expect(OpenMode mode, StepKind step)
    {
        if (_closed != 0) throw new MachineFailureException(step, Path, "the file is closed");
        if (Mode != mode) throw new MachineFailureException(step, Path, $"the file is open for {(Mode == OpenMode.Read ? "reading" : "appending")}");
    }

    private static MachineFailureException Failure(StepKind step, string path)
    {
        int error = Marshal.GetLastPInvokeError();
        return new MachineFailureException(step, path, Marshal.GetPInvokeErrorMessage(error));
    }
}
