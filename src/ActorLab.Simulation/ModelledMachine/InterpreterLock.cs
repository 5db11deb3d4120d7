using ActorLab.Simulation.Dispatchers;

namespace ActorLab.Simulation.ModelledMachine;

/// <summary>The lock that a thread must hold to compute, one per process. <see cref="Processors"/> gives it.</summary>
internal sealed class InterpreterLock
{
    public SimulatedThread? Holder { get; set; }

    /// <summary>When the holder could first make use of it.</summary>
    public long Since { get; set; }

    public Queue<SimulatedThread> Waiting { get; } = new();
}
