using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Configuration;
using ActorLab.Core.Actors;
using ActorLab.Simulation.Cells;
using ActorLab.VirtualTime;

namespace ActorLab.Simulation.Hosting;

/// <summary>A virtual world with one actor system, in which simulated machines run one after another. It belongs to the thread
/// that made it; a thread keeps one for its next run.</summary>
internal sealed class LabWorld
{
    /// <summary>A world whose clock has come so far is not used again: half of what virtual time can hold.</summary>
    private const long LastStart = long.MaxValue / 2;

    private const string DispatcherId = "actorlab.dispatcher", MailboxId = "actorlab.mailbox";

    private static readonly Config s_config = ConfigurationFactory.ParseString($$"""
        akka {
          stdout-loglevel = OFF
          loglevel = OFF
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          actor.default-dispatcher.throughput = {{DispatcherPolicy.DefaultThroughput}}
        }
        {{MailboxId}}.mailbox-type = "{{typeof(LabMailbox).AssemblyQualifiedName}}"
        """).WithFallback(ConfigurationFactory.Default());

    [ThreadStatic]
    private static LabWorld? t_idle;

    [ThreadStatic]
    private static LabWorld? t_current;

    /// <summary>A virtual run logs nothing: what it has to say is in its trace.</summary>
    private static readonly Config s_quiet = ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }");

    private readonly string _akka;
    private readonly ActorSystem _system;
    private readonly ActorCell _guardian;

    /// <summary>The actors that have stopped, for as long as anything refers to them: they have no mailbox any more.</summary>
    private readonly ConditionalWeakTable<IActorRef, SimulatedActor> _stopped = [];
    private SimulatedActor? _newborn;

    /// <param name="akka">Settings of a plan, over those of the lab.</param>
    private LabWorld(string akka)
    {
        _akka = akka;
        Config config = akka.Length == 0
            ? s_config
            : s_quiet.WithFallback(ConfigurationFactory.ParseString(akka)).WithFallback(s_config);
        Throughput = config.GetInt("akka.actor.default-dispatcher.throughput");
        World = new VirtualWorld(new VirtualWorldOptions
        {
            // The engine has its own bound and says more; and what a run reads and writes outside may take its time.
            LivelockTurns = long.MaxValue,
            BlockingPatience = TimeSpan.FromDays(1),
        })
        {
            HappensOneByOne = true,
        };
        t_current = this;
        try
        {
            _system = World.CreateSystem("actorlab", config);
            Dispatcher = LabDispatcher.Register(_system, DispatcherId);
            var guardian = (ActorRefWithCell)_system.ActorOf(Props.Create(() => new Guardian()), "lab");
            _system.EventStream.Subscribe(new LateMessages(this), typeof(Akka.Event.DeadLetter));
            World.RunReady();
            _guardian = (ActorCell)guardian.Underlying;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>That of the run which the thread is in.</summary>
    public static LabWorld Current => t_current!;

    public VirtualWorld World { get; }

    /// <summary>What happens here; null before the first.</summary>
    public SimulationRun? Run { get; set; }

    public LabDispatcher Dispatcher { get; }

    /// <summary>The most messages that an actor handles before others get a turn, where its plan asks for no other number.</summary>
    public int Throughput { get; }

    /// <summary>Takes the thread's world, or makes one.</summary>
    /// <param name="akka">Settings of the plan; with any, the world is made for this run alone.</param>
    public static LabWorld Take(string akka)
    {
        if (akka.Length > 0) return new LabWorld(akka);
        LabWorld? idle = t_idle;
        t_idle = null;
        if (idle is null) return new LabWorld("");
        idle.World.TakeThread();
        t_current = idle;
        return idle;
    }

    /// <summary>Nothing of the run is left: another one may use the world.</summary>
    public void GiveBack()
    {
        World.RemoveEvents(static _ => true);
        World.RunReady();
        // An actor of Akka's may have left timers behind.
        if (World.NowNanoseconds > LastStart || World.PendingCount > 0 || _akka.Length > 0)
        {
            Dispose();
            return;
        }

        World.LeaveThread();
        Run = null;
        t_current = null;
        t_idle = this;
    }

    /// <summary>Ends the world with all that is left in it, unless it was given back.</summary>
    public void EndUnlessIdle()
    {
        if (t_idle != this) Dispose();
    }

    private void Dispose()
    {
        World.Dispose();
        t_current = null;
    }

    /// <summary>Makes the Akka actor of an actor.</summary>
    public ActorRefWithCell Host(SimulatedActor actor, ActorProps props, SimulatedActor? parent)
    {
        _newborn = actor;
        Akka.Actor.Props made = Props.CreateBy(new SeatedProducer(actor, props)).WithDispatcher(DispatcherId).WithMailbox(MailboxId);
        ActorCell family = parent is null ? _guardian : (ActorCell)parent.Host.Underlying;
        // A name that Akka does not allow is the lab's alone.
        bool isNamed = ActorPath.IsValidPathElement(actor.Name) && actor.Name[0] != '$';
        return (ActorRefWithCell)family.ActorOf(made, isNamed ? actor.Name : null);
    }

    /// <summary>It has stopped, and its Akka actor is about to lose its mailbox.</summary>
    public void Stopped(SimulatedActor actor) => _stopped.AddOrUpdate(actor.Host, actor);

    /// <summary>The actor that lives in an Akka actor; null for one that is none of the machine's.</summary>
    public SimulatedActor? ActorOf(IActorRef host) =>
        host is ActorRefWithCell { Underlying: ActorCell { Mailbox.MessageQueue: LabQueue queue } }
            ? queue.Actor
            : _stopped.TryGetValue(host, out SimulatedActor? stopped) ? stopped : null;

    /// <summary>The actor whose mailbox is being made.</summary>
    public SimulatedActor TakeNewborn()
    {
        SimulatedActor newborn = _newborn
            ?? throw new InvalidOperationException("a mailbox of a simulated machine belongs to an actor of it");
        _newborn = null;
        return newborn;
    }

    /// <summary>Hears at once of what Akka could not deliver.</summary>
    private sealed class LateMessages(LabWorld world) : MinimalActorRef
    {
        public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "late-messages";

        public override IActorRefProvider Provider => throw new NotSupportedException("it has no provider");

        protected override void TellInternal(object message, IActorRef sender)
        {
            if (message is Akka.Event.DeadLetter late) world.Run?.Late(late);
        }
    }

    /// <summary>The parent of all roots.</summary>
    private sealed class Guardian : UntypedActor
    {
        protected override SupervisorStrategy SupervisorStrategy() => LabStrategy.Instance;

        protected override void OnReceive(object message) => Unhandled(message);
    }
}
