using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Trace;
using ActorLab.Simulation.Dispatchers;
using ActorLab.Simulation.Events;
using ActorLab.Simulation.ModelledMachine;
using ActorLab.Simulation.Processes;

namespace ActorLab.Simulation.Cells;

/// <summary>An actor as the simulation holds it: reference, mailbox, and the loop that gives it turns. Its life stands in another part.</summary>
/// <remarks>It is scheduled while it waits for a thread, has one, or has a body under way; a message then only joins the mailbox.</remarks>
internal sealed partial class SimulatedActor : ActorTurns
{
    private readonly SimulatedActor? _parent;
    private readonly ActorProps _props;
    private readonly int _capacity;

    private BodyRun? _machine;

    public SimulatedActor(SimulationRun run, SimulatedActor? parent, ActorProps props, ActorId id, string path, SimulatedDispatcher dispatcher)
        : base(run, id, path, dispatcher, props.Dispatcher.Throughput)
    {
        _parent = parent;
        _props = props;
        _capacity = props.Mailbox.Capacity ?? int.MaxValue;
        _front = Core.Actors.Started.Instance;
        IsObserver = props.Observer;
    }

    public SimulatedProcess Process => _dispatcher.Process;

    public bool IsObserver { get; }

    /// <summary>The machine that its bodies run on, one at a time.</summary>
    public BodyRun Machine => _machine ??= new BodyRun(Run, this);

    /// <summary>When it began to wait for a thread.</summary>
    public long QueuedAt { get; set; }

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
            Enqueue(new Envelope(message, sender, OfEngine: false, number));
            Schedule();
        }
    }

    /// <summary>The same for a message that is sent while no thread is about to take up any actor. Then an idle actor would be taken up next, so a free thread handles the message without a detour by the mailbox.</summary>
    public void SendDue(SimulatedActor sender, IMessage message, long number, long turn)
    {
        // One that has something waiting is scheduled.
        if (_scheduled || _life != Life.Alive || !Process.IsUp || MustUnpack(sender, message) || !_dispatcher.TryTakeFree(out SimulatedThread? thread))
        {
            Run.CountSend(sender, this, message, number, turn);
            Post(message, sender, number);
            return;
        }

        thread.Actor = this;
        _scheduled = true;
        _turnsLeft = _throughput - 1;
        LastTurn++;
        Run.CountDelivery(sender, this, message, number, turn, thread);
        Handle(message, sender, number);
        if (IsIdle && !Run.IsOver)
        {
            _scheduled = false;
            _dispatcher.Free(thread);
        }
        else
        {
            Drive(thread);
        }
    }

    /// <summary>Adds a message of the engine in the order of the messages.</summary>
    public void PostOfEngine(IMessage message)
    {
        if (_life == Life.Stopped) return;
        Enqueue(new Envelope(message, null, OfEngine: true, Number: 0));
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
            if (_isUnpacking) return;
        }
    }

    /// <summary>An asynchronous body waits: the thread is free for others.</summary>
    public void LeaveThread(SimulatedThread thread) => _dispatcher.Free(thread);

    /// <summary>The wait of an asynchronous body is over: it needs a thread again.</summary>
    public void QueueForThread() => _dispatcher.Enqueue(this);

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
            TryDequeue(out Envelope envelope);
            Handle(envelope, thread);
        }
    }

    private void Handle(in Envelope envelope, SimulatedThread thread)
    {
        if (!envelope.OfEngine)
        {
            _counted--;
            if (MustUnpack(envelope.Sender, envelope.Message)) BeginUnpacking(envelope, thread);
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
        LastTurn++;
        Run.CountTurn(this, sender?.Id ?? CauseOf(message), message, number);
        Handle(message, sender, number);
    }

    /// <summary>The turn has been counted.</summary>
    private void Handle(IMessage message, SimulatedActor? sender, long number)
    {
        TurnInHand turn = Run.Turn;
        turn.Begin(sender, message, number);
        _inTurn = true;
        Exception? failure = FailureOf(message);
        _inTurn = false;
        if (failure is not null)
        {
            // What a failed turn asked for last is not begun: nobody would know what to do with the result.
            turn.Requested = null;
            Run.DeadLetter(DeadLetterReason.ReceiverFailed, sender, this, message, number, LastTurn);
            Fail(failure);
        }

        if (_life == Life.LastTurn) Terminate();
        else if (turn.Requested is { } requested) StartBody(requested);
    }

    /// <summary>Apart, because in a method that catches something nothing stays in a register.</summary>
    private Exception? FailureOf(IMessage message)
    {
        try
        {
            _instance!.Receive(this, message);
            return null;
        }
        catch (Exception thrown)
        {
            return thrown;
        }
    }

    private void StartBody(RequestedBody requested)
    {
        NoteBody(requested.Item);
        _inBody = true;
        Machine.Begin(requested.Body, requested.Item, requested.Occupancy);
    }

    private RandomStream NewRandom() => _random = new RandomStream(Run.Seed).Split(Path);
}
