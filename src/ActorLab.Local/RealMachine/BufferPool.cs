namespace ActorLab.Local.RealMachine;

/// <summary>The buffers that one actor's bodies use again and again, one of each kind.</summary>
/// <remarks>A file that went to another actor gives its buffers back from another thread, hence the exchanges.</remarks>
internal sealed class BufferPool
{
    private byte[]? _append;
    private byte[]? _read;

    public byte[] TakeAppend(int size)
    {
        byte[]? buffer = Interlocked.Exchange(ref _append, null);
        return buffer is not null && buffer.Length >= size ? buffer : GC.AllocateUninitializedArray<byte>(size);
    }

    public void GiveAppend(byte[] buffer) => Volatile.Write(ref _append, buffer);

    public byte[] TakeRead()
    {
        return Interlocked.Exchange(ref _read, null) ?? [];
    }

    public void GiveRead(byte[] buffer) => Volatile.Write(ref _read, buffer);
}
