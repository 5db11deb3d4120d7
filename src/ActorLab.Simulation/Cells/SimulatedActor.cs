using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Trace;
using ActorLab.Simulation.Dispatchers;
using ActorLab.Simulation.Events;
using ActorLab.Simulation.ModelledMachine;
using ActorLab.Simulation.Processes;

namespace ActorLab.Simulation.Cells;

/// <summary>An actor as the simulation holds it: reference, mailbox, and the loop that gives it turns. Its life stands in the other part.</summary>
/// <remarks>It is scheduled while it waits for a thread, has one, or has a body under way; a message then only joins the mailbox.</remarks>
internal sealed partial class SimulatedActor : ActorRef
{
    /// <summary>Cache lines of this object that a turn touches.</summary>
    private const int HotLines = 6;

    private readonly SimulatedActor? _parent;
    private readonly ActorProps _props;
    private readonly ActorContext _context;
    private readonly SimulatedDispatcher _dispatcher;
    private readonly Queue<Envelope> _mailbox = new();
    private readonly int _capacity;
    private readonly int _throughput;

    private IActor? _instance;
    private Life _life = Life.Alive;
    private RandomStream? _random;

    /// <summary>A message of the engine that goes ahead of the mailbox.</summary>
    private IMessage? _front = Core.Actors.Started.Instance;

    private BodyRun? _machine;
    private RequestedBody? _requested;
    private bool _inBody;
    private bool _scheduled;
    private int _counted;
    private int _turnsLeft;

    public SimulatedActor(SimulationRun run, SimulatedActor? parent, ActorProps props, ActorId id, string path, SimulatedDispatcher dispatcher)
        : base(id, path)
    {
        Run = run;
        _parent = parent;
        _props = props;
        _dispatcher = dispatcher;
        _capacity = props.Mailbox.Capacity ?? int.MaxValue;
        _throughput = props.Dispatcher.Throughput;
        Process = dispatcher.Process;
        IsObserver = props.Observer;
        _context = new ActorContext(run, this);
    }

    private enum Life
    {
        Alive,

        /// <summary>Waits for its children to stop, then restarts or stops.</summary>
        StoppingChildren,
        BackingOff,

        /// <summary>A fresh instance is due.</summary>
        Renewing,

        /// <summary>Its last message is the next one.</summary>
        LastTurn,
        Stopped,
    }

    private sealed record RequestedBody(IBody Body, IMessage Item, Occupancy Occupancy);

    public SimulationRun Run { get; }

    public SimulatedProcess Process { get; }

    public bool IsObserver { get; }

    /// <summary>Who sent the message being handled.</summary>
    public ActorRef? Sender { get; private set; }

    public RandomStream Random => _random ??= new RandomStream(Run.Seed).Split(Path);

    /// <summary>The machine that its bodies run on, one at a time.</summary>
    public BodyRun Machine => _machine ??= new BodyRun(Run, this);

    /// <summary>When it began to wait for a thread.</summary>
    public long QueuedAt { get; set; }

    private bool HasWork => _life switch
    {
        Life.Alive => _front is not null || _mailbox.Count > 0 || _escalations is { Count: > 0 },
        Life.Renewing or Life.LastTurn => true,
        _ => false,
    };

    public void Post(IMessage message, SimulatedActor? sender, long number)
    {
        if (_life == Life.Stopped)
        {
            Run.DeadLetter(Process.IsLost ? DeadLetterReason.NodeLost : DeadLetterReason.ReceiverStopped, sender, this, message, number);
        }
        else if (_counted >= _capacity)
        {
            Run.DeadLetter(DeadLetterReason.MailboxFull, sender, this, message, number);
        }
        else
        {
            _counted++;
            _mailbox.Enqueue(new Envelope(message, sender, OfEngine: false, number));
            Schedule();
        }
    }

    /// <summary>The same while no thread is about to take up any actor. Then an idle actor would be taken up next, so a free thread handles the message without a detour by the mailbox.</summary>
    public void PostToIdle(IMessage message, SimulatedActor sender, long number)
    {
        // One that has something waiting is scheduled.
        if (_scheduled || _life != Life.Alive || !Process.IsUp || !_dispatcher.TryAssignFree(this, out SimulatedThread? thread))
        {
            Post(message, sender, number);
            return;
        }

        _scheduled = true;
        _counted++;
        _turnsLeft = _throughput - 1;
        Run.Trace.Place = thread.Place;
        Handle(new Envelope(message, sender, OfEngine: false, number), thread);
        if (_unpacking is null) Drive(thread);
    }

    /// <summary>A message for it comes soon: see <see cref="PendingEvent.Approach"/>.</summary>
    public void Approach(int step)
    {
        if (step == 0)
        {
            CacheLine.Load(this, HotLines);
            return;
        }

        CacheLine.Load(_instance);
        CacheLine.Load(_random);
        CacheLine.Load(_context);
        CacheLine.Load(_mailbox);
    }

    /// <summary>Adds a message of the engine in the order of the messages.</summary>
    public void PostOfEngine(IMessage message)
    {
        if (_life == Life.Stopped) return;
        _mailbox.Enqueue(new Envelope(message, null, OfEngine: true, Number: 0));
        Schedule();
    }

    public void Schedule()
    {
        if (_scheduled || !HasWork || !Process.IsUp) return;
        _scheduled = true;
        _dispatcher.Enqueue(this);
    }

    /// <summary>A thread takes it up: it may handle as many messages as its dispatcher's throughput allows.</summary>
    public void Begin(SimulatedThread thread)
    {
        _turnsLeft = _throughput;
        Drive(thread);
    }

    /// <summary>Goes on with the body under way or else with messages, until the body waits, the share is used up or nothing is left.</summary>
    public void Drive(SimulatedThread thread)
    {
        Run.Trace.Place = thread.Place;
        while (!Run.IsOver)
        {
            if (_inBody)
            {
                if (!Machine.Advance(thread)) return;
                _inBody = false;
                _front = Machine.Conclude();
            }

            if (!HasWork)
            {
                _scheduled = false;
                _dispatcher.Free(thread);
                return;
            }

            if (_turnsLeft-- == 0)
            {
                _dispatcher.Yield(thread, this);
                return;
            }

            HandleNext(thread);
            if (_unpacking is not null) return;
        }
    }

    /// <summary>An asynchronous body waits: the thread is free for others.</summary>
    public void LeaveThread(SimulatedThread thread) => _dispatcher.Free(thread);

    /// <summary>The wait of an asynchronous body is over: it needs a thread again.</summary>
    public void QueueForThread() => _dispatcher.Enqueue(this);

    public void Execute(IBody body, IMessage item, Occupancy occupancy)
    {
        if (_stopping) throw new InvalidOperationException("a stopping actor executes nothing");
        if (_requested is not null) throw new InvalidOperationException("this turn has asked for a body already");
        _requested = new RequestedBody(body, item, occupancy);
    }

    private void HandleNext(SimulatedThread thread)
    {
        if (_life == Life.Renewing)
        {
            Renew();
        }
        else if (_escalations is { Count: > 0 })
        {
            Fail(_escalations.Dequeue());
        }
        else if (_front is { } message)
        {
            _front = null;
            if (_instance is null) Start();
            else Turn(message, null);
        }
        else
        {
            Handle(_mailbox.Dequeue(), thread);
        }
    }

    private void Handle(in Envelope envelope, SimulatedThread thread)
    {
        if (!envelope.OfEngine)
        {
            _counted--;
            if (MustUnpack(envelope)) BeginUnpacking(envelope, thread);
            else Turn(envelope.Message, envelope.Sender, envelope.Number);
        }
        else if (envelope.Message is StopRequest)
        {
            BeginStop(announce: true);
        }
        else if (envelope.Message is not Terminated terminated || _watching?.Remove((SimulatedActor)terminated.Actor) == true)
        {
            Turn(envelope.Message, null);
        }
    }

    private void Turn(IMessage message, SimulatedActor? sender, long number = 0)
    {
        Exception? failure = null;
        Sender = sender;
        Run.InTurn = this;
        NoteTurn(message, sender, number);
        try
        {
            _instance!.Receive(_context, message);
        }
        catch (Exception thrown)
        {
            failure = thrown;
        }

        Run.InTurn = null;
        Sender = null;
        if (failure is not null)
        {
            // What a failed turn asked for last is not begun: nobody would know what to do with the result.
            _requested = null;
            Run.DeadLetter(DeadLetterReason.ReceiverFailed, sender, this, message, number, LastTurn);
            Fail(failure);
        }

        if (_life == Life.LastTurn) Terminate();
        else if (_requested is { } requested) StartBody(requested);
    }

    private void StartBody(RequestedBody requested)
    {
        _requested = null;
        NoteBody(requested.Item);
        _inBody = true;
        Machine.Begin(requested.Body, requested.Item, requested.Occupancy);
    }
}
