using System.Runtime.CompilerServices;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;

namespace ActorLab.TestSupport.Faults;

/// <summary>A seat that does what another one does, unless a derived one does otherwise.</summary>
/// <param name="seat">Does it.</param>
public abstract class SeatAround(IActorSeat seat) : IActorSeat
{
    public long Number => seat.Number;

    public virtual IActorRef Reference => seat.Reference;

    public string Path => seat.Path;

    public SimTime Now => seat.Now;

    public bool IsStopping => seat.IsStopping;

    public bool IsGone => seat.IsGone;

    public RandomStream NewRandom() => seat.NewRandom();

    public virtual string PathOf(IActorRef actor) => seat.PathOf(actor);

    public virtual void Execute(IBody body, IMessage item, Occupancy occupancy) => seat.Execute(body, item, occupancy);

    public IScheduledSend SendLater(IActorRef receiver, IMessage message, SimDuration delay) =>
        seat.SendLater(receiver, message, delay);

    public virtual IActorRef Spawn(ActorProps props) => seat.Spawn(props);

    public void Unhandled(object message) => seat.Unhandled(message);

    public virtual void BeginTurn(object about) => seat.BeginTurn(about);

    public void EndTurn() => seat.EndTurn();

    public void FailTurn(object about, Exception failure) => seat.FailTurn(about, failure);

    public void ForgetInstance() => seat.ForgetInstance();

    public Restarted BeginAgain(Exception cause) => seat.BeginAgain(cause);

    public void BeginStop() => seat.BeginStop();

    public void ChildGone(IActorRef child) => seat.ChildGone(child);

    public Directive Decide(Exception failure) => seat.Decide(failure);

    /// <summary>The same actor on another seat.</summary>
    /// <param name="props">Of the actor.</param>
    /// <param name="around">Makes its seat of the one that its engine gave it.</param>
    public static ActorProps Of(ActorProps props, Func<IActorSeat, IActorSeat> around) => new(() =>
    {
        LabActor actor = props.Create();
        ref IActorSeat seat = ref SeatOf(actor);
        seat = around(seat);
        return actor;
    })
    {
        Name = props.Name,
        Dispatcher = props.Dispatcher,
        Supervision = props.Supervision,
        Observer = props.Observer,
    };

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_seat")]
    private static extern ref IActorSeat SeatOf(LabActor actor);
}
