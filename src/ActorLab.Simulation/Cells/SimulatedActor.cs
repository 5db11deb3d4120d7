using Akka.Actor;
using Akka.Dispatch;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Simulation.Dispatchers;
using ActorLab.Simulation.Hosting;
using ActorLab.Simulation.ModelledMachine;
using ActorLab.Simulation.Processes;

namespace ActorLab.Simulation.Cells;

/// <summary>An actor as the simulated machine sees it: Akka keeps its mailbox and its life, and it gets its turns on a thread of
/// its process. Its life stands in another part.</summary>
/// <remarks>It is scheduled while it waits for a thread, has one, or has a body under way; a message then only joins the
/// mailbox.</remarks>
internal sealed partial class SimulatedActor
{
    private readonly SimulatedActor? _parent;
    private readonly ActorProps _props;
    private readonly SimulatedDispatcher _dispatcher;

    private BodyRun? _machine;
    private Mailbox? _mailbox;
    private RequestedBody? _requested;
    private bool _inBody;
    private bool _scheduled;
    private bool _isUnpacking;

    /// <summary>Akka wants its mailbox to run.</summary>
    private bool _isWanted;

    private int _turnsLeft;
    private long _lastMessage;

    public SimulatedActor(
        SimulationRun run, SimulatedActor? parent, ActorProps props, ActorId id, string path, SimulatedDispatcher dispatcher)
    {
        Run = run;
        Id = id;
        Path = path;
        _parent = parent;
        _props = props;
        _dispatcher = dispatcher;
        IsObserver = props.Observer;
    }

    public SimulationRun Run { get; }

    public ActorId Id { get; }

    /// <summary>The names from the root to this actor, such as <c>root/workers/worker-3</c>.</summary>
    public string Path { get; }

    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>The number of its last turn, counted on through restarts; 0 before the first.</summary>
    public long LastTurn { get; private set; }

    public SimulatedProcess Process => _dispatcher.Process;

    public bool IsObserver { get; }

    /// <summary>The Akka actor that it lives in.</summary>
    public ActorRefWithCell Host { get; set; } = null!;

    /// <summary>Its mailbox.</summary>
    public LabQueue Queue { get; set; } = null!;

    /// <summary>The machine that its bodies run on, one at a time.</summary>
    public BodyRun Machine => _machine ??= new BodyRun(Run, this);

    /// <summary>When it began to wait for a thread.</summary>
    public long QueuedAt { get; set; }

    /// <summary>What waits may be given to it.</summary>
    public bool TakesMessages => !_inBody && _requested is null && !_isUnpacking && !IsStopping && !HasStopped && !Run.IsOver;

    private bool IsBusy => _inBody || _requested is not null;

    public long NextMessageNumber() => ++_lastMessage;

    /// <summary>Takes one message of its share, if there is one left and it may be given a message.</summary>
    public bool MayTakeMessage()
    {
        if (!TakesMessages || _turnsLeft == 0) return false;
        _turnsLeft--;
        return true;
    }

    /// <summary>Sends it a message of the engine, in the order of the messages.</summary>
    public void PostOfEngine(IMessage message)
    {
        if (!HasStopped) Host.Tell(message, ActorRefs.NoSender);
    }

    /// <summary>Akka wants its mailbox to run.</summary>
    public void Execute(Mailbox mailbox)
    {
        _mailbox = mailbox;
        _isWanted = true;
        Schedule();
    }

    public void Schedule()
    {
        if (Process.IsLost)
        {
            if (_isWanted) Run.MakeReady(new LastRites(this));
            return;
        }

        if (_scheduled || !_isWanted || !Process.IsUp) return;
        _scheduled = true;
        _dispatcher.Enqueue(this);
    }

    /// <summary>A thread takes it up: it may handle as many messages as its dispatcher's throughput allows.</summary>
    public void Begin(SimulatedThread thread)
    {
        int asked = _props.Dispatcher.Throughput;
        _turnsLeft = asked == DispatcherPolicy.DefaultThroughput ? Run.Throughput : asked;
        Drive(thread);
    }

    /// <summary>Goes on with the body under way or else with messages, until the body waits, the share is used up or nothing is
    /// left.</summary>
    public void Drive(SimulatedThread thread)
    {
        Run.Trace.Place = thread.Place;
        while (!Run.IsOver)
        {
            if (_inBody)
            {
                if (!Machine.Advance(thread)) return;
                _inBody = false;
                Queue.Front = Machine.Conclude();
                Run.Register(_mailbox!);
            }

            if (!_isWanted)
            {
                _scheduled = false;
                _dispatcher.Free(thread);
                return;
            }

            if (_turnsLeft == 0)
            {
                _dispatcher.Yield(thread, this);
                return;
            }

            _isWanted = false;
            _mailbox!.Run();
            if (_isUnpacking)
            {
                Run.Processors.Compute(thread, Run.TransferCostOf(_unpacking.Message));
                return;
            }

            if (_requested is not null) BeginBody();
        }
    }

    /// <summary>An asynchronous body waits: the thread is free for others.</summary>
    public void LeaveThread(SimulatedThread thread) => _dispatcher.Free(thread);

    /// <summary>The wait of an asynchronous body is over: it needs a thread again.</summary>
    public void QueueForThread() => _dispatcher.Enqueue(this);

    private void BeginBody()
    {
        RequestedBody requested = _requested!;
        _requested = null;
        if (HasStopped) return;
        NoteBody(requested.Item);
        _inBody = true;
        Machine.Begin(requested.Body, requested.Item, requested.Occupancy);
    }

    /// <summary>What Akka has to do with an actor whose process is lost: no thread is left that could do it.</summary>
    private sealed class LastRites(SimulatedActor actor) : IRunnable
    {
        public void Run()
        {
            if (!actor._isWanted) return;
            actor._isWanted = false;
            actor._mailbox!.Run();
        }

        public void Execute() => Run();
    }
}
