using ActorLab.Core.Machine;

namespace ActorLab.TestSupport.Faults;

/// <summary>A body that works on a machine which appends other bytes than it is given.</summary>
/// <param name="body">Works there.</param>
/// <param name="alter">What is appended instead.</param>
public sealed class AlteredAppends(IBody body, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> alter) : IBody
{
    public ValueTask<IMessage> RunAsync(IMachine machine, IMessage item) => body.RunAsync(new Altering(machine, alter), item);

    private sealed class Altering(IMachine inner, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> alter) : IMachine
    {
        public ValueTask<ThreadIdentity> Identify() => inner.Identify();

        public ValueTask<Computation> Compute(Cost cost, ISlicedWork work) => inner.Compute(cost, work);

        public ValueTask<T> Read<T>(Cell<T> cell) => inner.Read(cell);

        public ValueTask Write<T>(Cell<T> cell, T value) => inner.Write(cell, value);

        public ValueTask<FileHandle> Open(string path, OpenMode mode) => inner.Open(path, mode);

        public ValueTask<ReadOnlyMemory<byte>> ReadAll(FileHandle file) => inner.ReadAll(file);

        public ValueTask<ReadOnlyMemory<byte>> ReadNext(FileHandle file, int maxBytes) => inner.ReadNext(file, maxBytes);

        public ValueTask Append(FileHandle file, ReadOnlyMemory<byte> bytes) => inner.Append(file, alter(bytes));

        public ValueTask Flush(FileHandle file) => inner.Flush(file);

        public ValueTask Close(FileHandle file) => inner.Close(file);

        public ValueTask Acquire(LockHandle handle) => inner.Acquire(handle);

        public ValueTask Release(LockHandle handle) => inner.Release(handle);

        public ValueTask Sleep(SimDuration duration) => inner.Sleep(duration);

        public ValueTask<ReadOnlyMemory<byte>> Request(Service service, ReadOnlyMemory<byte> request) =>
            inner.Request(service, request);

        public ValueTask<ProgramAnswer> Request(ExternalProgram program, string line, Cost cost) =>
            inner.Request(program, line, cost);

        public ValueTask Close(ExternalProgram program) => inner.Close(program);

        public ValueTask Crash() => inner.Crash();
    }
}
