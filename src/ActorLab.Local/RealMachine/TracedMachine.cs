using ActorLab.Core.Machine;
using ActorLab.Local.Tracing;

namespace ActorLab.Local.RealMachine;

/// <summary>The machine of a traced actor as its bodies see it: notes how long each step took.</summary>
internal sealed class TracedMachine(LocalMachine machine, ActorTrace trace) : IMachine
{
    public ValueTask<ThreadIdentity> Identify() => Note(StepKind.Identify, machine.Identify);

    public ValueTask<Computation> Compute(Cost cost, ISlicedWork work) => Note(StepKind.Compute, () => machine.Compute(cost, work));

    public ValueTask<T> Read<T>(Cell<T> cell) => Note(StepKind.ReadCell, () => machine.Read(cell));

    public ValueTask Write<T>(Cell<T> cell, T value) => Note(StepKind.WriteCell, () => machine.Write(cell, value));

    public ValueTask<FileHandle> Open(string path, OpenMode mode) => Note(StepKind.Open, () => machine.Open(path, mode));

    public ValueTask<ReadOnlyMemory<byte>> ReadAll(FileHandle file) => Note(StepKind.ReadAll, () => machine.ReadAll(file));

    public ValueTask<ReadOnlyMemory<byte>> ReadNext(FileHandle file, int maxBytes) => Note(StepKind.ReadNext, () => machine.ReadNext(file, maxBytes));

    public ValueTask Append(FileHandle file, ReadOnlyMemory<byte> bytes) => Note(StepKind.Append, () => machine.Append(file, bytes));

    public ValueTask Flush(FileHandle file) => Note(StepKind.Flush, () => machine.Flush(file));

    public ValueTask Close(FileHandle file) => Note(StepKind.Close, () => machine.Close(file));

    public ValueTask Acquire(LockHandle handle) => Note(StepKind.Acquire, () => machine.Acquire(handle));

    public ValueTask Release(LockHandle handle) => Note(StepKind.Release, () => machine.Release(handle));

    public ValueTask Sleep(SimDuration duration) => Note(StepKind.Sleep, () => machine.Sleep(duration));

    public ValueTask<ReadOnlyMemory<byte>> Request(Service service, ReadOnlyMemory<byte> request) => Note(StepKind.Request, () => machine.Request(service, request));

    public ValueTask<ProgramAnswer> Request(ExternalProgram program, string line, Cost cost) => Note(StepKind.Request, () => machine.Request(program, line, cost));

    public ValueTask Close(ExternalProgram program) => Note(StepKind.Request, () => machine.Close(program));

    public ValueTask Crash() => machine.Crash();

    private async ValueTask<T> Note<T>(StepKind kind, Func<ValueTask<T>> step)
    {
        long start = trace.Now;
        try
        {
            return await step();
        }
        finally
        {
            trace.Stepped(kind, start);
        }
    }

    private async ValueTask Note(StepKind kind, Func<ValueTask> step)
    {
        long start = trace.Now;
        try
        {
            await step();
        }
        finally
        {
            trace.Stepped(kind, start);
        }
    }
}
