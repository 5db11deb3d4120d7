using System.Runtime.ExceptionServices;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using LabTerminated = ActorLab.TestSupport.Scripted.Terminated;

namespace ActorLab.TestSupport;

/// <summary>Runs a few actors in an order drawn from a seed: any interleaving that keeps the messages of each pair in order can
/// come up.</summary>
/// <remarks>The actors are Akka's; only what they say to each other goes through channels of this system. Bodies must complete at
/// once and touch no machine. An exception of an actor reaches the test, since supervision is the engines' business;
/// <see cref="Kill"/> ends an actor as <c>Stop</c> supervision would.</remarks>
public sealed class ShuffledSystem
{
    private readonly RandomStream _random;
    private readonly TestWorld _world = TestWorld.Own;
    private readonly List<Seat> _seats = [];
    private readonly Dictionary<IActorRef, Seat> _seatOf = new(ActorRefComparer.Instance);
    private readonly List<Channel> _channels = [];
    private readonly List<ScheduledSend> _timers = [];
    private readonly ulong _seed;
    private Exception? _failure;

    public ShuffledSystem(ulong seed)
    {
        _seed = seed;
        _random = new RandomStream(seed).Split("shuffle");
        Outside = new OutsideRef(this);
    }

    /// <summary>What is sent here is kept in <see cref="Outbox"/>.</summary>
    public IActorRef Outside { get; }

    public List<IMessage> Outbox { get; } = [];

    /// <summary>Sees sender, receiver and message of everything that is delivered, before it is handled.</summary>
    public Action<IActorRef, IActorRef, IMessage>? OnDeliver { get; set; }

    public SimTime Now { get; private set; }

    public long Steps { get; private set; }

    /// <summary>All living actors but the outside, in the order in which they were started.</summary>
    public IReadOnlyList<IActorRef> Living => _seats.FindAll(seat => !seat.HasStopped).ConvertAll(IActorRef (seat) => seat.Ref);

    public IActorRef Spawn(ActorProps props) => Spawn(props, null);

    /// <summary>Puts a message at the end of what <paramref name="sender"/> has sent to <paramref name="receiver"/>.</summary>
    public void Inject(IActorRef sender, IActorRef receiver, IMessage message) =>
        ChannelOf(sender, receiver).Waiting.Enqueue(message);

    /// <summary>Ends an actor on the spot, with its children and what they were doing; its watchers are told.</summary>
    /// <param name="actor">Lives, or nothing happens.</param>
    /// <param name="lostTo">What it has sent there and was not handled yet is lost, as happens when a node dies; null for
    /// nothing.</param>
    public void Kill(IActorRef actor, IActorRef? lostTo = null)
    {
        if (lostTo is not null) ChannelOf(actor, lostTo).Waiting.Clear();
        Seat seat = _seatOf[actor];
        if (seat.HasStopped) return;
        foreach (Seat below in _seats.FindAll(s => s.IsBelow(seat))) below.IsGone = true;
        _world.Run(() =>
        {
            seat.Ref.Stop();
            foreach (Seat below in _seats.FindAll(s => s.IsGone)) below.Release();
        });
        ThrowFailure();
    }

    /// <summary>Does one thing that can happen now; when nothing can, moves time to the next timer. A timer now and then comes
    /// first, as if others were slow.</summary>
    /// <returns>False when nothing will ever happen again.</returns>
    public bool Step()
    {
        Steps++;
        if (_random.NextInt64(0, 31) == 0 && FireTimer()) return true;
        List<Channel> ready = _channels.FindAll(channel => channel.IsReady);
        List<Seat> running = _seats.FindAll(seat => seat.Running is not null);
        int choices = ready.Count + running.Count;
        if (choices == 0) return FireTimer();
        int choice = (int)_random.NextInt64(0, choices - 1);
        if (choice < ready.Count) Deliver(ready[choice]);
        else EndBody(running[choice - ready.Count]);
        ThrowFailure();
        return true;
    }

    public override string ToString() => $"seed {_seed}, step {Steps}, {Now}";

    private IActorRef Spawn(ActorProps props, Seat? parent)
    {
        string name = props.Name ?? $"${_seats.Count + 1}", path = parent is null ? name : $"{parent.Path}/{name}";
        if (_seats.Exists(s => !s.HasStopped && s.Path == path))
            throw new ArgumentException($"{path} lives already", nameof(props));
        var child = new Seat(this, path, parent, _seats.Count + 1);
        child.Make(props, parent);
        _seats.Add(child);
        _seatOf.Add(child.Ref, child);
        Inject(child.Ref, child.Ref, Started.Instance);
        return child.Ref;
    }

    private Channel ChannelOf(IActorRef sender, IActorRef receiver)
    {
        Channel? channel = _channels.Find(c => c.Sender.Equals(sender) && c.Receiver.Equals(receiver));
        if (channel is not null) return channel;
        channel = new Channel(sender, receiver, _seatOf.GetValueOrDefault(receiver));
        _channels.Add(channel);
        return channel;
    }

    private void Deliver(Channel channel)
    {
        IMessage message = channel.Waiting.Dequeue();
        OnDeliver?.Invoke(channel.Sender, channel.Receiver, message);
        if (channel.Seat is not { } receiver)
        {
            Outbox.Add(message);
            return;
        }

        if (receiver.HasStopped) return;
        switch (message)
        {
            case Started: _world.Run(receiver.Release); break;
            case StopRequest: receiver.GiveOut(PoisonPill.Instance, null); break;
            case LabTerminated(var gone):
                receiver.GiveOut(new Akka.Actor.Terminated(gone, existenceConfirmed: true, addressTerminated: false), gone);
                break;
            default: receiver.GiveOut(message, channel.Sender); break;
        }
    }

    private static void EndBody(Seat seat)
    {
        Execution execution = seat.Running!;
        seat.ClearRunning();
        seat.GiveOut(Run(execution), null);
    }

    private static IMessage Run(Execution execution)
    {
        try
        {
            ValueTask<IMessage> result = execution.Body.RunAsync(null!, execution.Item);
            Invariant.Check(result.IsCompleted, "a body of the shuffled system must complete at once");
            return new BodyCompleted(execution.Item, result.Result);
        }
        catch (Exception cause) when (cause is not InvariantViolatedException)
        {
            return new BodyFailed(execution.Item, cause);
        }
    }

    private bool FireTimer()
    {
        _timers.RemoveAll(timer => !timer.IsPending || _seatOf.GetValueOrDefault(timer.Receiver) is { HasStopped: true });
        if (_timers.Count == 0) return false;
        ScheduledSend next = _timers[0];
        foreach (ScheduledSend timer in _timers)
            if (timer.Due < next.Due) next = timer;
        next.End();
        if (next.Due > Now) Now = next.Due;
        Inject(next.Receiver, next.Receiver, next.Message);
        return true;
    }

    private void ThrowFailure()
    {
        Exception? failure = _failure;
        _failure = null;
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }

    private sealed record StopRequest : IMessage;

    /// <param name="seat">Of the receiver; null for the outside.</param>
    private sealed class Channel(IActorRef sender, IActorRef receiver, Seat? seat)
    {
        public IActorRef Sender => sender;

        public IActorRef Receiver => receiver;

        public Seat? Seat => seat;

        public Queue<IMessage> Waiting { get; } = new();

        public bool IsReady => Waiting.Count > 0 && (seat is null || seat.HasStopped
            || (seat.Running is null && !seat.IsStopping && (!seat.IsHeld || Waiting.Peek() is Started)));
    }

    private sealed class OutsideRef(ShuffledSystem system) : TestActorRef(0, "outside")
    {
        protected override void TellInternal(object message, IActorRef sender)
        {
            if (message is IMessage told) system.Inject(((Seat)TestTurn.Current!).Ref, this, told);
        }
    }

    private sealed class Seat(ShuffledSystem system, string path, Seat? parent, long number) : TestSeat(path, number)
    {
        public Execution? Running { get; private set; }

        public override SimTime Now => system.Now;

        public override TestWorld World => system._world;

        public void ClearRunning() => Running = null;

        public bool IsBelow(Seat other) => this == other || (parent is not null && parent.IsBelow(other));

        public override RandomStream NewRandom() => new RandomStream(system._seed).Split(Path);

        public override string PathOf(IActorRef actor) => actor.TestPath();

        public override void Execute(IBody body, IMessage item, Occupancy occupancy)
        {
            if (IsStopping) throw new InvalidOperationException("a stopping actor executes nothing");
            if (Running is not null) throw new InvalidOperationException("this turn has asked for a body already");
            Running = new Execution(body, item, occupancy);
        }

        public override IScheduledSend SendLater(IActorRef receiver, IMessage message, SimDuration delay)
        {
            var timer = new ScheduledSend(receiver, message, Now + delay);
            system._timers.Add(timer);
            return timer;
        }

        public override IActorRef Spawn(ActorProps props) => system.Spawn(props, this);

        public override void Unhandled(object message)
        {
        }

        public override void Stopped()
        {
            base.Stopped();
            Running = null;
        }

        public override void Tell(TestActorRef receiver, object message) =>
            throw new NotSupportedException($"{receiver} is no actor of this system");

        public override void Watch(TestActorRef subject) => throw new NotSupportedException($"{subject} never ends");

        public override void Unwatch(TestActorRef subject)
        {
        }

        protected override bool Takes(object message, IActorRef sender)
        {
            // Without a turn, an actor that stops tells its children to, or the system tells that one has ended.
            IActorRef from = Current is Seat turn ? turn.Ref : parent?.Ref ?? Ref;
            switch (message)
            {
                case PoisonPill: system.Inject(from, Ref, new StopRequest()); break;
                case Akka.Actor.Terminated end: system.Inject(end.ActorRef, Ref, new LabTerminated(end.ActorRef)); break;
                case IMessage told: system.Inject(from, Ref, told); break;
                default: throw new NotSupportedException($"{Path} is told {message}, which is no message of the lab");
            }

            return false;
        }

        protected override void Fail(Exception failure) => system._failure ??= failure;
    }
}
