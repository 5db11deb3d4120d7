using Akka.Actor;
using ActorLab.Simulation.Cells;

namespace ActorLab.Simulation.Hosting;

/// <summary>The Akka actor that an actor of the lab lives in.</summary>
internal sealed class Host(SimulatedActor actor) : UntypedActor
{
    protected override void OnReceive(object message) => actor.Receive(message);

    protected override void PostStop() => actor.HostStopped();

    protected override void PreRestart(Exception reason, object message)
    {
        foreach (IActorRef child in Context.GetChildren()) Context.Stop(child);
        actor.ForgetInstance();
    }

    protected override void PostRestart(Exception reason) => actor.Renew(reason);

    protected override SupervisorStrategy SupervisorStrategy() => LabStrategy.Instance;

    internal sealed class Producer(SimulatedActor actor) : IIndirectActorProducer
    {
        public Type ActorType => typeof(Host);

        public ActorBase Produce() => new Host(actor);

        public void Release(ActorBase actor)
        {
            // It lives for as long as anything knows it.
        }
    }
}
