using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Simulation.Events;

namespace ActorLab.Simulation.Cells;

/// <summary>What one actor sees and does during its turns. Outside of them it refuses everything.</summary>
internal sealed class ActorContext(SimulationRun run, SimulatedActor actor) : IActorContext
{
    public ActorRef Self => actor;

    public ActorRef? Sender => InTurn().Sender;

    public SimTime Now => new(InTurn().Run.Now);

    public RandomStream Random => InTurn().Random;

    public void Send(ActorRef receiver, IMessage message)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentNullException.ThrowIfNull(message);
        SimulatedActor self = InTurn();
        run.Require(receiver);
        run.Send(self, receiver, message, self.NextMessageNumber(), self.LastTurn);
    }

    public IScheduledSend SendLater(ActorRef receiver, IMessage message, SimDuration delay)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentNullException.ThrowIfNull(message);
        run.Require(receiver);
        var scheduled = new ScheduledSend(run, InTurn(), receiver, message);
        AddTimer(scheduled, delay);
        return scheduled;
    }

    public void SendAfter(ActorRef receiver, IMessage message, SimDuration delay)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentNullException.ThrowIfNull(message);
        run.Require(receiver);
        AddTimer(run.DelayedSends.Of(InTurn(), receiver, message), delay);
    }

    public ActorRef Spawn(ActorProps props)
    {
        ArgumentNullException.ThrowIfNull(props);
        return InTurn().Spawn(props);
    }

    public void Stop(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        SimulatedActor self = InTurn();
        if (run.Require(actor) is { } target) target.RequestStop(self);
    }

    public void Watch(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        SimulatedActor self = InTurn();
        if (run.Require(actor) is { } target) self.Watch(target);
    }

    public void Unwatch(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        SimulatedActor self = InTurn();
        if (run.Require(actor) is { } target) self.Unwatch(target);
    }

    public void Execute(IBody body, IMessage item, Occupancy occupancy = Occupancy.Synchronous)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(item);
        InTurn().Execute(body, item, occupancy);
    }

    public void Unhandled(IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        SimulatedActor self = InTurn();
        run.DeadLetter(DeadLetterReason.Unhandled, self.Sender, self, message, self.NumberOf(message), self.LastTurn);
    }

    private void AddTimer(PendingEvent timer, SimDuration delay) =>
        run.Pending.Add(timer, checked(run.Now + Math.Max(0, delay.Nanoseconds)), EventPriority.Timer, actor.Id);

    private SimulatedActor InTurn() =>
        run.InTurn == actor ? actor : throw new InvalidOperationException($"the context of {actor.Path} is used outside of a turn of its actor");
}
