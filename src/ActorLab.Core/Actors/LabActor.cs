using Akka.Actor;
using ActorLab.Core.Machine;

namespace ActorLab.Core.Actors;

/// <summary>An Akka.NET actor that runs on every engine of the lab. Beside what every actor of Akka's can do, it knows the time of its
/// run, has chances of its own, and executes bodies on the machine of its run.</summary>
/// <remarks>A <see cref="PoisonPill"/> lets its children finish too: it sends them one each when its turn comes, waits until they have
/// stopped, and stops then. What is public is for those parts of an actor that are classes of their own.</remarks>
public abstract class LabActor : UntypedActor
{
    private readonly IActorSeat _seat;
    private RandomStream? _random;

    /// <exception cref="InvalidOperationException">No engine of the lab makes it.</exception>
    protected LabActor() => _seat = ActorSeats.Of(Self)
        ?? throw new InvalidOperationException($"{GetType().Name} is an actor of the lab: an engine must make it");

    /// <summary>As others know it.</summary>
    public IActorRef Reference => _seat.Reference;

    /// <summary>Time since the run began. Never goes back for one actor.</summary>
    public SimTime Now => _seat.Now;

    /// <summary>A stream of this actor's own, seeded by the run's seed and the actor's path; a fresh instance begins it again.</summary>
    public RandomStream Random => _random ??= _seat.NewRandom();

    /// <summary>It handles no message any more: it waits for its children to stop, or has stopped.</summary>
    protected bool IsStopping => _seat.IsStopping;

    /// <summary>Runs a body with an item as soon as this turn ends. Its <see cref="BodyCompleted"/> or <see cref="BodyFailed"/> is this
    /// actor's next message, ahead of its mailbox.</summary>
    /// <exception cref="InvalidOperationException">This turn has asked for a body already, or the actor stops.</exception>
    public void Execute(IBody body, IMessage item, Occupancy occupancy = Occupancy.Synchronous)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(item);
        _seat.Execute(body, item, occupancy);
    }

    /// <summary>Sends after a delay, to the nanosecond where the engine's clock has them. A negative delay counts as none.</summary>
    public IScheduledSend SendLater(IActorRef receiver, IMessage message, SimDuration delay)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentNullException.ThrowIfNull(message);
        return _seat.SendLater(receiver, message, delay);
    }

    /// <summary>Starts a child that is an actor of the lab.</summary>
    /// <exception cref="ArgumentException">A living child of this actor has that name already, it is no name, or the dispatcher cannot
    /// be had.</exception>
    public IActorRef Spawn(ActorProps props)
    {
        ArgumentNullException.ThrowIfNull(props);
        return _seat.Spawn(props);
    }

    /// <summary>The names from the root to an actor of the run, such as <c>root/workers/worker-3</c>; of the outside, its name.</summary>
    public string PathOf(IActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return _seat.PathOf(actor);
    }

    /// <summary>The last of the names of <see cref="PathOf"/>.</summary>
    public string NameOf(IActorRef actor)
    {
        string path = PathOf(actor);
        return path[(path.LastIndexOf('/') + 1)..];
    }

    /// <summary>A child decides by the policy that it was spawned with.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => LabStrategy.Instance;

    protected override void Unhandled(object message)
    {
        _seat.Unhandled(message);
        base.Unhandled(message);
    }

    protected override bool AroundReceive(Receive receive, object message)
    {
        if (message is Drain)
        {
            StopWithChildren();
            return true;
        }

        _seat.BeginTurn(message);
        try
        {
            base.AroundReceive(receive, message);
        }
        catch (Exception failure)
        {
            _seat.FailTurn(message, failure);
            throw;
        }

        _seat.EndTurn();
        return true;
    }

    public sealed override void AroundPreStart()
    {
        _seat.BeginTurn(Started.Instance);
        Through(Started.Instance, base.AroundPreStart);
    }

    public sealed override void AroundPreRestart(Exception cause, object message)
    {
        _seat.ForgetInstance();
        base.AroundPreRestart(cause, message);
    }

    public sealed override void AroundPostRestart(Exception cause, object message)
    {
        Restarted restarted = _seat.BeginAgain(cause);
        Through(restarted, () => base.AroundPostRestart(restarted.Cause, message));
    }

    public sealed override void AroundPostStop()
    {
        // What dies with its process does nothing more, and what fails or dies with its parent has no turn for it.
        if (_seat.IsGone) return;
        if (!IsStopping)
        {
            base.AroundPostStop();
            return;
        }

        _seat.BeginTurn(Stopping.Instance);
        Through(Stopping.Instance, base.AroundPostStop);
    }

    private void Through(IMessage about, Action turn)
    {
        try
        {
            turn();
        }
        catch (Exception failure)
        {
            _seat.FailTurn(about, failure);
            throw;
        }

        _seat.EndTurn();
    }

    private void StopWithChildren()
    {
        _seat.BeginStop();
        IActorRef[] children = [.. Context.GetChildren()];
        foreach (IActorRef child in children.OrderBy(child => ActorSeats.Of(child)?.Number ?? long.MaxValue))
            child.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        if (children.Length == 0) Context.Stop(Self);
    }
}
