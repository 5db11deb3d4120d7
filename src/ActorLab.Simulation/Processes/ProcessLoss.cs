using ActorLab.Simulation.Events;

namespace ActorLab.Simulation.Processes;

/// <summary>A process dies by its own hand.</summary>
internal sealed class ProcessLoss(SimulatedProcess process) : MachineEvent
{
    public override void Happen()
    {
        if (!process.IsLost) process.Lose();
    }
}
