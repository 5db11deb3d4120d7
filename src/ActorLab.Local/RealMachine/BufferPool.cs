namespace ActorLab.Local.RealMachine;

/// <summary>The buffers that one actor's bodies use again and again, one of each kind.</summary>
internal sealed class BufferPool
{
    private byte[]? _append;
    private byte[]? _read;

    public byte[] TakeAppend(int size)
    {
        byte[]? buffer = _append;
        _append = null;
        return buffer is not null && buffer.Length >= size ? buffer : GC.AllocateUninitializedArray<byte>(size);
    }

    public void GiveAppend(byte[] buffer) => _append = buffer;

    public byte[] TakeRead()
    {
        byte[]? buffer = _read;
        _read = null;
        return buffer ?? [];
    }

    public void GiveRead(byte[] buffer) => _read = buffer;
}
