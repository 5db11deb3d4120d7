using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Local.Hosting;
using ActorLab.Local.Tracing;
using ActorRefWithCell = Akka.Actor.ActorRefWithCell;

namespace ActorLab.Local.Cells;

/// <summary>An actor as the local engine holds it: reference, context and what it does with its turns, which its
/// <see cref="Host"/> in the actor system gives it. Its life stands in the other part.</summary>
internal sealed partial class ActorCell : WatchableRef, IActorContext, IWatcher, IChildOwner
{
    private readonly LocalRun _run;
    private readonly IChildOwner _owner;
    private readonly ActorProps _props;
    private readonly ActorRefWithCell _host;
    private readonly HostQueue _queue;
    private readonly HostContext _context;
    private readonly ThreadDispatcher? _pinned;
    private int _readiness;

    // What follows belongs to the thread that runs the actor.
    private IActor? _actor;
    private RandomStream? _random;
    private RealMachine.LocalMachine? _machine;
    private WatchableRef? _sender;
    private PendingBody? _pendingBody;
    private List<TimerQueue.Entry>? _later;

    /// <summary>The turn has asked for something that happens when it has ended: a body, or messages to be sent later.</summary>
    private bool _askedForMore;
    private Mode _mode = Mode.Starting;

    public ActorCell(LocalRun run, IChildOwner owner, ActorProps props, ActorId id, string path, LabSystem system,
        ActorTrace? trace)
        : base(id, path)
    {
        Trace = trace;
        _run = run;
        _owner = owner;
        _props = props;
        Throughput = system.ShareOf(this, props.Dispatcher);
        _host = system.Host(this, props.Dispatcher, out _pinned);
        var akkas = (Akka.Actor.ActorCell)_host.Underlying;
        _queue = (HostQueue)akkas.Mailbox!.MessageQueue;
        _queue.BelongTo(this);
        _context = new HostContext(akkas.Dispatcher);
    }

    private enum Mode
    {
        Starting,
        Ready,

        /// <summary>An asynchronous body runs; its result is the next message.</summary>
        InBody,

        /// <summary>Waits for children to stop, then restarts or stops.</summary>
        StoppingChildren,

        /// <summary>A fresh instance is due.</summary>
        Renewing,
        Terminated,
    }

    private sealed record PendingBody(IBody Body, IMessage Item, Occupancy Occupancy);

    /// <summary>Whether it waits for a thread, as a trace of the run wants to know.</summary>
    private static class Readiness
    {
        public const int Idle = 0, Waiting = 1, Running = 2;
    }

    /// <summary>Null if the run is not traced.</summary>
    public ActorTrace? Trace { get; }

    /// <summary>The most messages that it handles before others on its dispatcher get a turn.</summary>
    public int Throughput { get; }

    /// <summary>Gives it its turns.</summary>
    public Akka.Actor.IActorRef Host => _host;

    public bool IsRunOver => _run.IsOver;

    public bool HasTerminated => _mode == Mode.Terminated;

    /// <summary>Of the turns and sends of its own.</summary>
    public long Turns { get; private set; }

    public long Sends { get; private set; }

    public IEnumerable<ActorCell> CellsBelow => _children is null ? [] : [.. _children.Values.OfType<ActorCell>()];

    public IActorRef Self => this;

    public IActorRef? Sender => _sender;

    public string PathOf(IActorRef actor)
    {
        _run.Expect(actor);
        return (actor as WatchableRef)?.LabPath ?? OutsideRef.Name;
    }

    public SimTime Now => _run.Now;

    public RandomStream Random => _random ??= new RandomStream(_run.Seed).Split(LabPath);

    public void Send(IActorRef receiver, IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        Sends++;
        if (receiver is ActorCell cell && Trace is null) cell.Post(message, this);
        else _run.Send(this, receiver, message, Trace?.NextMessage() ?? default);
    }

    public IScheduledSend SendLater(IActorRef receiver, IMessage message, SimDuration delay)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentNullException.ThrowIfNull(message);
        _run.Expect(receiver);
        SendMark mark = Trace?.NextMessage() ?? default;
        var entry = new TimerQueue.Entry(_run.Timers, () => _run.SendLate(this, receiver, message, mark), delay);
        // All delays of a turn count from its end: from call to call the clock goes on, and the shorter of two delays could come
        // due later.
        (_later ??= []).Add(entry);
        _askedForMore = true;
        return entry;
    }

    public void Execute(IBody body, IMessage item, Occupancy occupancy = Occupancy.Synchronous)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (_pendingBody is not null) throw new InvalidOperationException("this turn has asked for a body already");
        if (_stopping) throw new InvalidOperationException("a stopping actor executes nothing");
        _pendingBody = new PendingBody(body, item, occupancy);
        _askedForMore = true;
    }

    public void Unhandled(IMessage message) =>
        _run.DeadLetter(DeadLetterReason.Unhandled, _sender, this, message, Trace?.MarkOf(message) ?? default);

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is IMessage own) Post(own, sender as WatchableRef);
    }

    public IActorRef ActorOf(Akka.Actor.Props props, string name)
    {
        ArgumentNullException.ThrowIfNull(props);
        return ((Akka.Actor.ActorCell)_host.Underlying).ActorOf(props, name);
    }

    /// <summary>An Akka.NET actor that it started has thrown.</summary>
    public void AkkaChildFailed(Exception cause) => PostControl(new EngineMessage(new AkkaChildFailed(cause)));

    /// <summary>Puts a message into the mailbox.</summary>
    public void Post(IMessage message, WatchableRef? sender)
    {
        if (_queue.IsClosed) Refuse(DeadLetterReason.ReceiverStopped, message, sender);
        else Tell(message, sender);
    }

    /// <summary>Its host had stopped.</summary>
    public void Refuse(DeadLetterReason reason, IMessage message, WatchableRef? sender) =>
        _run.DeadLetter(reason, sender, this, message);

    /// <summary>Has it take its first turn.</summary>
    public void Begin() => Signal(BeginLife.Instance);

    private void PostControl(EngineMessage message)
    {
        if (!_queue.IsClosed) Tell(message, null);
    }

    private void Signal(IHostSignal signal) => Tell(signal, null);

    private void Tell(IMessage message, WatchableRef? sender)
    {
        if (Trace is not null &&
            Interlocked.CompareExchange(ref _readiness, Readiness.Waiting, Readiness.Idle) == Readiness.Idle) Trace.Scheduled();
        _host.Tell(message, sender ?? Akka.Actor.ActorRefs.NoSender);
    }

    /// <summary>A turn of its host.</summary>
    public void Receive(IMessage message, WatchableRef? sender)
    {
        if (Trace is not null) BeginRunning();
        try
        {
            if (message is IHostSignal signal) Handle(signal);
            else if (message is EngineMessage control) HandleControl(control.Content);
            else Turn(message, sender);
        }
        catch (Exception bug)
        {
            _run.Broken(bug);
        }

        _queue.TakesMessages = _mode == Mode.Ready;
        if (Trace is not null) EndRunning();
    }

    private void BeginRunning()
    {
        if (Interlocked.Exchange(ref _readiness, Readiness.Running) == Readiness.Waiting) Trace!.Running();
    }

    private void EndRunning()
    {
        if (_queue.HasMessages) return;
        Volatile.Write(ref _readiness, Readiness.Idle);
        // What came meanwhile found it running.
        if (_queue.HasMessages &&
            Interlocked.CompareExchange(ref _readiness, Readiness.Waiting, Readiness.Idle) == Readiness.Idle) Trace!.Scheduled();
    }

    private void HandleControl(IMessage message)
    {
        if (message is StopSignal) BeginStop(announce: true);
        else if (message is not Terminated terminated || _watching?.Remove(terminated.Actor) == true) Turn(message, null);
    }

    private void Turn(IMessage taken, WatchableRef? sender)
    {
        _sender = sender;
        Turns++;
        IMessage message = Trace is null ? taken : Trace.BeginTurn(taken, sender);
        try
        {
            _actor!.Receive(this, message);
        }
        catch (Exception failure)
        {
            _sender = null;
            Trace?.EndTurn();
            // What a failed turn asked for last is not begun: nobody would know what to do with the result.
            _pendingBody = null;
            if (_askedForMore) DoWhatWasAsked();
            _run.DeadLetter(DeadLetterReason.ReceiverFailed, sender, this, message, Trace?.MarkOf(message) ?? default);
            Fail(failure);
            return;
        }

        Trace?.EndTurn();
        if (_askedForMore) DoWhatWasAsked();
    }

    private void DoWhatWasAsked()
    {
        _askedForMore = false;
        if (_later is { Count: > 0 })
        {
            _run.Timers.Start(_later, Now);
            _later.Clear();
        }

        if (_pendingBody is { } pending) RunBody(pending);
    }

    private void RunBody(PendingBody pending)
    {
        _pendingBody = null;
        if (_machine is null || _machine.IsAbandoned) _machine = _run.CreateMachine(_props.Observer, Trace);
        Trace?.BeginBody(pending.Item);
        if (pending.Occupancy == Occupancy.Asynchronous)
        {
            _mode = Mode.InBody;
            _context.Within(_ => _ = RunAsynchronously(pending), null);
            return;
        }

        Signal(new BodyResult(_machine.Run(pending.Body, pending.Item), _life));
    }

    private async Task RunAsynchronously(PendingBody pending)
    {
        try
        {
            IMessage result = await _machine!.RunAsync(pending.Body, pending.Item);
            Signal(new BodyEnded(result));
        }
        catch (Exception broken)
        {
            _run.Broken(broken);
        }
    }
}
