using Akka.Dispatch;
using ActorLab.Core.Trace;
using ActorLab.Simulation.Cells;
using ActorLab.Simulation.Events;
using ActorLab.Simulation.ModelledMachine;
using ActorLab.Simulation.Processes;

namespace ActorLab.Simulation.Dispatchers;

/// <summary>A thread of a simulated process. Its turns cost nothing; its bodies compute on cores that <see cref="Processors"/> gives it.</summary>
internal sealed class SimulatedThread(SimulatedDispatcher dispatcher, string name, int number) : MachineEvent, IRunnable
{
    public SimulatedDispatcher Dispatcher { get; } = dispatcher;

    public override SimulatedProcess Process => Dispatcher.Process;

    public string Name { get; } = name;

    /// <summary>As a trace has it.</summary>
    public TracePlace Place { get; } = new(dispatcher.Process.NodeInTrace, name);

    /// <summary>Number of the thread within the process, from 1.</summary>
    public int Number { get; } = number;

    /// <summary>Whom it works for; null while it is free.</summary>
    public SimulatedActor? Actor { get; set; }

    /// <summary>False until a pinned thread has been started.</summary>
    public bool Started { get; set; }

    /// <summary>
    /// It computes what the start of its process takes, on behalf of the actor that waits for it, and nothing else.
    /// </summary>
    public bool StartsProcess { get; init; }

    public ComputingState Computing { get; } = new();

    /// <summary>It goes on with its actor.</summary>
    public void Run() => Actor!.Begin(this);

    public void Execute() => Run();

    public override void Happen()
    {
        Dispatcher.Enter(this);
        if (Started) Dispatcher.Processors.BurstEnded(this);
        else Dispatcher.ThreadStarted(this);
    }
}
