using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using ActorLab.Simulation.Cells;
using ActorLab.Simulation.Dispatchers;
using ActorLab.VirtualTime;
using ActorLab.VirtualTime.Schedules;

namespace ActorLab.Simulation.Hosting;

/// <summary>The Akka dispatcher of all actors of a simulated machine: a mailbox that is ready waits for a simulated thread of its
/// actor's own <see cref="SimulatedDispatcher"/>.</summary>
internal sealed class LabDispatcher : VirtualDispatcher
{
    private LabDispatcher(MessageDispatcherConfigurator configurator, string id)
        : base(configurator, id, threads: int.MaxValue, shutdownTimeout: TimeSpan.FromSeconds(1)) =>
        // The share of a turn is the business of the actor's simulated dispatcher.
        Throughput = int.MaxValue;

    /// <param name="system">Where it can be looked up from now on.</param>
    /// <param name="id">Its name there.</param>
    public static LabDispatcher Register(ActorSystem system, string id)
    {
        var maker = new Maker(ConfigurationFactory.ParseString($"id = \"{id}\""), system.Dispatchers.Prerequisites);
        var made = new LabDispatcher(maker, id);
        maker.Made = made;
        system.Dispatchers.RegisterConfigurator(id, maker);
        return made;
    }

    private protected override bool ObservesQueues => false;

    /// <summary>The thread has an actor to go on with; it does so when those that were ready before it have had their
    /// turns.</summary>
    public void MakeReady(IRunnable turn) => World.MakeReady(new Ready(turn, this));

    /// <summary>There is something in a mailbox that was empty.</summary>
    public void Register(Mailbox mailbox) => RegisterOf(this, mailbox, true, false);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "RegisterForExecution")]
    private static extern bool RegisterOf(
        MessageDispatcher dispatcher, Mailbox mailbox, bool hasMessageHint, bool hasSystemMessageHint);

    protected override void ExecuteTask(IRunnable run)
    {
        if (run is Mailbox { MessageQueue: LabQueue queue } mailbox) queue.Actor.Execute(mailbox);
        else base.ExecuteTask(run);
    }

    private sealed class Maker(Config config, IDispatcherPrerequisites prerequisites)
        : MessageDispatcherConfigurator(config, prerequisites)
    {
        public MessageDispatcher? Made { get; set; }

        public override MessageDispatcher Dispatcher() => Made!;
    }
}
