using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Simulation.Events;

namespace ActorLab.Simulation.Cells;

/// <content>What it sees and does during its turns; outside of them all of it is refused. The context is the actor itself: an object of its own would be one more to load for each turn.</content>
internal sealed partial class SimulatedActor : IActorContext
{
    ActorRef IActorContext.Self => this;

    ActorRef? IActorContext.Sender => TurnOfThis().Sender;

    SimTime IActorContext.Now
    {
        get
        {
            RequireTurn();
            return new SimTime(Run.Now);
        }
    }

    RandomStream IActorContext.Random
    {
        get
        {
            RequireTurn();
            return _random ?? NewRandom();
        }
    }

    void IActorContext.Send(ActorRef receiver, IMessage message)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentNullException.ThrowIfNull(message);
        RequireTurn();
        Run.Send(this, Run.Require(receiver), message, NextMessageNumber(), LastTurn);
    }

    IScheduledSend IActorContext.SendLater(ActorRef receiver, IMessage message, SimDuration delay)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentNullException.ThrowIfNull(message);
        SimulatedActor? target = Run.Require(receiver);
        RequireTurn();
        var scheduled = new ScheduledSend(Run, this, target, message);
        Run.Pending.Add(scheduled, TimeAfter(delay), EventPriority.Timer, Id);
        return scheduled;
    }

    void IActorContext.SendAfter(ActorRef receiver, IMessage message, SimDuration delay)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentNullException.ThrowIfNull(message);
        SimulatedActor? target = Run.Require(receiver);
        RequireTurn();
        Run.Pending.Add(this, new DelayedSend(target, message, NextMessageNumber(), LastTurn), TimeAfter(delay));
    }

    ActorRef IActorContext.Spawn(ActorProps props)
    {
        ArgumentNullException.ThrowIfNull(props);
        RequireTurn();
        return Spawn(props);
    }

    void IActorContext.Stop(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        RequireTurn();
        if (Run.Require(actor) is { } target) target.RequestStop(this);
    }

    void IActorContext.Watch(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        RequireTurn();
        if (Run.Require(actor) is { } target) Watch(target);
    }

    void IActorContext.Unwatch(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        RequireTurn();
        if (Run.Require(actor) is { } target) Unwatch(target);
    }

    void IActorContext.Execute(IBody body, IMessage item, Occupancy occupancy)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(item);
        TurnInHand turn = TurnOfThis();
        if (_stopping) throw new InvalidOperationException("a stopping actor executes nothing");
        if (turn.Requested is not null) throw new InvalidOperationException("this turn has asked for a body already");
        turn.Requested = new RequestedBody(body, item, occupancy);
    }

    void IActorContext.Unhandled(IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        TurnInHand turn = TurnOfThis();
        long number = ReferenceEquals(message, turn.Message) ? turn.Number : 0;
        Run.DeadLetter(DeadLetterReason.Unhandled, turn.Sender, this, message, number, LastTurn);
    }

    private long TimeAfter(SimDuration delay) => checked(Run.Now + Math.Max(0, delay.Nanoseconds));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void RequireTurn()
    {
        if (!_inTurn) Refuse();
    }

    private TurnInHand TurnOfThis()
    {
        RequireTurn();
        return Run.Turn;
    }

    [DoesNotReturn]
    private void Refuse() => throw new InvalidOperationException($"the context of {Path} is used outside of a turn of its actor");
}
