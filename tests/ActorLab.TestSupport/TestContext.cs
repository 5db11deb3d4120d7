using System.Runtime.ExceptionServices;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using LabTerminated = ActorLab.TestSupport.Scripted.Terminated;

namespace ActorLab.TestSupport;

/// <summary>Carries one actor by hand: records all it does, and delivers only what the test says, when the test says
/// it.</summary>
/// <remarks>Nothing happens by itself. What the subject sends to itself is recorded like any other message;
/// <see cref="DeliverOwn"/> hands it over. Its children are not made. Time stands still except in <see cref="Advance"/>, which
/// hands over what the subject has sent itself for later. What the subject throws reaches the test, and the subject goes
/// on.</remarks>
public sealed class TestContext
{
    private readonly Seat _seat;
    private readonly List<ScheduledSend> _timers = [];
    private long _lastId;
    private bool _executedThisTurn;
    private Exception? _failure;

    /// <param name="make">Makes the subject, when it starts and at each restart.</param>
    /// <param name="path">The names from the root.</param>
    /// <param name="seed">Of its chances.</param>
    public TestContext(Func<LabActor> make, string path = "root/subject", ulong seed = 1)
        : this(new ActorProps(make), path, seed)
    {
    }

    private TestContext(ActorProps props, string path, ulong seed)
    {
        _seat = new Seat(this, path, seed);
        _seat.Make(props, null);
    }

    public IActorRef Self => _seat.Ref;

    public SimTime Now { get; private set; }

    /// <summary>What was sent since the last <see cref="TakeSent"/>, in order, messages of a timer to others included.</summary>
    public List<Sent> Sent { get; } = [];

    public List<Spawned> Spawned { get; } = [];

    /// <summary>Actors that the subject has told to stop, itself included.</summary>
    public List<IActorRef> Stopped { get; } = [];

    public List<IActorRef> Watched { get; } = [];

    public List<IActorRef> Unwatched { get; } = [];

    public List<IMessage> UnhandledMessages { get; } = [];

    /// <summary>The body the subject waits for, or null.</summary>
    public Execution? Executing { get; private set; }

    public IReadOnlyList<ScheduledSend> PendingTimers => _timers.FindAll(timer => timer.IsPending);

    /// <summary>Makes up an actor.</summary>
    public IActorRef Actor(string path) => new TestActorRef(++_lastId, path);

    /// <summary>Makes the subject and gives it its first turn.</summary>
    public void Start() => Do(() => { });

    /// <summary>Gives the subject one turn. A message from others cannot come while a body runs.</summary>
    /// <param name="message">A message, or what a life brings: <see cref="Started"/>, <see cref="Restarted"/>,
    /// <see cref="Stopping"/>, or <see cref="LabTerminated"/> of an actor that it watches.</param>
    /// <param name="sender">Null for none.</param>
    public void Deliver(object message, IActorRef? sender = null)
    {
        Invariant.Check(Executing is null, $"{_seat.Path} waits for a body and cannot handle {message}");
        switch (message)
        {
            case Started: Start(); break;
            case Restarted(var cause): Do(() => Restart(cause)); break;
            case Stopping: GiveOut(PoisonPill.Instance, null); break;
            case LabTerminated(var gone): Do(() => TellEnd(gone)); break;
            default: GiveOut(message, sender); break;
        }
    }

    /// <summary>Ends the running body with this result.</summary>
    public void CompleteBody(IMessage result) => GiveOut(new BodyCompleted(TakeExecution().Item, result), null);

    /// <summary>Ends the running body with this exception.</summary>
    public void FailBody(Exception cause) => GiveOut(new BodyFailed(TakeExecution().Item, cause), null);

    /// <summary>Hands the first recorded message of the subject to itself over to it.</summary>
    public void DeliverOwn()
    {
        int index = Sent.FindIndex(sent => sent.Receiver == Self);
        Invariant.Check(index >= 0, $"{_seat.Path} has sent itself nothing");
        IMessage message = Sent[index].Message;
        Sent.RemoveAt(index);
        Deliver(message, Self);
    }

    /// <summary>Moves time, and sends what falls due on the way, in the order of (time, order of sending).</summary>
    public void Advance(SimDuration duration)
    {
        SimTime until = Now + duration;
        while (NextDue(until) is { } timer)
        {
            Now = timer.Due;
            _timers.Remove(timer);
            timer.End();
            if (timer.Receiver == Self) Deliver(timer.Message);
            else Sent.Add(new Sent(timer.Receiver, timer.Message));
        }

        Now = until;
    }

    /// <summary>Returns what was sent and forgets it.</summary>
    public IReadOnlyList<Sent> TakeSent()
    {
        Sent[] taken = [.. Sent];
        Sent.Clear();
        return taken;
    }

    private void GiveOut(object message, IActorRef? sender)
    {
        _seat.GiveOut(message, sender);
        ThrowFailure();
    }

    private void Do(Action what)
    {
        _seat.World.Run(() =>
        {
            _seat.Release();
            what();
        });
        ThrowFailure();
    }

    private void Restart(Exception cause)
    {
        _seat.Ref.Suspend();
        _seat.Ref.Restart(cause);
    }

    private void TellEnd(IActorRef gone)
    {
        Invariant.Check(Watched.Contains(gone), $"{_seat.Path} does not watch {gone}");
        _seat.Ref.SendSystemMessage(new DeathWatchNotification(gone, existenceConfirmed: true, addressTerminated: false));
    }

    private void ThrowFailure()
    {
        Exception? failure = _failure;
        _failure = null;
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }

    private Execution TakeExecution()
    {
        Execution? execution = Executing;
        Invariant.Check(execution is not null, $"{_seat.Path} waits for no body");
        Executing = null;
        return execution;
    }

    private ScheduledSend? NextDue(SimTime until)
    {
        ScheduledSend? next = null;
        foreach (ScheduledSend timer in _timers)
            if (timer.IsPending && timer.Due <= until && (next is null || timer.Due < next.Due)) next = timer;
        return next;
    }

    private void Record(IActorRef receiver, object message)
    {
        if (message is PoisonPill) Stopped.Add(receiver);
        else if (message is IMessage told) Sent.Add(new Sent(receiver, told));
        else throw new NotSupportedException($"{receiver} is told {message}, which is no message of the lab");
    }

    private sealed class Seat(TestContext context, string path, ulong seed) : TestSeat(path, 1)
    {
        public override SimTime Now => context.Now;

        public override TestWorld World { get; } = TestWorld.Own;

        public override RandomStream NewRandom() => new RandomStream(seed).Split(Path);

        public override string PathOf(IActorRef actor) => actor.TestPath();

        public override void Execute(IBody body, IMessage item, Occupancy occupancy)
        {
            if (IsStopping) throw new InvalidOperationException("a stopping actor executes nothing");
            if (context._executedThisTurn) throw new InvalidOperationException("this turn has asked for a body already");
            context._executedThisTurn = true;
            context.Executing = new Execution(body, item, occupancy);
        }

        public override IScheduledSend SendLater(IActorRef receiver, IMessage message, SimDuration delay)
        {
            var timer = new ScheduledSend(receiver, message, delay > SimDuration.Zero ? Now + delay : Now);
            context._timers.Add(timer);
            return timer;
        }

        public override IActorRef Spawn(ActorProps props)
        {
            IActorRef child = context.Actor($"{Path}/{props.Name ?? $"${context.Spawned.Count + 1}"}");
            context.Spawned.Add(new Spawned(child, props));
            return child;
        }

        public override void Unhandled(object message)
        {
            if (message is IMessage unknown) context.UnhandledMessages.Add(unknown);
        }

        public override void BeginTurn(object about)
        {
            base.BeginTurn(about);
            context._executedThisTurn = false;
        }

        public override void Tell(TestActorRef receiver, object message) => context.Record(receiver, message);

        public override void Watch(TestActorRef subject) => context.Watched.Add(subject);

        public override void Unwatch(TestActorRef subject) => context.Unwatched.Add(subject);

        protected override bool Takes(object message, IActorRef sender)
        {
            // That a watched actor has ended, the subject's cell tells the subject.
            if (message is Akka.Actor.Terminated) return true;
            context.Record(Ref, message);
            return false;
        }

        protected override void Fail(Exception failure) => context._failure ??= failure;
    }
}
