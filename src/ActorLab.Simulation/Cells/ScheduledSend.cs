using ActorLab.Core.Actors;
using ActorLab.Simulation.Events;

namespace ActorLab.Simulation.Cells;

/// <summary>A message that is still to be sent.</summary>
internal sealed class ScheduledSend(SimulationRun run, SimulatedActor sender, ActorRef receiver, IMessage message) : PendingEvent, IScheduledSend
{
    public bool Cancel() => run.Pending.Remove(this);

    public override void Happen() => run.Send(sender, receiver, message);
}

/// <summary>The end of the back-off before a restart.</summary>
internal sealed class BackOffEnd(SimulatedActor actor) : PendingEvent
{
    public override void Happen() => actor.BackOffPassed();
}
