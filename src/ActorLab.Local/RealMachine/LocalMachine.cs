using System.Diagnostics;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Local.Tracing;

namespace ActorLab.Local.RealMachine;

/// <summary>The real machine as one actor's bodies see it: real threads, files, locks and sockets.</summary>
/// <remarks>Executed synchronously, every step is complete when it returns and has held the thread. Executed asynchronously, waits (open, read, flush, close of a file with something
/// in its buffer, a lock that is taken, sleep, request) leave the thread and come back to the actor's dispatcher.</remarks>
/// <param name="interpreterLock">Null on a machine without one, and for observers.</param>
/// <param name="totals">Where steps are counted; null for observers.</param>
/// <param name="trace">Of the actor; null if it is not traced.</param>
/// <param name="mayCrash">Whether the run would survive the end of this process.</param>
internal sealed partial class LocalMachine(InterpreterLock? interpreterLock, StepTotals? totals, ActorTrace? trace, bool mayCrash = false) : IMachine
{
    /// <summary>In milliseconds: a day.</summary>
    private const long LongestDelay = 86_400_000;

    private readonly long[] _counts = new long[StepCounts.KindCount];
    private readonly BufferPool _buffers = new();
    private readonly List<LockHandle> _held = [];
    private readonly HashSet<LocalFile> _open = [];
    private TracedMachine? _traced;
    private bool _asynchronous;
    private volatile bool _abandoned;

    /// <summary>True when a body was given up and may still be about: nothing else is to run on this machine.</summary>
    public bool IsAbandoned => _abandoned;

    /// <summary>Runs a body on this thread to its end.</summary>
    /// <returns><see cref="BodyCompleted"/> or <see cref="BodyFailed"/>.</returns>
    public IMessage Run(IBody body, IMessage item)
    {
        _asynchronous = false;
        AcquireInterpreterLock();
        IMessage outcome;
        try
        {
            ValueTask<IMessage> running = body.RunAsync(Face, item);
            if (running.IsCompleted)
            {
                outcome = Completed(item, running.Result);
            }
            else
            {
                Abandon();
                outcome = new BodyFailed(item, new InvalidOperationException("the body awaited something that is no step of its machine"));
            }
        }
        catch (Exception failure)
        {
            outcome = new BodyFailed(item, failure);
        }

        return Ended(item, outcome);
    }

    /// <summary>Runs a body whose waits leave the thread. To be called on the actor's dispatcher; comes back to it.</summary>
    public async Task<IMessage> RunAsync(IBody body, IMessage item)
    {
        _asynchronous = true;
        AcquireInterpreterLock();
        IMessage outcome;
        try
        {
            outcome = Completed(item, await body.RunAsync(Face, item));
        }
        catch (Exception failure)
        {
            outcome = new BodyFailed(item, failure);
        }

        return Ended(item, outcome);
    }

    /// <summary>The body that runs is given up: its next step throws.</summary>
    public void Abandon()
    {
        _abandoned = true;
        KillPrograms();
    }

    /// <summary>Adds this machine's counts to the run's; not while a body runs.</summary>
    public void Collect() => totals?.Take(_counts);

    public ValueTask<ThreadIdentity> Identify()
    {
        Count(StepKind.Identify);
        Thread thread = Thread.CurrentThread;
        return new(new ThreadIdentity(thread.Name ?? "unnamed", thread.ManagedThreadId, Environment.ProcessId, Posix.ThreadCount(), Posix.CpuNumber()));
    }

    public ValueTask<Computation> Compute(Cost cost, ISlicedWork work)
    {
        Count(StepKind.Compute);
        if (!work.NeedsInterpreter && interpreterLock is not null) return new(ComputeFree(work));
        while (work.RunSlice()) Checkpoint();
        Checkpoint();
        return new(Computation.Computed);
    }

    public ValueTask<T> Read<T>(Cell<T> cell)
    {
        Count(StepKind.ReadCell);
        return new(cell.Value);
    }

    public ValueTask Write<T>(Cell<T> cell, T value)
    {
        Count(StepKind.WriteCell);
        cell.Value = value;
        return default;
    }

    public ValueTask<FileHandle> Open(string path, OpenMode mode)
    {
        Count(StepKind.Open);
        return Wait<FileHandle>(() =>
        {
            LocalFile file = LocalFile.Open(path, mode, _buffers, this);
            lock (_open) _open.Add(file);
            return file;
        });
    }

    public ValueTask<ReadOnlyMemory<byte>> ReadAll(FileHandle file)
    {
        Count(StepKind.ReadAll);
        var local = (LocalFile)file;
        return Wait(local.ReadAll);
    }

    public ValueTask<ReadOnlyMemory<byte>> ReadNext(FileHandle file, int maxBytes)
    {
        Count(StepKind.ReadNext);
        var local = (LocalFile)file;
        return Wait(() => local.ReadNext(maxBytes));
    }

    public ValueTask Append(FileHandle file, ReadOnlyMemory<byte> bytes)
    {
        Count(StepKind.Append);
        var local = (LocalFile)file;
        int taken = local.Buffer(bytes.Span);
        return local.IsFull ? AppendRest(local, bytes[taken..]) : default;
    }

    public ValueTask Flush(FileHandle file)
    {
        Count(StepKind.Flush);
        var local = (LocalFile)file;
        return Discard(Wait(() => Done(local.Flush)));
    }

    public ValueTask Close(FileHandle file)
    {
        Count(StepKind.Close);
        var local = (LocalFile)file;
        local.Opener.Forget(local);
        if (local.HasBuffered) return Discard(Wait(() => Done(() => FlushAndClose(local))));
        if (trace is null) local.Close();
        else UseDisk(() => Done(local.Close));
        return default;
    }

    public async ValueTask Acquire(LockHandle handle)
    {
        Count(StepKind.Acquire);
        LocalLock state = handle.StateOf(static () => new LocalLock());
        if (!state.TryAcquireNow(this))
        {
            interpreterLock?.Release();
            long asked = Now;
            if (_asynchronous) NoteElsewhere(WaitKind.Lock, asked, await state.AcquireAsync(this));
            else state.Acquire(this);
            if (!_asynchronous) trace?.Waited(WaitKind.Lock, asked, Now);
            AcquireInterpreterLock();
        }

        _held.Add(handle);
    }

    public ValueTask Release(LockHandle handle)
    {
        Count(StepKind.Release);
        if (!handle.StateOf(static () => new LocalLock()).Release(this)) throw new MachineFailureException(StepKind.Release, handle.Name, "the body does not hold this lock");
        _held.Remove(handle);
        return default;
    }

    public async ValueTask Sleep(SimDuration duration)
    {
        Count(StepKind.Sleep);
        interpreterLock?.Release();
        try
        {
            if (_asynchronous) await NoteElsewhere(duration > SimDuration.Zero ? WaitKind.Sleep : WaitKind.Queue, SleepElsewhere(duration));
            else SleepHere(duration);
        }
        finally
        {
            AcquireInterpreterLock();
        }
    }

    public async ValueTask<ReadOnlyMemory<byte>> Request(Service service, ReadOnlyMemory<byte> request)
    {
        Count(StepKind.Request);
        interpreterLock?.Release();
        try
        {
            return _asynchronous
                ? await NoteElsewhere(WaitKind.Network, ServiceConnection.RequestAsync(service, request))
                : NoteHere(WaitKind.Network, () => ServiceConnection.Request(service, request));
        }
        finally
        {
            AcquireInterpreterLock();
        }
    }

    private void Count(StepKind kind)
    {
        if (_abandoned) throw new InvalidOperationException("the body was given up");
        if (totals is not null) _counts[(int)kind]++;
    }

    private async ValueTask AppendRest(LocalFile file, ReadOnlyMemory<byte> rest)
    {
        do
        {
            await Wait(() => Done(file.Flush));
            rest = rest[file.Buffer(rest.Span)..];
        }
        while (file.IsFull);
    }

    private void SleepHere(SimDuration duration)
    {
        long start = Now;
        if (duration > SimDuration.Zero) Posix.Sleep(duration);
        else Thread.Yield();
        trace?.Waited(WaitKind.Sleep, start, Now);
    }

    /// <summary>Asleep until it ends, though the body may still have to wait for its dispatcher then.</summary>
    private static async Task<bool> SleepElsewhere(SimDuration duration)
    {
        // Even no time at all lets the others on the event loop go first.
        if (duration <= SimDuration.Zero) await Task.Yield();
        // Rounded up, since a delay is cut to whole milliseconds; in parts, since one takes 49 days at most.
        long left = (duration.Nanoseconds / 1_000_000) + (duration.Nanoseconds % 1_000_000 > 0 ? 1 : 0);
        long start = Stopwatch.GetTimestamp();
        for (; left > 0; left -= LongestDelay) await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(left, LongestDelay))).ConfigureAwait(false);
        // The clock of delays moves in milliseconds: the first of them may be nearly over.
        while (Stopwatch.GetElapsedTime(start).Ticks * 100 < duration.Nanoseconds) await Task.Delay(1).ConfigureAwait(false);
        return true;
    }

    /// <summary>Does something that waits for the disk: on this thread, or on another while this one is free.</summary>
    private Computation ComputeFree(ISlicedWork work)
    {
        interpreterLock!.Release();
        try
        {
            while (work.RunSlice())
            {
            }

            return Computation.Computed;
        }
        finally
        {
            AcquireInterpreterLock();
        }
    }

    private ValueTask<T> Wait<T>(Func<T> operation)
    {
        if (_asynchronous) return new ValueTask<T>(WaitElsewhere(operation));
        if (interpreterLock is null) return new ValueTask<T>(UseDisk(operation));
        interpreterLock.Release();
        try
        {
            return new ValueTask<T>(UseDisk(operation));
        }
        finally
        {
            AcquireInterpreterLock();
        }
    }

    private async Task<T> WaitElsewhere<T>(Func<T> operation)
    {
        interpreterLock?.Release();
        try
        {
            return trace is null ? await Task.Run(operation) : await UseDiskElsewhere(operation);
        }
        finally
        {
            AcquireInterpreterLock();
        }
    }

    /// <summary>Closes what bodies of this actor have left open for each other.</summary>
    /// <exception cref="MachineFailureException">One could not be closed properly; all are closed all the same.</exception>
    public void CloseFiles()
    {
        LocalFile[] files;
        lock (_open)
        {
            files = [.. _open];
            _open.Clear();
        }

        MachineFailureException? first = null;
        foreach (LocalFile file in files)
        {
            try
            {
                file.TryClose();
            }
            catch (MachineFailureException failure)
            {
                first ??= failure;
            }
        }

        if (first is not null) throw first;
    }

    private void Forget(LocalFile file)
    {
        lock (_open) _open.Remove(file);
    }

    private IMessage Completed(IMessage item, IMessage result) =>
        _held.Count > 0
            ? new BodyFailed(item, new InvalidOperationException($"the body ended holding lock '{_held[0].Name}'"))
            : result is null
                ? new BodyFailed(item, new InvalidOperationException("the body gave no result"))
                : new BodyCompleted(item, result);

    /// <summary>A body that failed half-way must not keep what others wait for.</summary>
    private IMessage Ended(IMessage item, IMessage outcome)
    {
        interpreterLock?.Release();
        foreach (LockHandle handle in _held) handle.StateOf(static () => new LocalLock()).Release(this);
        _held.Clear();
        if (outcome is not BodyFailed) return outcome;
        try
        {
            CloseFiles();
        }
        catch (MachineFailureException failure)
        {
            return new BodyFailed(item, new AggregateException(((BodyFailed)outcome).Cause, failure));
        }

        return outcome;
    }

    private static void FlushAndClose(LocalFile file)
    {
        try
        {
            file.Flush();
        }
        finally
        {
            file.Close();
        }
    }

    private static bool Done(Action operation)
    {
        operation();
        return true;
    }

    private static async ValueTask Discard(ValueTask<bool> operation) => await operation;
}
