using System.Runtime.CompilerServices;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Local.Hosting;
using ActorLab.Local.Tracing;

namespace ActorLab.Local.Seats;

/// <summary>What the local engine has of an actor: its place in the run, what it has done, and the machine of its bodies. Its life
/// stands in the other part.</summary>
internal sealed partial class LocalSeat : IActorSeat, ILabIdentity
{
    /// <summary>Of all actors that anything refers to: one that has stopped has no mailbox any more.</summary>
    private static readonly ConditionalWeakTable<IActorRef, LocalSeat> s_seats = [];

    /// <summary>The one whose turn the thread is in.</summary>
    [ThreadStatic]
    private static LocalSeat? t_inTurn;

    /// <summary>The one whose delayed message the thread sends, and what its trace knows of that.</summary>
    [ThreadStatic]
    private static LocalSeat? t_late;

    [ThreadStatic]
    private static SendMark t_lateMark;

    private readonly ActorProps _props;
    private readonly ISeatOwner? _owner;
    private readonly ThreadDispatcher? _pinned;
    private int _readiness = Readiness.Waiting;

    // What follows belongs to the thread that runs the actor.
    private HostContext? _context;
    private Akka.Dispatch.Mailbox? _mailbox;
    private RealMachine.LocalMachine? _machine;
    private IActorRef? _sender;
    private PendingBody? _pendingBody;
    private List<TimerQueue.Entry>? _later;

    /// <param name="run">Of the actor.</param>
    /// <param name="place">In the run.</param>
    /// <param name="props">What to make.</param>
    /// <param name="throughput">The most messages that it handles before others on its dispatcher get a turn.</param>
    /// <param name="pinned">The dispatcher that is its own; null for one of a shared one.</param>
    /// <param name="trace">Null if the run is not traced.</param>
    public LocalSeat(
        LocalRun run, SeatPlace place, ActorProps props, int throughput, ThreadDispatcher? pinned, ActorTrace? trace)
    {
        Run = run;
        Id = place.Id;
        Path = place.Path;
        Parent = place.Parent;
        _owner = place.Owner;
        _props = props;
        _pinned = pinned;
        Throughput = throughput;
        Trace = trace;
        Queue = new HostQueue(this);
        trace?.Scheduled();
    }

    private sealed record PendingBody(IBody Body, IMessage Item, Occupancy Occupancy);

    /// <summary>Whether it waits for a thread, as a trace of the run wants to know.</summary>
    private static class Readiness
    {
        public const int Idle = 0, Waiting = 1, Running = 2;
    }

    public LocalRun Run { get; }

    public ActorId Id { get; }

    public string Path { get; }

    string ILabIdentity.LabPath => Path;

    /// <summary>Null for one whose parent is none of the lab's actors here.</summary>
    public LocalSeat? Parent { get; }

    /// <summary>Null if the run is not traced.</summary>
    public ActorTrace? Trace { get; }

    /// <summary>The most messages that it handles before others on its dispatcher get a turn.</summary>
    public int Throughput { get; }

    public HostQueue Queue { get; }

    /// <summary>The actor.</summary>
    public IActorRef Ref { get; private set; } = null!;

    IActorRef IActorSeat.Reference => Ref;

    public IInternalActorRef Internal => (IInternalActorRef)Ref;

    /// <summary>Of the turns and sends of its own.</summary>
    public long Turns { get; private set; }

    public long Sends { get; private set; }

    public long Number => Id.Value;

    public SimTime Now => Run.Now;

    public bool IsStopping { get; private set; }

    public bool IsGone => Run.IsOver;

    /// <summary>The seats of the actors below that have not stopped.</summary>
    public IEnumerable<LocalSeat> Below => SeatsBelow(Cell);

    public Akka.Dispatch.Mailbox Mailbox => _mailbox ??= Cell.Mailbox!;

    public ActorCell Cell => (ActorCell)((ActorRefWithCell)Ref).Underlying;

    /// <summary>Null for what is none of the lab's actors on this node.</summary>
    public static LocalSeat? Of(IActorRef? actor) =>
        actor is not null && s_seats.TryGetValue(actor, out LocalSeat? seat) ? seat : null;

    /// <summary>Null for what is none of the lab's actors.</summary>
    public static ILabIdentity? IdentityOf(IActorRef? actor) => actor is RemoteRef remote ? remote : Of(actor);

    public static IEnumerable<LocalSeat> SeatsBelow(ActorCell cell) =>
        cell.GetChildren().Select(ActorSeats.Of).OfType<LocalSeat>();

    /// <summary>An actor sends.</summary>
    /// <param name="sender">What is said to be the sender.</param>
    /// <param name="receiver">The default for the outside.</param>
    /// <param name="message">What.</param>
    /// <param name="known">The sender, if it is an actor of the lab.</param>
    public static SendMark CountSend(IActorRef? sender, ActorId receiver, IMessage message, out ILabIdentity? known)
    {
        known = null;
        LocalSeat? seat = t_inTurn;
        SendMark mark;
        if (seat is not null && ReferenceEquals(seat.Ref, sender))
        {
            seat.Sends++;
            if (seat.Trace is null)
            {
                known = seat;
                return default;
            }

            mark = seat.Trace.NextMessage();
        }
        else
        {
            seat = t_late;
            mark = t_lateMark;
            if (seat is null || !ReferenceEquals(seat.Ref, sender))
            {
                known = sender as RemoteRef;
                if (known is not null || (seat = Of(sender)) is null) return default;
                mark = default;
            }

            seat.Run.CountSend();
        }

        known = seat;
        seat.Trace?.Sent(receiver, message, mark);
        return mark;
    }

    /// <summary>Akka makes the mailbox of the actor.</summary>
    public void BeThatOf(IActorRef actor)
    {
        Ref = actor;
        s_seats.Add(actor, this);
    }

    public RandomStream NewRandom() => new RandomStream(Run.Seed).Split(Path);

    public string PathOf(IActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return Run.PathOf(actor);
    }

    public IScheduledSend SendLater(IActorRef receiver, IMessage message, SimDuration delay)
    {
        SendMark mark = Trace?.NextMessage() ?? default;
        var entry = new TimerQueue.Entry(Run.Timers, () => SendNow(receiver, message, mark), delay);
        // All delays of a turn count from its end: from call to call the clock goes on, and the shorter of two delays could come
        // due later.
        (_later ??= []).Add(entry);
        return entry;
    }

    public void Execute(IBody body, IMessage item, Occupancy occupancy)
    {
        if (_pendingBody is not null) throw new InvalidOperationException("this turn has asked for a body already");
        if (IsStopping) throw new InvalidOperationException("a stopping actor executes nothing");
        _pendingBody = new PendingBody(body, item, occupancy);
    }

    public void Unhandled(object message)
    {
        if (message is IMessage own)
            Run.DeadLetter(DeadLetterReason.Unhandled, IdentityOf(_sender), this, own, Trace?.MarkOf(message) ?? default);
    }

    /// <summary>A message waits for it.</summary>
    public void Woken()
    {
        if (Trace is not null &&
            Interlocked.CompareExchange(ref _readiness, Readiness.Waiting, Readiness.Idle) == Readiness.Idle) Trace.Scheduled();
    }

    public void BeginTurn(object about)
    {
        (IActorRef? sender, long number) = Queue.WayOf(about);
        _sender = sender;
        Turns++;
        if (Trace is not null)
        {
            if (Interlocked.Exchange(ref _readiness, Readiness.Running) == Readiness.Waiting) Trace.Running();
            Trace.BeginTurn(about, IdentityOf(sender)?.Id, number);
        }

        t_inTurn = this;
    }

    public void EndTurn()
    {
        t_inTurn = null;
        _sender = null;
        Trace?.EndTurn();
        if (_later is { Count: > 0 } || _pendingBody is not null) DoWhatWasAsked();
        if (Trace is not null) EndRunning();
    }

    public void FailTurn(object about, Exception failure)
    {
        t_inTurn = null;
        // What a failed turn asked for last is not begun: nobody would know what to do with the result.
        _pendingBody = null;
        Trace?.EndTurn();
        if (_later is { Count: > 0 }) DoWhatWasAsked();
        if (MessageOf(about) is { } message)
        {
            Run.DeadLetter(
                DeadLetterReason.ReceiverFailed, IdentityOf(_sender), this, message, Trace?.MarkOf(about) ?? default);
        }

        _sender = null;
        if (IsStopping) CountFailure(failure);
        if (Trace is not null) EndRunning();
    }

    /// <summary>As the lab's dead letters have it; null for what is no message of the lab's.</summary>
    private static IMessage? MessageOf(object about) =>
        about is Akka.Actor.Terminated terminated ? new EndOf(terminated.ActorRef) : about as IMessage;

    private void SendNow(IActorRef receiver, IMessage message, SendMark mark)
    {
        t_late = this;
        t_lateMark = mark;
        try
        {
            receiver.Tell(message, Ref);
        }
        finally
        {
            t_late = null;
        }
    }

    private void EndRunning()
    {
        if (Queue.HasMessages) return;
        Volatile.Write(ref _readiness, Readiness.Idle);
        // What came meanwhile found it running.
        if (Queue.HasMessages) Woken();
    }

    private void DoWhatWasAsked()
    {
        try
        {
            if (_later is { Count: > 0 })
            {
                Run.Timers.Start(_later, Now);
                _later.Clear();
            }

            if (_pendingBody is not null && !Queue.IsInBody) BeginBody();
        }
        catch (Exception bug)
        {
            Run.Broken(bug);
        }
    }

    private void BeginBody()
    {
        PendingBody pending = _pendingBody!;
        _pendingBody = null;
        if (_machine is null || _machine.IsAbandoned) _machine = Run.CreateMachine(_props.Observer, Trace);
        Trace?.BeginBody(pending.Item);
        if (pending.Occupancy == Occupancy.Synchronous)
        {
            Queue.Front = _machine.Run(pending.Body, pending.Item);
            return;
        }

        Queue.IsInBody = true;
        lock (_endGate) _bodyRuns = true;
        _context ??= new HostContext(Cell.Dispatcher);
        int life = _life;
        _context.Within(_ => _ = RunAsynchronously(_machine, pending, life), null);
    }

    private async Task RunAsynchronously(RealMachine.LocalMachine machine, PendingBody pending, int life)
    {
        try
        {
            IMessage result = await machine.RunAsync(pending.Body, pending.Item);
            if (!TryLeaveBody(machine)) Ref.Tell(new BodyEnded(result, life), ActorRefs.NoSender);
        }
        catch (Exception broken)
        {
            Run.Broken(broken);
        }
    }

    /// <summary>Its asynchronous body has ended; the next message it is given is the result, unless another life asked for
    /// it.</summary>
    public void EndBody(BodyEnded ended)
    {
        Queue.IsInBody = false;
        if (ended.Life == _life) Queue.Front = ended.Result;
        // A fresh instance has asked for one while that of the former one ran.
        else if (_pendingBody is not null) DoWhatWasAsked();
    }
}

/// <summary>Where an actor stands in its run.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Path">From the root.</param>
/// <param name="Parent">Null for one whose parent is none of the lab's actors here.</param>
/// <param name="Owner">What it belongs to then.</param>
internal sealed record SeatPlace(ActorId Id, string Path, LocalSeat? Parent, ISeatOwner? Owner);
