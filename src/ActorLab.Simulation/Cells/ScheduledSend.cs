using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Simulation.Events;
using ActorLab.Simulation.Processes;

namespace ActorLab.Simulation.Cells;

/// <summary>A message that is still to be sent, which its sender may take back.</summary>
internal sealed class ScheduledSend(SimulatedActor sender, IActorRef receiver, IMessage message) : MachineEvent, IScheduledSend
{
    private readonly long _number = sender.NextMessageNumber();
    private readonly long _turn = sender.LastTurn;

    public override SimulatedProcess Process => sender.Process;

    public bool Cancel() => sender.Run.Remove(this);

    public override void Happen() => sender.Run.SendDue(sender, receiver, message, _number, _turn);
}
