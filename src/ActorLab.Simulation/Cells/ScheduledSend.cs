using ActorLab.Core.Actors;
using ActorLab.Simulation.Events;
using ActorLab.Simulation.Processes;

namespace ActorLab.Simulation.Cells;

/// <summary>A message that is still to be sent, which its sender may take back.</summary>
internal sealed class ScheduledSend(SimulationRun run, SimulatedActor sender, SimulatedActor? target, IMessage message) : PendingEvent, IScheduledSend
{
    private readonly DelayedSend _send = new(target, message, sender.NextMessageNumber(), sender.LastTurn);

    public override SimulatedProcess Process => sender.Process;

    public bool Cancel() => run.Pending.Remove(this);

    public override void Approach(int step)
    {
        if (step == 0) DelayedSend.Approach(_send.Target, _send.Message);
        else _send.Target?.LoadParts();
    }

    public override void Happen() => run.SendDue(sender, _send);
}

/// <summary>The end of the back-off before a restart.</summary>
internal sealed class BackOffEnd(SimulatedActor actor) : PendingEvent
{
    public override SimulatedProcess Process => actor.Process;

    public override void Happen() => actor.BackOffPassed();
}
