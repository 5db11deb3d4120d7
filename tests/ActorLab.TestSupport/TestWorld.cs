using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;
using ActorLab.Core.Actors;
using ActorLab.VirtualTime;
using ActorLab.VirtualTime.Schedules;

namespace ActorLab.TestSupport;

/// <summary>A world in which actors under test live, one for each thread. Its clock stands still: time is the test's.</summary>
internal sealed class TestWorld
{
    private const string DispatcherId = "actorlab.test-dispatcher", MailboxId = "actorlab.test-mailbox";

    private static readonly Config s_config = ConfigurationFactory.ParseString($$"""
        akka { stdout-loglevel = OFF, loglevel = OFF, log-dead-letters = off, log-dead-letters-during-shutdown = off }
        {{MailboxId}}.mailbox-type = "{{typeof(TestMailbox).AssemblyQualifiedName}}"
        """).WithFallback(ConfigurationFactory.Default());

    [ThreadStatic]
    private static TestWorld? t_own;

    private readonly TestDispatcher _dispatcher;
    private readonly ActorCell _guardian;
    private TestSeat? _newborn;

    private TestWorld()
    {
        t_own = this;
        // Its clock stands still, so that all turns of all tests are of one moment; and a debugger may take its time.
        World = new VirtualWorld(new VirtualWorldOptions
        {
            LivelockTurns = long.MaxValue,
            BlockingPatience = TimeSpan.FromDays(1),
        });
        ActorSystem system = World.CreateSystem("tests", s_config);
        _dispatcher = TestDispatcher.Register(system, DispatcherId);
        var guardian = (ActorRefWithCell)system.ActorOf(Props.Create(() => new Guardian()), "lab");
        World.RunReady();
        World.LeaveThread();
        _guardian = (ActorCell)guardian.Underlying;
    }

    /// <summary>That of the calling thread.</summary>
    public static TestWorld Own => t_own ?? new TestWorld();

    public VirtualWorld World { get; }

    /// <summary>Makes an actor that begins its life when it is released.</summary>
    public ActorRefWithCell Make(TestSeat seat, ActorProps props, ActorRefWithCell? parent)
    {
        _newborn = seat;
        Props made = Props.CreateBy(new SeatedProducer(seat, props)).WithDispatcher(DispatcherId).WithMailbox(MailboxId);
        return (ActorRefWithCell)((ActorCell?)parent?.Underlying ?? _guardian).ActorOf(made);
    }

    public void Release(TestSeat seat)
    {
        if (seat.Held is not { } turn) return;
        seat.Held = null;
        _dispatcher.MakeReady(turn);
    }

    /// <summary>Does something, and then all turns that follow from it.</summary>
    public void Run(Action begin)
    {
        World.TakeThread();
        try
        {
            begin();
            World.RunReady();
        }
        finally
        {
            TestTurn.Current = null;
            World.LeaveThread();
        }
    }

    internal static TestSeat TakeNewborn()
    {
        TestSeat newborn = t_own?._newborn
            ?? throw new InvalidOperationException("a mailbox of a test belongs to an actor of it");
        t_own._newborn = null;
        return newborn;
    }

    private sealed class Guardian : UntypedActor
    {
        protected override SupervisorStrategy SupervisorStrategy() => LabStrategy.Instance;

        protected override void OnReceive(object message) => Unhandled(message);
    }
}

/// <summary>Holds actors back that the test has not started.</summary>
internal sealed class TestDispatcher : VirtualDispatcher
{
    private TestDispatcher(MessageDispatcherConfigurator configurator, string id)
        : base(configurator, id, threads: int.MaxValue, shutdownTimeout: TimeSpan.FromSeconds(1))
    {
    }

    public static TestDispatcher Register(ActorSystem system, string id)
    {
        var maker = new Maker(ConfigurationFactory.ParseString($"id = \"{id}\""), system.Dispatchers.Prerequisites);
        var made = new TestDispatcher(maker, id);
        maker.Made = made;
        system.Dispatchers.RegisterConfigurator(id, maker);
        return made;
    }

    public void MakeReady(IRunnable turn) => World.MakeReady(new Ready(turn, this));

    protected override void ExecuteTask(IRunnable run)
    {
        if (run is Mailbox { MessageQueue: TestQueue { Seat: { IsHeld: true } seat } }) seat.Held = run;
        else base.ExecuteTask(run);
    }

    private sealed class Maker(Config config, IDispatcherPrerequisites prerequisites)
        : MessageDispatcherConfigurator(config, prerequisites)
    {
        public MessageDispatcher? Made { get; set; }

        public override MessageDispatcher Dispatcher() => Made!;
    }
}

/// <summary>The mailbox of an actor under test.</summary>
/// <param name="settings">Of the system.</param>
/// <param name="config">Of the mailbox.</param>
internal sealed class TestMailbox(Settings settings, Config config) : MailboxType(settings, config)
{
    public override IMessageQueue Create(IActorRef owner, ActorSystem system)
    {
        TestSeat seat = TestWorld.TakeNewborn();
        return new TestQueue(seat, seat.World.World, owner, system);
    }
}

/// <summary>Has only what the test gives out.</summary>
/// <param name="seat">Whose messages they are.</param>
/// <param name="world">The actor lives in it.</param>
/// <param name="owner">The actor.</param>
/// <param name="system">Of the world.</param>
internal sealed class TestQueue(TestSeat seat, VirtualWorld world, IActorRef owner, ActorSystem system)
    : ObservedQueue(world, owner, system), IMessageQueue, IUnboundedMessageQueueSemantics, ISeatedQueue
{
    private readonly Queue<Envelope> _givenOut = new();

    public TestSeat Seat => seat;

    IActorSeat ISeatedQueue.Seat => seat;

    public bool HasMessages => _givenOut.Count > 0 && !seat.IsStopping;

    public int Count => _givenOut.Count;

    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        if (seat.Takes(envelope)) _givenOut.Enqueue(envelope);
    }

    public bool TryDequeue(out Envelope envelope)
    {
        envelope = default;
        if (!HasMessages) return false;
        envelope = _givenOut.Dequeue();
        if (envelope.Message is PoisonPill) envelope = new Envelope(Drain.Instance, envelope.Sender);
        return true;
    }

    public void CleanUp(IActorRef owner, IMessageQueue deadletters) => seat.Stopped();
}
