using ActorLab.Simulation.Processes;
using ActorLab.VirtualTime.Events;

namespace ActorLab.Simulation.Events;

/// <summary>Something that the simulated machine lets happen at a known time.</summary>
internal abstract class MachineEvent : EngineEvent
{
    /// <summary>The process that it dies with; null for an event of the machine.</summary>
    public virtual SimulatedProcess? Process => null;
}
