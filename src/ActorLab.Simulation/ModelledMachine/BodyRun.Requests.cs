using ActorLab.Core.Machine;
using ActorLab.Simulation.Events;
using ActorLab.Simulation.Processes;

namespace ActorLab.Simulation.ModelledMachine;

/// <content>What a body can ask for.</content>
internal sealed partial class BodyRun
{
    private StepKind _kind;
    private long _stepStart;
    private ISlicedWork? _work;
    private CellStep? _access;
    private CellStep? _lastRead;
    private CellStep? _lastWrite;
    private string _path = "";
    private OpenMode _mode;
    private SimulatedFileHandle? _handle;
    private int _maxBytes;
    private ReadOnlyMemory<byte> _bytes;
    private SimulatedLock? _lock;
    private SimDuration _duration;
    private string _service = "";
    private string? _line;

    public ValueTask<ThreadIdentity> Identify()
    {
        BeginStep(StepKind.Identify);
        Charge(run.StepCost);
        return new ValueTask<ThreadIdentity>(this, _token);
    }

    public ValueTask<Computation> Compute(Cost cost, ISlicedWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentOutOfRangeException.ThrowIfNegative(cost.OnReferenceCore.Nanoseconds, nameof(cost));
        BeginStep(StepKind.Compute);
        _work = Owner.IsObserver || run.ComputesActions ? work : null;
        Charge(run.ComputeCosts.Draw(cost.OnReferenceCore.Nanoseconds), work.NeedsInterpreter);
        return new ValueTask<Computation>(this, _token);
    }

    public ValueTask<T> Read<T>(Cell<T> cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        BeginStep(StepKind.ReadCell);
        CellRead<T> read = _lastRead as CellRead<T> ?? new CellRead<T>(this);
        read.Cell = cell;
        _access = _lastRead = read;
        Charge(run.StepCost);
        return new ValueTask<T>(read, _token);
    }

    public ValueTask Write<T>(Cell<T> cell, T value)
    {
        ArgumentNullException.ThrowIfNull(cell);
        BeginStep(StepKind.WriteCell);
        CellWrite<T> write = _lastWrite as CellWrite<T> ?? new CellWrite<T>();
        write.Cell = cell;
        write.Value = value;
        _access = _lastWrite = write;
        Charge(run.StepCost);
        return new ValueTask(this, _token);
    }

    public ValueTask<FileHandle> Open(string path, OpenMode mode)
    {
        ArgumentNullException.ThrowIfNull(path);
        BeginStep(StepKind.Open);
        _path = path;
        _mode = mode;
        Charge(run.StepCost);
        return new ValueTask<FileHandle>(this, _token);
    }

    public ValueTask<ReadOnlyMemory<byte>> ReadAll(FileHandle file)
    {
        BeginStep(StepKind.ReadAll, file);
        Charge(run.StepCost);
        return new ValueTask<ReadOnlyMemory<byte>>(this, _token);
    }

    public ValueTask<ReadOnlyMemory<byte>> ReadNext(FileHandle file, int maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        BeginStep(StepKind.ReadNext, file);
        _maxBytes = maxBytes;
        Charge(run.StepCost);
        return new ValueTask<ReadOnlyMemory<byte>>(this, _token);
    }

    public ValueTask Append(FileHandle file, ReadOnlyMemory<byte> bytes)
    {
        BeginStep(StepKind.Append, file);
        _bytes = bytes;
        Charge(run.StepCost);
        return new ValueTask(this, _token);
    }

    public ValueTask Flush(FileHandle file)
    {
        BeginStep(StepKind.Flush, file);
        Charge(run.StepCost);
        return new ValueTask(this, _token);
    }

    public ValueTask Close(FileHandle file)
    {
        BeginStep(StepKind.Close, file);
        Charge(run.StepCost);
        return new ValueTask(this, _token);
    }

    public ValueTask Acquire(LockHandle handle)
    {
        BeginStep(StepKind.Acquire, handle);
        Charge(run.StepCost);
        return new ValueTask(this, _token);
    }

    public ValueTask Release(LockHandle handle)
    {
        BeginStep(StepKind.Release, handle);
        Charge(run.StepCost);
        return new ValueTask(this, _token);
    }

    public ValueTask Sleep(SimDuration duration)
    {
        BeginStep(StepKind.Sleep);
        _duration = duration;
        Charge(run.StepCost);
        return new ValueTask(this, _token);
    }

    public ValueTask<ReadOnlyMemory<byte>> Request(Service service, ReadOnlyMemory<byte> request)
    {
        ArgumentNullException.ThrowIfNull(service);
        BeginStep(StepKind.Request);
        _service = service.Name;
        _line = null;
        Charge(run.StepCost);
        return new ValueTask<ReadOnlyMemory<byte>>(this, _token);
    }

    public ValueTask<ProgramAnswer> Request(ExternalProgram program, string line, Cost cost)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(line);
        BeginStep(StepKind.Request);
        _line = line;
        // A program outside knows nothing of the interpreter of this process.
        Charge(cost.OnReferenceCore.Nanoseconds, needsInterpreter: false);
        return new ValueTask<ProgramAnswer>(this, _token);
    }

    public async ValueTask Close(ExternalProgram program) => await Request(program, "", Cost.Free);

    public ValueTask Crash()
    {
        if (Process.Id == SimulatedProcess.RootId) throw new MachineFailureException(StepKind.Identify, "crash", "this is the process of the root, and the run would end with it");
        run.Add(new ProcessLoss(Process), run.Now, EventPriority.Fault, Owner.Id);
        // Whatever else is to happen at this time comes before; the body does nothing more.
        return Sleep(SimDuration.FromSeconds(1));
    }

    private void BeginStep(StepKind kind, LockHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        SimulatedLock asked = handle.StateOf(static () => new LockSlot()).LockOf(run, handle.Name);
        BeginStep(kind);
        _lock = asked;
    }

    private void BeginStep(StepKind kind, FileHandle file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file is not SimulatedFileHandle handle) throw new ArgumentException($"{file.Path} is not open on this machine", nameof(file));
        BeginStep(kind);
        _handle = handle;
    }

    /// <summary>Accepts a step from the body that the event loop is running, and from nobody else: a step from another thread would make the run depend on chance.</summary>
    private void BeginStep(StepKind kind)
    {
        if (Environment.CurrentManagedThreadId != run.LoopThread || run.ActiveBody != this)
        {
            throw new InvalidOperationException($"a body of {Owner.Path} asks for {kind} from outside of its run; a body awaits nothing but steps");
        }

        if (_stepUnderWay)
        {
            run.BreakRule($"{Describe()} asks for {kind} while its step {_kind} is under way; a body awaits every step before the next");
            throw new InvalidOperationException("a body awaits every step before the next");
        }

        _kind = kind;
        _stepStart = run.Now;
        _stepUnderWay = true;
        _stepDone = false;
        _waiting = false;
    }
}
