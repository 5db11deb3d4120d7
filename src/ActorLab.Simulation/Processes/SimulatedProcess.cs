using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Core.Trace;
using ActorLab.Simulation.Cells;
using ActorLab.Simulation.Dispatchers;
using ActorLab.Simulation.Events;
using ActorLab.Simulation.ModelledMachine;

namespace ActorLab.Simulation.Processes;

/// <summary>A process of the simulated machine: what its threads share with each other and with no other process.</summary>
internal sealed class SimulatedProcess : MachineEvent
{
    /// <summary>The process of the root; the others follow in the order in which they are started.</summary>
    public const int RootId = 100;

    /// <summary>The thread that called the engine, in the process of the root.</summary>
    public const int CallingThreadNumber = 1;

    private readonly SimulationRun _run;
    private readonly int _baseThreads;
    private readonly List<SimulatedActor> _awaitStart = [];
    private int _lastThreadNumber;
    private long _startCost;

    /// <summary>When it will have started the last process that it was asked for.</summary>
    private long _launched;

    /// <summary>When its fork server is up; null while it has none.</summary>
    private long? _serverUp;

    private SimulatedProcess(SimulationRun run, int id, string node, int baseThreads)
    {
        _run = run;
        _baseThreads = baseThreads;
        Id = id;
        State = new NodeState(node);
        TimerPlace = new TracePlace(NodeInTrace, "timer");
        InterpreterLock = run.Machine.InterpreterLock ? new InterpreterLock() : null;
        Dispatchers = new DispatcherTable(run, this);
    }

    public int Id { get; }

    public NodeState State { get; }

    /// <summary>The node's name as a trace has it.</summary>
    public string NodeInTrace => Id == RootId ? "" : State.Node;

    /// <summary>Where that happens which no thread of a dispatcher does.</summary>
    public TracePlace TimerPlace { get; }

    /// <summary>Null on a machine whose threads need none.</summary>
    public InterpreterLock? InterpreterLock { get; }

    public DispatcherTable Dispatchers { get; }

    /// <summary>Its actors may have turns.</summary>
    public bool IsUp { get; private set; }

    /// <summary>It has died.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Threads that its dispatchers have started and not joined.</summary>
    public int LiveThreads { get; set; }

    /// <summary>A child process has the threads of its dispatchers alone, the first of which is the one it was started with.</summary>
    public int ThreadCount => Math.Max(1, _baseThreads + LiveThreads);

    public override SimulatedProcess Process => this;

    /// <summary>The process that the run begins in.</summary>
    public static SimulatedProcess OfRoot(SimulationRun run) =>
        new(run, RootId, "root", run.Machine.BaseThreads) { IsUp = true, _lastThreadNumber = CallingThreadNumber };

    /// <summary>
    /// Starts a process, when this one has started those that it was asked for before. It is up when it has computed what its
    /// start takes.
    /// </summary>
    public SimulatedProcess Start(int id, string node)
    {
        var process = new SimulatedProcess(_run, id, node, baseThreads: 0);
        _launched = checked(Math.Max(_launched, _run.Now) + _run.Machine.ProcessLaunch.Nanoseconds);
        (long begin, process._startCost) = StartOf(_run.Machine);
        if (begin <= _run.Now && process._startCost == 0) process.IsUp = true;
        else _run.Add(process, begin, EventPriority.ProcessStart, default);
        return process;
    }

    /// <summary>When the process that was launched last begins to start, and what that takes of a core.</summary>
    private (long Begin, long Cost) StartOf(MachineProfile machine)
    {
        switch (machine.StartMethod)
        {
            case ProcessStartMethod.Fork:
                return (_launched, machine.ForkStart.Nanoseconds);
            case ProcessStartMethod.Forkserver:
                _serverUp ??= checked(_launched + machine.ProcessStart.Nanoseconds);
                return (Math.Max(_launched, _serverUp.Value), machine.ForkserverStart.Nanoseconds);
            default:
                return (_launched, machine.ProcessStart.Nanoseconds);
        }
    }

    public int NextThreadNumber() => ++_lastThreadNumber;

    /// <summary>The actor gets its first turn when the process is up.</summary>
    public void AwaitStart(SimulatedActor actor)
    {
        actor.QueuedAt = _run.Now;
        _awaitStart.Add(actor);
    }

    /// <summary>
    /// It has been launched: its first thread computes what the start takes, and has to get a core for that as any other does.
    /// </summary>
    public override void Happen()
    {
        if (_startCost == 0 || _awaitStart.Count == 0) EndStart();
        else _run.Processors.Compute(_awaitStart[0].StartingThread(), _startCost, needsInterpreter: false);
    }

    /// <summary>The start is over.</summary>
    public void EndStart()
    {
        IsUp = true;
        foreach (SimulatedActor actor in _awaitStart) actor.ProcessStarted();
        _awaitStart.Clear();
    }

    /// <summary>The process dies. Whatever of it waited in a line leaves that line before anything it held is passed on, so that nothing goes to the dead; and all its actors are
    /// gone before Akka, and with it the first watcher, hears of one.</summary>
    public void Lose()
    {
        IsUp = false;
        IsLost = true;
        _run.NodeLost(State.Node);
        _run.Trace.Record(TraceKind.Fault, _run.Now, default, default, $"process {Id} of node '{State.Node}' lost");
        List<SimulatedActor> lost = [.. _run.Living().Where(a => a.Process == this)];
        foreach (SimulatedActor actor in lost) actor.LeaveLines();
        // Leaving a line may wake another of the lost.
        _run.RemoveEvents(e => e.Process == this);
        _run.Processors.Abandon(this);
        foreach (SimulatedActor actor in lost) actor.Vanish();
        foreach (SimulatedActor actor in lost) actor.Bury();
    }
}
