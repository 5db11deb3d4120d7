using ActorLab.Core.Machine;
using ActorLab.Simulation.Events;

namespace ActorLab.Simulation.ModelledMachine;

/// <content>How a step is done: first it computes, then it may wait, and at the end it takes effect.</content>
internal sealed partial class BodyRun
{
    private ThreadIdentity _identity;
    private Computation _computation;
    private bool _waiting;
    private WaitKind _waitKind;
    private long _waitStart;
    private Station? _station;

    /// <summary>The wake-up of a wait, or of an observer's step, which computes nothing.</summary>
    public override void Happen()
    {
        run.Trace.Place = _thread?.Place;
        if (_waiting) WaitEnded();
        else Computed();
    }

    public void Wake(SimDuration after) =>
        run.Add(this, run.TimeAfter(run.Now, Math.Max(0, after.Nanoseconds), Owner), EventPriority.Machine, Owner.Id);

    /// <summary>Between two parts of a computation others may run, so a part of its action is run there too.</summary>
    public void SliceEnded()
    {
        if (_work is not null && !TryRunSlice()) _work = null;
    }

    /// <summary>The computing of the step is done.</summary>
    public void Computed()
    {
        switch (_kind)
        {
            case StepKind.Compute:
                FinishComputing();
                break;
            case StepKind.Open:
                UseDisk(run.Machine.DiskOpen);
                break;
            case StepKind.ReadAll or StepKind.ReadNext:
                UseDiskOfHandle(OpenMode.Read, run.Machine.DiskRead);
                break;
            case StepKind.Append:
                BufferBytes();
                break;
            case StepKind.Flush or StepKind.Close:
                UseDiskOfHandle(_handle!.Mode, _handle.Buffered > 0 ? run.Machine.DiskFlush : Latency.None);
                break;
            case StepKind.Acquire:
                Take();
                break;
            case StepKind.Sleep:
                BeginWait(WaitKind.Sleep);
                Wake(_duration);
                break;
            case StepKind.Request when _line is not null:
                Done();
                break;
            case StepKind.Request:
                UseService();
                break;
            default:
                Done();
                break;
        }
    }

    private void Charge(long nanoseconds, bool needsInterpreter = true)
    {
        if (Owner.IsObserver) Wake(SimDuration.Zero);
        else run.Processors.Compute(_thread!, nanoseconds, needsInterpreter);
    }

    private bool TryRunSlice()
    {
        try
        {
            return _work!.RunSlice();
        }
        catch (Exception thrown)
        {
            _stepFailure = thrown;
            return false;
        }
    }

    private void FinishComputing()
    {
        _computation = Owner.IsObserver || run.ComputesActions ? Computation.Computed : Computation.NotComputed;
        while (_work is not null && TryRunSlice())
        {
        }

        _work = null;
        Done();
    }

    /// <summary>What fills the buffer goes to the disk before the rest is taken: a long append lands in several pieces, and others may land between them.</summary>
    private void BufferBytes()
    {
        if (!MayUseHandle(OpenMode.Append)) return;
        while (FillsBuffer())
        {
            if (TakesTime(run.Machine.DiskFlush))
            {
                Visit(run.Disk, run.Machine.DiskFlush, WaitKind.Disk);
                return;
            }

            _handle!.Flush();
        }

        Done();
    }

    private bool FillsBuffer()
    {
        int taken = _handle!.Buffer(_bytes.Span);
        _bytes = _bytes[taken..];
        return _handle.IsFull;
    }

    /// <summary>A piece of a long append has landed.</summary>
    /// <returns>True if the next one is on its way to the disk.</returns>
    private bool GoesOnAppending()
    {
        _handle!.Flush();
        if (!FillsBuffer()) return false;
        _waiting = true;
        _waitStart = run.Now;
        _station = run.Disk;
        _station.Enter(this, run.Machine.DiskFlush);
        return true;
    }

    private void UseDiskOfHandle(OpenMode mode, Distribution latency)
    {
        if (MayUseHandle(mode)) UseDisk(latency);
    }

    private bool MayUseHandle(OpenMode mode)
    {
        if (_handle!.IsClosed) FailStep(new MachineFailureException(_kind, _handle.Path, "the file has been closed"));
        else if (_handle.Mode != mode) FailStep(new MachineFailureException(_kind, _handle.Path, mode == OpenMode.Read ? "the file is not open for reading" : "the file is not open for appending"));
        else return true;
        return false;
    }

    /// <summary>A disk without latency is a cache: the step does not wait at all.</summary>
    private void UseDisk(Distribution latency)
    {
        if (TakesTime(latency)) Visit(run.Disk, latency, WaitKind.Disk);
        else Done();
    }

    private bool TakesTime(Distribution latency) => !Owner.IsObserver && latency is not ConstantDistribution { Value.Nanoseconds: 0 };

    private void UseService()
    {
        if (!run.Machine.Services.TryGetValue(_service, out ServiceProfile? profile))
        {
            FailStep(new MachineFailureException(StepKind.Request, _service, $"the machine {run.Machine.Name} knows no such service"));
            return;
        }

        _bytes = profile.Reply.AsMemory();
        if (Owner.IsObserver) Done();
        else Visit(run.StationOf(_service, profile), profile.Latency, WaitKind.Network);
    }

    private void Visit(Station station, Distribution latency, WaitKind kind)
    {
        BeginWait(kind);
        _station = station;
        station.Enter(this, latency);
    }

    private void Take()
    {
        if (_lock!.TryTake(this))
        {
            _held.Add(_lock);
            Done();
        }
        else
        {
            BeginWait(WaitKind.Lock);
        }
    }

    private void PassOn(SimulatedLock passed)
    {
        if (passed.PassOn() is { } next) WakeForLock(next);
    }

    private void WakeForLock(BodyRun next)
    {
        if (next._lock!.Holder == next) next._held.Add(next._lock);
        next.Wake(next.Owner.IsObserver ? SimDuration.Zero : run.Machine.LockHandOver);
    }

    /// <summary>Looks whether the lock it was woken for is its own; under a fair lock it has been since the release.</summary>
    private bool HasLock()
    {
        if (!_lock!.TryTakeAwake(this)) return false;
        if (!_held.Contains(_lock)) _held.Add(_lock);
        return true;
    }

    private void BeginWait(WaitKind kind)
    {
        _waiting = true;
        _waitKind = kind;
        _waitStart = run.Now;
        if (_occupancy == Occupancy.Synchronous) run.Processors.Release(_thread!);
        else Owner.LeaveThread(_thread!);
    }

    private void WaitEnded()
    {
        if (_waitKind == WaitKind.Lock && !HasLock()) return;
        if (!Owner.IsObserver) run.Trace.RecordWait(run.Now, Owner, _waitKind, run.Now - _waitStart, _thread?.Place);
        _waiting = false;
        _station?.Leave();
        _station = null;
        if (_kind == StepKind.Append && GoesOnAppending()) return;
        if (_occupancy == Occupancy.Synchronous)
        {
            Done();
            return;
        }

        // The effect comes with the end of the wait; only the body has to wait for a thread.
        TakeEffect();
        Owner.QueueForThread();
    }

    private void FailStep(Exception failure)
    {
        _stepFailure = failure;
        Done();
    }

    private void Done()
    {
        TakeEffect();
        Owner.Drive(_thread!);
    }

    private void TakeEffect()
    {
        if (_stepFailure is null)
        {
            try
            {
                Perform();
            }
            catch (MachineFailureException failure)
            {
                _stepFailure = failure;
            }
        }

        if (!Owner.IsObserver)
        {
            if (_stepFailure is null) run.CountStep(_kind);
            run.Trace.RecordStep(run.Now, Owner, _kind, run.Now - _stepStart);
        }

        _stepDone = true;
    }

    private void Perform()
    {
        switch (_kind)
        {
            case StepKind.Identify:
                _identity = new ThreadIdentity(_thread!.Name, _thread.Number, Process.Id, Process.ThreadCount, _thread.Computing.Core?.Index ?? 0);
                break;
            case StepKind.ReadCell or StepKind.WriteCell:
                _access!.Perform();
                break;
            case StepKind.Open:
                _handle = run.Files.Open(_path, _mode);
                break;
            case StepKind.ReadAll:
                _bytes = _handle!.File.Content;
                break;
            case StepKind.ReadNext:
                _bytes = _handle!.ReadNext(_maxBytes);
                break;
            case StepKind.Flush:
                _handle!.Flush();
                break;
            case StepKind.Close:
                _handle!.Flush();
                _handle.Close();
                break;
            case StepKind.Release:
                if (!_held.Remove(_lock!)) throw new MachineFailureException(StepKind.Release, _lock!.Name, "the body does not hold this lock");
                PassOn(_lock!);
                break;
        }
    }
}
