using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Simulation.Events;

namespace ActorLab.Simulation.Cells;

/// <content>What it sees and does during its turns; outside of them all of it is refused. The context is the actor itself: an
/// object of its own would be one more to load for each turn.</content>
internal sealed partial class SimulatedActor : Core.Actors.IActorContext
{
    IActorRef Core.Actors.IActorContext.Self => Host;

    IActorRef? Core.Actors.IActorContext.Sender => TurnOfThis().Sender?.Host;

    string Core.Actors.IActorContext.PathOf(IActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return Run.Require(actor)?.Path ?? SimulationRun.OutsideName;
    }

    SimTime Core.Actors.IActorContext.Now
    {
        get
        {
            RequireTurn();
            return new SimTime(Run.Now);
        }
    }

    RandomStream Core.Actors.IActorContext.Random
    {
        get
        {
            RequireTurn();
            return _random ?? NewRandom();
        }
    }

    void Core.Actors.IActorContext.Send(IActorRef receiver, IMessage message)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentNullException.ThrowIfNull(message);
        RequireTurn();
        Run.Send(this, Run.Require(receiver), message);
    }

    IScheduledSend Core.Actors.IActorContext.SendLater(IActorRef receiver, IMessage message, SimDuration delay)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentNullException.ThrowIfNull(message);
        SimulatedActor? target = Run.Require(receiver);
        RequireTurn();
        var scheduled = new ScheduledSend(this, target, message);
        Run.Add(scheduled, TimeAfter(delay), EventPriority.Timer, Id);
        return scheduled;
    }

    IActorRef Core.Actors.IActorContext.Spawn(ActorProps props)
    {
        ArgumentNullException.ThrowIfNull(props);
        RequireTurn();
        return Spawn(props).Host;
    }

    IActorRef Core.Actors.IActorContext.ActorOf(Akka.Actor.Props props, string name)
    {
        ArgumentNullException.ThrowIfNull(props);
        RequireTurn();
        return Context.ActorOf(props, name);
    }

    void Core.Actors.IActorContext.Stop(IActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        RequireTurn();
        if (Run.Require(actor) is { } target) target.RequestStop();
    }

    void Core.Actors.IActorContext.Watch(IActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        RequireTurn();
        if (Run.Require(actor) is { } target) Watch(target);
    }

    void Core.Actors.IActorContext.Unwatch(IActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        RequireTurn();
        if (Run.Require(actor) is { } target) Unwatch(target);
    }

    void Core.Actors.IActorContext.Execute(IBody body, IMessage item, Occupancy occupancy)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(item);
        TurnInHand turn = TurnOfThis();
        if (_stopping) throw new InvalidOperationException("a stopping actor executes nothing");
        if (turn.Requested is not null) throw new InvalidOperationException("this turn has asked for a body already");
        turn.Requested = new RequestedBody(body, item, occupancy);
    }

    void Core.Actors.IActorContext.Unhandled(IMessage message)
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
