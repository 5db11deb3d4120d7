using ActorLab.Core.Actors;
using ActorLab.Simulation.Events;
using ActorLab.Simulation.Processes;

namespace ActorLab.Simulation.Cells;

/// <summary>A message that is still to be sent.</summary>
internal sealed class ScheduledSend(SimulationRun run, SimulatedActor sender, ActorRef receiver, IMessage message) : PendingEvent, IScheduledSend
{
    private readonly long _number = sender.NextMessageNumber();
    private readonly long _turn = sender.LastTurn;

    public override SimulatedProcess Process => sender.Process;

    public bool Cancel() => run.Pending.Remove(this);

    public override void Happen()
    {
        run.Trace.Place = sender.Process.TimerPlace;
        run.Send(sender, receiver, message, _number, _turn);
    }
}

/// <summary>The end of the back-off before a restart.</summary>
internal sealed class BackOffEnd(SimulatedActor actor) : PendingEvent
{
    public override SimulatedProcess Process => actor.Process;

    public override void Happen() => actor.BackOffPassed();
}
