using Akka.Actor;
using Akka.Dispatch.SysMsg;
using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;

namespace ActorLab.TestSupport.Faults;

/// <summary>Runs what another engine runs, with a fault in one actor: nothing of the product knows of it.</summary>
/// <param name="inner">Runs it.</param>
/// <param name="child">The name of a child of the root.</param>
/// <param name="fault">What that child does otherwise; made anew for each run.</param>
public sealed class FaultyEngine(IEngine inner, string child, Func<ActorHooks> fault) : IEngine
{
    public string Name => inner.Name;

    public EngineCapabilities Capabilities => inner.Capabilities;

    public Task<RunResult> RunAsync(ScenarioPlan plan, EngineOptions options, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ActorHooks hooks = fault();
        IActorRef? faulty = null;
        var atRoot = new ActorHooks { Spawn = props => props.Name == child ? With(props, hooks, seat => seat) : props };
        ScenarioPlan otherwise = plan with
        {
            Root = outside => With(plan.Root(Overheard(outside)), atRoot, seat => new ListeningSeat(seat, Overheard, Started)),
            OverQueues = null,
        };
        return inner.RunAsync(otherwise, options, interrupt);

        IActorRef Overheard(IActorRef actor) => new Listener((IInternalActorRef)actor, sender => sender.Equals(faulty), hooks);

        IActorRef Started(ActorProps props, IActorRef started)
        {
            if (props.Name != child) return Overheard(started);
            faulty = started;
            return started;
        }
    }

    private static ActorProps With(ActorProps props, ActorHooks hooks, Func<IActorSeat, IActorSeat> around) =>
        SeatAround.Of(props, seat => around(new HookedSeat(seat, hooks)));

    /// <summary>An actor as the others know it: what the faulty one tells it is not what it hears.</summary>
    private sealed class Listener(IInternalActorRef heard, Func<IActorRef, bool> isFaulty, ActorHooks hooks) : MinimalActorRef
    {
        public IActorRef Heard => heard;

        public override ActorPath Path => heard.Path;

        public override IActorRefProvider Provider => heard.Provider;

        public override void SendSystemMessage(ISystemMessage message) => heard.SendSystemMessage(message);

        protected override void TellInternal(object message, IActorRef sender)
        {
            if (message is not IMessage own || sender is null || !isFaulty(sender)) heard.Tell(message, sender);
            else foreach (IMessage instead in hooks.Send(own)) heard.Tell(instead, sender);
        }
    }

    /// <summary>Has an actor and what it starts overheard.</summary>
    private sealed class ListeningSeat(
        IActorSeat seat, Func<IActorRef, IActorRef> overheard, Func<ActorProps, IActorRef, IActorRef> started) : SeatAround(seat)
    {
        public override IActorRef Reference { get; } = overheard(seat.Reference);

        public override string PathOf(IActorRef actor) => base.PathOf(actor is Listener listener ? listener.Heard : actor);

        public override IActorRef Spawn(ActorProps props) => started(props, base.Spawn(props));
    }

    private sealed class HookedSeat(IActorSeat seat, ActorHooks hooks) : SeatAround(seat)
    {
        public override IActorRef Spawn(ActorProps props) => base.Spawn(hooks.Spawn(props));

        public override void Execute(IBody body, IMessage item, Occupancy occupancy) =>
            base.Execute(hooks.Execute(body), item, occupancy);
    }
}
