using System.Diagnostics.CodeAnalysis;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Simulation.Cells;
using ActorLab.Simulation.Events;
using ActorLab.Simulation.ModelledMachine;
using ActorLab.Simulation.Processes;

namespace ActorLab.Simulation.Dispatchers;

/// <summary>Gives its actors turns on a fixed number of simulated threads, first come, first served. A thread is started when there is work and no other is free.</summary>
internal sealed class SimulatedDispatcher(SimulationRun run, SimulatedProcess process, DispatcherKind kind, string name, int maxThreads, long threadStart)
{
    private readonly Queue<SimulatedActor> _ready = new();

    /// <summary>The threads that have nothing to do, the one that became free last on top; those from <see cref="_freeCount"/> on are out of date.</summary>
    private SimulatedThread[] _free = new SimulatedThread[1];

    private int _freeCount;
    private int _startedThreads;

    public SimulatedProcess Process { get; } = process;

    public DispatcherKind Kind { get; } = kind;

    public string Name { get; } = name;

    public int MaxThreads { get; } = maxThreads;

    public Processors Processors => run.Processors;

    public void Enqueue(SimulatedActor actor)
    {
        if (TryTakeFree(out SimulatedThread? thread))
        {
            Assign(thread, actor);
            return;
        }

        actor.QueuedAt = run.Now;
        _ready.Enqueue(actor);
        if (_startedThreads < MaxThreads) StartThread(actor);
    }

    /// <summary>Takes the thread that became free last.</summary>
    public bool TryTakeFree([NotNullWhen(true)] out SimulatedThread? thread)
    {
        if (_freeCount == 0)
        {
            thread = null;
            return false;
        }

        thread = _free[--_freeCount];
        return true;
    }

    /// <summary>The actor has used its share: it goes to the end of the line, and the thread takes the next one.</summary>
    public void Yield(SimulatedThread thread, SimulatedActor actor)
    {
        actor.QueuedAt = run.Now;
        _ready.Enqueue(actor);
        Free(thread);
    }

    /// <summary>The thread takes what is ready. When there is nothing it gives up its core and waits.</summary>
    public void Free(SimulatedThread thread)
    {
        if (_ready.Count > 0)
        {
            SimulatedActor next = _ready.Dequeue();
            run.Trace.RecordWait(run.Now, next, WaitKind.Queue, run.Now - next.QueuedAt, thread.Place);
            Assign(thread, next);
            return;
        }

        thread.Actor = null;
        Processors.Release(thread);
        if (_freeCount == _free.Length) Array.Resize(ref _free, 2 * _freeCount);
        // Mostly it was the last one to be taken, and writing a reference costs more than reading it.
        if (_free[_freeCount] != thread) _free[_freeCount] = thread;
        _freeCount++;
    }

    /// <summary>What happens now happens on this thread.</summary>
    public void Enter(SimulatedThread thread) => run.Trace.Place = thread.Place;

    public void ThreadStarted(SimulatedThread thread)
    {
        thread.Started = true;
        SimulatedActor actor = _ready.Peek();
        run.Trace.RecordWait(run.Now, actor, WaitKind.StartUp, run.Now - actor.QueuedAt, thread.Place);
        actor.QueuedAt = run.Now;
        Free(thread);
    }

    /// <summary>Joins the thread of a pinned actor that has stopped.</summary>
    public void Retire()
    {
        if (_startedThreads == 0) return;
        _startedThreads = 0;
        Process.LiveThreads--;
    }

    /// <summary>The first thread of a process before that is up.</summary>
    /// <param name="actor">Waits for the start.</param>
    public SimulatedThread StartingThread(SimulatedActor actor) =>
        new(this, "start", 0) { Actor = actor, Started = true, StartsProcess = true };

    private void StartThread(SimulatedActor actor)
    {
        _startedThreads++;
        // The calling thread is there before the run begins.
        if (Kind != DispatcherKind.CallingThread) Process.LiveThreads++;
        int number = Kind == DispatcherKind.CallingThread ? SimulatedProcess.CallingThreadNumber : Process.NextThreadNumber();
        var thread = new SimulatedThread(this, Kind == DispatcherKind.Pinned ? Name : $"{Name}-{_startedThreads}", number);
        if (threadStart > 0)
        {
            run.Add(thread, checked(run.Now + threadStart), EventPriority.ThreadStart, actor.Id);
            return;
        }

        thread.Started = true;
        Free(thread);
    }

    private void Assign(SimulatedThread thread, SimulatedActor actor)
    {
        thread.Actor = actor;
        run.MakeReady(thread);
    }
}
