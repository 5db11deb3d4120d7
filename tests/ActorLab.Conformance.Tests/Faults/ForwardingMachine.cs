namespace ActorLab.Conformance.Tests.Faults;

/// <summary>A machine that does what another one does, to be wrong in one step.</summary>
internal abstract class ForwardingMachine(IMachine inner) : IMachine
{
    protected IMachine Inner { get; } = inner;

    public virtual ValueTask<ThreadIdentity> Identify() => Inner.Identify();

    public virtual ValueTask<Computation> Compute(Cost cost, ISlicedWork work) => Inner.Compute(cost, work);

    public virtual ValueTask<T> Read<T>(Cell<T> cell) => Inner.Read(cell);

    public virtual ValueTask Write<T>(Cell<T> cell, T value) => Inner.Write(cell, value);

    public virtual ValueTask<FileHandle> Open(string path, OpenMode mode) => Inner.Open(path, mode);

    public virtual ValueTask<ReadOnlyMemory<byte>> ReadAll(FileHandle file) => Inner.ReadAll(file);

    public virtual ValueTask<ReadOnlyMemory<byte>> ReadNext(FileHandle file, int maxBytes) => Inner.ReadNext(file, maxBytes);

    public virtual ValueTask Append(FileHandle file, ReadOnlyMemory<byte> bytes) => Inner.Append(file, bytes);

    public virtual ValueTask Flush(FileHandle file) => Inner.Flush(file);

    public virtual ValueTask Close(FileHandle file) => Inner.Close(file);

    public virtual ValueTask Acquire(LockHandle handle) => Inner.Acquire(handle);

    public virtual ValueTask Release(LockHandle handle) => Inner.Release(handle);

    public virtual ValueTask Sleep(SimDuration duration) => Inner.Sleep(duration);

    public virtual ValueTask<ReadOnlyMemory<byte>> Request(Service service, ReadOnlyMemory<byte> request) => Inner.Request(service, request);

    public virtual ValueTask<ProgramAnswer> Request(ExternalProgram program, string line, Cost cost) => Inner.Request(program, line, cost);

    public virtual ValueTask Close(ExternalProgram program) => Inner.Close(program);

    public virtual ValueTask Crash() => Inner.Crash();
}
