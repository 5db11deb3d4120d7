using ActorLab.Core.Machine;
using ActorLab.Simulation.Dispatchers;
using ActorLab.Simulation.Events;
using ActorLab.Simulation.Processes;

namespace ActorLab.Simulation.ModelledMachine;

/// <summary>Shares the cores among all threads that compute, and the interpreter lock of each process, if there is one, among its own.</summary>
/// <remarks>
/// <para>To compute, a thread needs the interpreter lock first and then a core; both are given first come, first served. It keeps a core until its time slice is used up
/// while others wait for one, or until it waits for something else; it keeps the interpreter lock until the switch interval has passed while others wait for it. Then it
/// goes to the end of the line. On a machine with a tick the end of a slice is noticed at the next tick, the same on all cores, as by the timer interrupt of a real scheduler.</para>
/// <para>For cores there are two lines: whoever comes from a wait goes before those that have used up a slice, as in the schedulers of real systems. With one line, a thread that
/// computes little between waits, such as a sink, would wait for a slice of every other thread each time.</para>
/// <para>A computation is one event as long as nobody waits. Only when a line forms are the ends of the running bursts drawn in to the end of the slice or the interval. No
/// burst is cut before it got a microsecond of work done: slices of work are not finer than that, and a switch that costs more than the slice would otherwise get nowhere.</para>
/// </remarks>
internal sealed class Processors
{
    private const long Granularity = 1_000;

    private readonly SimulationRun _run;
    private readonly Core[] _cores;
    private readonly Queue<SimulatedThread> _fromWait = new();
    private readonly Queue<SimulatedThread> _sliceUsed = new();
    private readonly long _switchInterval;
    private readonly long _timeSlice;
    private readonly long _switchCost;
    private readonly long _handOver;
    private readonly long _tick;
    private int _freeCores;

    public Processors(SimulationRun run, MachineProfile profile)
    {
        _run = run;
        _cores = [.. Enumerable.Range(0, profile.Cores).Select(i => new Core(i))];
        _freeCores = profile.Cores;
        _switchInterval = profile.SwitchInterval.Nanoseconds;
        _timeSlice = profile.TimeSlice.Nanoseconds;
        _switchCost = profile.SwitchCost.Nanoseconds;
        _handOver = profile.InterpreterHandOver.Nanoseconds;
        _tick = profile.SchedulerTick.Nanoseconds;
    }

    /// <summary>
    /// For how long the cores have been used, all together: computing, switches, hand-overs of the interpreter lock and the
    /// starts of processes.
    /// </summary>
    public SimDuration Used { get; private set; }

    private int CoreQueueLength => _fromWait.Count + _sliceUsed.Count;

    /// <summary>Lets the thread compute for so many nanoseconds; its actor hears of the end.</summary>
    /// <param name="thread">Which.</param>
    /// <param name="nanoseconds">On a core.</param>
    /// <param name="needsInterpreter">False if it gives up the interpreter lock for so long.</param>
    public void Compute(SimulatedThread thread, long nanoseconds, bool needsInterpreter = true)
    {
        thread.Computing.Remaining = nanoseconds;
        thread.Computing.IsFree = !needsInterpreter;
        if (!needsInterpreter) ReleaseLock(thread);
        Continue(thread);
    }

    /// <summary>The thread waits for something else or has nothing to do: others may have what it holds.</summary>
    public void Release(SimulatedThread thread)
    {
        if (thread.Computing.InBurst) Invariant.Check(false, $"{thread.Name} gives up its core in the middle of a burst");
        if (thread.Computing.Core is not null) GiveUpCore(thread);
        ReleaseLock(thread);
    }

    /// <summary>The process has died with its interpreter lock: its threads leave the lines, and their cores go to others.</summary>
    public void Abandon(SimulatedProcess process)
    {
        _fromWait.RemoveWhere(t => t.Process == process);
        _sliceUsed.RemoveWhere(t => t.Process == process);
        foreach (Core core in _cores)
        {
            if (core.Holder is { } holder && holder.Process == process) GiveUpCore(holder);
        }
    }

    public void BurstEnded(SimulatedThread thread)
    {
        ComputingState state = thread.Computing;
        state.InBurst = false;
        Used += new SimDuration(_run.Now - state.BurstStart);
        state.Remaining -= _run.Now - state.WorkStart;
        Invariant.Check(state.Remaining >= 0, $"{thread.Name} computed {-state.Remaining} ns too long");
        if (state.Remaining == 0)
        {
            if (thread.StartsProcess) EndStart(thread);
            else thread.Actor!.Computed(thread);
            return;
        }

        if (!thread.StartsProcess) thread.Actor!.SliceEnded();
        Continue(thread);
    }

    private void EndStart(SimulatedThread thread)
    {
        Release(thread);
        thread.Process.EndStart();
    }

    private void Continue(SimulatedThread thread)
    {
        if (!thread.Computing.IsFree && thread.Process.InterpreterLock is { } needed && !KeepsOrGetsLock(needed, thread)) return;
        if (thread.Computing.Core is null)
        {
            if (_freeCores == 0)
            {
                QueueForCore(thread);
                return;
            }

            Take(FreeCoreFor(thread), thread);
        }
        else if (CoreQueueLength > 0 && MustYield(thread.Computing))
        {
            YieldCore(thread);
            return;
        }

        StartBurst(thread);
    }

    private bool KeepsOrGetsLock(InterpreterLock needed, SimulatedThread thread)
    {
        if (needed.Holder is null)
        {
            TakeLock(needed, thread);
            return true;
        }

        if (needed.Holder != thread)
        {
            QueueForLock(needed, thread);
            // Until now the holder could compute without end.
            if (needed.Waiting.Count == 1) DrawIn(needed.Holder);
            return false;
        }

        if (needed.Waiting.Count == 0 || _run.Now - needed.Since < _switchInterval) return true;
        SimulatedThread next = needed.Waiting.Dequeue();
        QueueForLock(needed, thread);
        needed.Holder = null;
        if (thread.Computing.Core is not null) GiveUpCore(thread);
        GrantLock(needed, next);
        return false;
    }

    private void QueueForLock(InterpreterLock needed, SimulatedThread thread)
    {
        thread.Computing.WaitStart = _run.Now;
        needed.Waiting.Enqueue(thread);
    }

    private void ReleaseLock(SimulatedThread thread)
    {
        if (thread.Process.InterpreterLock is not { } held || held.Holder != thread) return;
        held.Holder = null;
        if (held.Waiting.TryDequeue(out SimulatedThread? next)) GrantLock(held, next);
    }

    private void TakeLock(InterpreterLock free, SimulatedThread thread)
    {
        free.Holder = thread;
        free.Since = _run.Now;
    }

    private void GrantLock(InterpreterLock free, SimulatedThread thread)
    {
        TakeLock(free, thread);
        RecordWait(thread, WaitKind.Gil);
        if (_run.Now > thread.Computing.WaitStart) thread.Computing.HandOver = _handOver;
        Continue(thread);
    }

    private void QueueForCore(SimulatedThread thread)
    {
        thread.Computing.WaitStart = _run.Now;
        _fromWait.Enqueue(thread);
        if (CoreQueueLength > 1) return;
        foreach (Core core in _cores) DrawIn(core.Holder!);
    }

    private void YieldCore(SimulatedThread thread)
    {
        Core core = thread.Computing.Core!;
        thread.Computing.Core = null;
        thread.Computing.WaitStart = _run.Now;
        SimulatedThread next = NextForCore()!;
        _sliceUsed.Enqueue(thread);
        GrantCore(core, next);
    }

    private SimulatedThread? NextForCore() => _fromWait.TryDequeue(out SimulatedThread? next) || _sliceUsed.TryDequeue(out next) ? next : null;

    private void GiveUpCore(SimulatedThread thread)
    {
        Core core = thread.Computing.Core!;
        thread.Computing.Core = null;
        if (NextForCore() is { } next)
        {
            GrantCore(core, next);
            return;
        }

        core.Holder = null;
        _freeCores++;
    }

    private void GrantCore(Core core, SimulatedThread thread)
    {
        RecordWait(thread, WaitKind.Core);
        SetHolder(core, thread);
        StartBurst(thread);
    }

    private void Take(Core core, SimulatedThread thread)
    {
        _freeCores--;
        SetHolder(core, thread);
    }

    private void SetHolder(Core core, SimulatedThread thread)
    {
        bool switches = core.LastHolder is not null && core.LastHolder != thread;
        core.Holder = thread;
        core.LastHolder = thread;
        ComputingState state = thread.Computing;
        state.Core = core;
        state.LastCore = core;
        state.WorkStart = _run.Now + (switches ? _switchCost : 0);
        state.SliceStart = state.WorkStart;
        // The switch is not the holder's fault: its interval runs from when it can use the lock.
        if (thread.Process.InterpreterLock is { } held && held.Holder == thread) held.Since = Math.Max(held.Since, state.WorkStart);
    }

    /// <summary>The core that the thread had before, if nobody used it since; else the first free one.</summary>
    private Core FreeCoreFor(SimulatedThread thread)
    {
        if (thread.Computing.LastCore is { Holder: null } last && last.LastHolder == thread) return last;
        return Array.Find(_cores, static c => c.Holder is null)!;
    }

    private void StartBurst(SimulatedThread thread)
    {
        ComputingState state = thread.Computing;
        state.BurstStart = _run.Now;
        state.WorkStart = Math.Max(state.WorkStart, _run.Now) + state.HandOver;
        if (state.HandOver > 0) thread.Process.InterpreterLock!.Since = state.WorkStart;
        state.HandOver = 0;
        state.InBurst = true;
        state.BurstEnd = EndOfBurst(thread);
        _run.Add(thread, state.BurstEnd, EventPriority.Machine, thread.Actor!.Id);
    }

    private void DrawIn(SimulatedThread thread)
    {
        ComputingState state = thread.Computing;
        if (!state.InBurst) return;
        long end = EndOfBurst(thread);
        if (end >= state.BurstEnd) return;
        state.BurstEnd = end;
        _run.Remove(thread);
        _run.Add(thread, end, EventPriority.Machine, thread.Actor!.Id);
    }

    private long EndOfBurst(SimulatedThread thread)
    {
        ComputingState state = thread.Computing;
        long end = _run.TimeAfter(state.WorkStart, state.Remaining, thread.Actor!);
        long earliest = Math.Max(_run.Now, Math.Min(end, state.WorkStart + Granularity));
        if (CoreQueueLength > 0) end = Math.Min(end, state.PreemptAt = NextPreemption(state));
        else state.PreemptAt = long.MaxValue;
        if (thread.Process.InterpreterLock is { Waiting.Count: > 0 } held && held.Holder == thread) end = Math.Min(end, held.Since + _switchInterval);
        return Math.Max(end, earliest);
    }

    /// <summary>When the thread has to give up its core if others wait for one: at the end of its slice, or now if that is over; on a machine with a tick, at the next one then.</summary>
    private long NextPreemption(ComputingState state)
    {
        long end = Math.Max(state.SliceStart + _timeSlice, _run.Now);
        return _tick == 0 ? end : checked((end + _tick - 1) / _tick * _tick);
    }

    /// <summary>A tick that fell into a step too short to be cut counts at the end of it.</summary>
    private bool MustYield(ComputingState state) => _tick == 0 ? _run.Now - state.SliceStart >= _timeSlice : state.PreemptAt <= _run.Now;

    /// <summary>An actor that waits for the start of its process waits for all of it, its waits for a core included.</summary>
    private void RecordWait(SimulatedThread thread, WaitKind kind)
    {
        if (!thread.StartsProcess)
            _run.Trace.RecordWait(_run.Now, thread.Actor!, kind, _run.Now - thread.Computing.WaitStart, thread.Place);
    }
}
