using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Simulation.Events;

namespace ActorLab.Simulation.Cells;

/// <content>What its instances see of their run and ask of it.</content>
internal sealed partial class SimulatedActor : IActorSeat
{
    long IActorSeat.Number => Id.Value;

    IActorRef IActorSeat.Reference => Host;

    SimTime IActorSeat.Now => new(Run.Now);

    bool IActorSeat.IsGone => HasStopped || Process.IsLost;

    RandomStream IActorSeat.NewRandom() => new RandomStream(Run.Seed).Split(Path);

    string IActorSeat.PathOf(IActorRef actor) => Run.Require(actor)?.Path ?? SimulationRun.OutsideName;

    IScheduledSend IActorSeat.SendLater(IActorRef receiver, IMessage message, SimDuration delay)
    {
        var scheduled = new ScheduledSend(this, receiver, message);
        Run.Add(scheduled, TimeAfter(delay), EventPriority.Timer, Id);
        return scheduled;
    }

    IActorRef IActorSeat.Spawn(ActorProps props) => Spawn(props).Host;

    void IActorSeat.Execute(IBody body, IMessage item, Occupancy occupancy)
    {
        if (IsStopping) throw new InvalidOperationException("a stopping actor executes nothing");
        if (Run.Turn.Requested is not null) throw new InvalidOperationException("this turn has asked for a body already");
        Run.Turn.Requested = new RequestedBody(body, item, occupancy);
    }

    void IActorSeat.Unhandled(object message)
    {
        TurnInHand turn = Run.Turn;
        long number = ReferenceEquals(message, turn.Message) ? turn.Number : 0;
        Run.DeadLetter(DeadLetterReason.Unhandled, turn.Sender, this, message, number, LastTurn);
    }

    public void BeginTurn(object about)
    {
        (SimulatedActor? sender, long number) = Queue.TakeGiven();
        if (about is Started or Restarted or Stopping)
        {
            // Akka does not count these among the messages of a share.
            (sender, number) = (null, 0);
            if (_turnsLeft > 0) _turnsLeft--;
        }

        LastTurn++;
        Run.CountTurn(this, sender?.Id ?? CauseOf(about), about, number);
        Run.Turn.Begin(this, sender, about, number);
    }

    void IActorSeat.EndTurn() => _requested = Run.Turn.Requested;

    void IActorSeat.FailTurn(object about, Exception failure)
    {
        TurnInHand turn = Run.Turn;
        // What a failed turn asked for last is not begun: nobody would know what to do with the result.
        turn.Requested = null;
        Run.DeadLetter(DeadLetterReason.ReceiverFailed, turn.Sender, this, about, turn.Number, LastTurn);
        // In its last turn it is on its way out already.
        if (IsStopping) Run.CountFailure(this, failure);
    }

    private long TimeAfter(SimDuration delay) => checked(Run.Now + Math.Max(0, delay.Nanoseconds));
}
