using System.Runtime.CompilerServices;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Local.Dispatchers;
using ActorLab.Local.Mailboxes;
using ActorLab.Local.Tracing;

namespace ActorLab.Local.Cells;

/// <summary>An actor as the local engine holds it: reference, context, mailbox and the loop that gives it turns. Its life stands in the other part.</summary>
internal sealed partial class ActorCell : WatchableRef, IActorContext, IRunnable, IWatcher, IChildOwner
{
    private readonly LocalRun _run;
    private readonly IChildOwner _owner;
    private readonly ActorProps _props;
    private readonly Dispatcher _dispatcher;
    private readonly int _throughput;
    private Mailbox _mailbox;

    // What follows belongs to the thread that runs the actor.
    private IActor? _actor;
    private DispatcherThread? _thread;
    private RandomStream? _random;
    private RealMachine.LocalMachine? _machine;
    private PendingBody? _pendingBody;
    private List<TimerQueue.Entry>? _later;

    /// <summary>The turn has asked for something that happens when it has ended: a body, or messages to be sent later.</summary>
    private bool _askedForMore;
    private Mode _mode = Mode.Starting;

    /// <summary>The result of a body: goes ahead of the mailbox.</summary>
    private IMessage? _result;

    public ActorCell(LocalRun run, IChildOwner owner, ActorProps props, ActorId id, string path, Dispatcher dispatcher, ActorTrace? trace)
        : base(id, path)
    {
        Trace = trace;
        _run = run;
        _owner = owner;
        _props = props;
        _dispatcher = dispatcher;
        _throughput = props.Dispatcher.Throughput;
        _mailbox = new Mailbox(props.Mailbox, scheduled: true);
    }

    private enum Mode
    {
        Starting,
        Ready,

        /// <summary>An asynchronous body runs; its result is the next message.</summary>
        InBody,

        /// <summary>Waits for children to stop, then restarts or stops.</summary>
        StoppingChildren,
        BackingOff,

        /// <summary>A fresh instance is due.</summary>
        Renewing,
        Terminated,
    }

    private sealed record PendingBody(IBody Body, IMessage Item, Occupancy Occupancy);

    /// <summary>Null if the run is not traced.</summary>
    public ActorTrace? Trace { get; }

    public ActorRef Self => this;

    public ActorRef? Sender { get; private set; }

    public SimTime Now => _run.Now;

    public RandomStream Random => _random ??= new RandomStream(_run.Seed).Split(Path);

    public void Send(ActorRef receiver, IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        DispatcherThread? thread = _thread;
        thread?.CountSend();
        if (receiver is ActorCell cell && Trace is null) cell.Post(message, this, thread);
        else _run.Send(this, receiver, message, thread, Trace?.NextMessage() ?? default);
    }

    public IScheduledSend SendLater(ActorRef receiver, IMessage message, SimDuration delay)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentNullException.ThrowIfNull(message);
        _run.Expect(receiver);
        SendMark mark = Trace?.NextMessage() ?? default;
        var entry = new TimerQueue.Entry(_run.Timers, () => _run.Send(this, receiver, message, null, mark), delay);
        // All delays of a turn count from its end: from call to call the clock goes on, and the shorter of two delays could come due later.
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

    public void Unhandled(IMessage message) => _run.DeadLetter(DeadLetterReason.Unhandled, Sender, this, message, Trace?.MarkOf(message) ?? default);

    /// <summary>Puts a message into the mailbox and sees to it that somebody handles it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Post(IMessage message, ActorRef? sender, DispatcherThread? thread)
    {
        Mailbox.Put put = _mailbox.Post(message, sender);
        if (put == Mailbox.Put.MustSchedule) Schedule(thread);
        else if (put != Mailbox.Put.Waiting) Refuse(put, message, sender);
    }

    private void Refuse(Mailbox.Put put, IMessage message, ActorRef? sender) =>
        _run.DeadLetter(put == Mailbox.Put.Full ? DeadLetterReason.MailboxFull : DeadLetterReason.ReceiverStopped, sender, this, message);

    /// <summary>Has it take its first turn.</summary>
    public void Begin(DispatcherThread? thread) => Schedule(thread);

    private void PostControl(EngineMessage message, DispatcherThread? thread)
    {
        if (_mailbox.PostControl(message) == Mailbox.Put.MustSchedule) Schedule(thread);
    }

    private void Signal(IMessage signal)
    {
        if (_mailbox.PostSignal(signal)) Schedule(null);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Schedule(DispatcherThread? thread)
    {
        Trace?.Scheduled();
        _dispatcher.Schedule(this, thread);
    }

    /// <summary>Gives the actor its turns: signals first, then messages, until its share is used up or nothing it may handle is left.</summary>
    public void Run(DispatcherThread thread)
    {
        _thread = thread;
        Trace?.Running();
        int left = _throughput;
        while (true)
        {
            if (_mode != Mode.Ready || _mailbox.HasSignals) Attend();
            if (_mode is Mode.Ready or Mode.Renewing)
            {
                if (left == 0)
                {
                    // Nobody else may find the actor's own fields in use after it was queued.
                    _thread = null;
                    Trace?.Scheduled();
                    thread.Dispatcher.PushLocal(thread, this);
                    return;
                }

                left--;
                if (_mode == Mode.Renewing)
                {
                    // A constructor that throws at every restart takes its share of turns like any other failure.
                    Renew();
                    continue;
                }

                if (_result is { } result)
                {
                    _result = null;
                    Turn(result, null);
                    continue;
                }

                if (_mailbox.TryTake(out Mailbox.Entry entry))
                {
                    Handle(entry);
                    continue;
                }
            }

            _thread = null;
            if (_mailbox.TryGoIdle(_mode == Mode.Ready)) return;
            _thread = thread;
        }
    }

    /// <summary>Does what goes before messages.</summary>
    private void Attend()
    {
        if (_mode == Mode.Starting) Start();
        while (_mailbox.TryTakeSignal(out IMessage? signal)) Handle(signal!);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Handle(Mailbox.Entry entry)
    {
        if (entry.Message.GetType() == typeof(EngineMessage)) HandleControl(((EngineMessage)entry.Message).Content);
        else Turn(entry.Message, entry.Sender);
    }

    private void HandleControl(IMessage message)
    {
        if (message is StopSignal) BeginStop(announce: true);
        else if (message is not Terminated terminated || _watching?.Remove(terminated.Actor) == true) Turn(message, null);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Turn(IMessage taken, ActorRef? sender)
    {
        Sender = sender;
        _thread!.Turns++;
        IMessage message = Trace is null ? taken : Trace.BeginTurn(taken, sender);
        try
        {
            _actor!.Receive(this, message);
        }
        catch (Exception failure)
        {
            Sender = null;
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
        // The body may block or compute long; what this thread would run next must not wait for it.
        _thread!.ShareSlot();
        if (_machine is null || _machine.IsAbandoned) _machine = _run.CreateMachine(_props.Observer, Trace);
        Trace?.BeginBody(pending.Item);
        if (pending.Occupancy == Occupancy.Asynchronous)
        {
            _mode = Mode.InBody;
            _ = RunAsynchronously(pending);
            return;
        }

        _result = _machine.Run(pending.Body, pending.Item);
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
