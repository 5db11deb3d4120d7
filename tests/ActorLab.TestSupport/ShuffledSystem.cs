using ActorLab.Core.Actors;
using ActorLab.Core.Machine;

namespace ActorLab.TestSupport;

/// <summary>Runs a few actors in an order drawn from a seed: any interleaving that keeps the messages of each pair in order can come up.</summary>
/// <remarks>A model of the contract that is as small as its purpose allows. Bodies must complete at once and touch no machine. An exception of an actor reaches the test, since
/// supervision is the engines' business; <see cref="Kill"/> ends an actor as <c>Stop</c> supervision would. Stopping an actor ends its children without draining them.</remarks>
public sealed class ShuffledSystem
{
    private readonly RandomStream _random;
    private readonly List<Seat> _seats = [];
    private readonly List<Channel> _channels = [];
    private readonly List<ScheduledSend> _timers = [];
    private readonly ulong _seed;

    public ShuffledSystem(ulong seed)
    {
        _seed = seed;
        _random = new RandomStream(seed).Split("shuffle");
        Outside = AddSeat("outside", null, null).Ref;
    }

    /// <summary>What is sent here is kept in <see cref="Outbox"/>.</summary>
    public IActorRef Outside { get; }

    public List<IMessage> Outbox { get; } = [];

    public List<DeadLetter> DeadLetters { get; } = [];

    /// <summary>Sees sender, receiver and message of everything that is delivered, before it is handled.</summary>
    public Action<IActorRef, IActorRef, IMessage>? OnDeliver { get; set; }

    public SimTime Now { get; private set; }

    public long Steps { get; private set; }

    /// <summary>All living actors but the outside, in the order in which they were started.</summary>
    public IReadOnlyList<IActorRef> Living => _seats.FindAll(seat => seat.IsAlive && seat.Ref != Outside).ConvertAll(seat => seat.Ref);

    public IActorRef Spawn(ActorProps props) => Spawn(props, null);

    /// <summary>Puts a message at the end of what <paramref name="sender"/> has sent to <paramref name="receiver"/>.</summary>
    public void Inject(IActorRef sender, IActorRef receiver, IMessage message) => ChannelOf(sender, receiver).Waiting.Enqueue(message);

    /// <summary>Ends an actor on the spot, with what it was doing; its watchers are told.</summary>
    /// <param name="actor">Who dies.</param>
    /// <param name="lostTo">What it has sent there and was not handled yet is lost, as happens when a node dies; null for nothing.</param>
    public void Kill(IActorRef actor, IActorRef? lostTo = null)
    {
        if (lostTo is not null) ChannelOf(actor, lostTo).Waiting.Clear();
        Terminate(SeatOf(actor));
    }

    /// <summary>Does one thing that can happen now; when nothing can, moves time to the next timer. A timer now and then comes first, as if others were slow.</summary>
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
        return true;
    }

    public override string ToString() => $"seed {_seed}, step {Steps}, {Now}";

    private IActorRef Spawn(ActorProps props, Seat? parent)
    {
        string path = parent is null ? props.Name ?? $"${_seats.Count}" : $"{parent.LabPath}/{props.Name ?? $"${_seats.Count}"}";
        if (_seats.Exists(seat => seat.IsAlive && seat.LabPath == path)) throw new ArgumentException($"{path} lives already", nameof(props));
        Seat child = AddSeat(path, parent, props.Carried!());
        Inject(child.Ref, child.Ref, Started.Instance);
        return child.Ref;
    }

    private Seat AddSeat(string path, Seat? parent, IActor? actor)
    {
        var seat = new Seat(this, new TestActorRef(_seats.Count + 1, path), parent, actor);
        _seats.Add(seat);
        return seat;
    }

    private Seat SeatOf(IActorRef actor) => _seats[(int)actor.Path.Uid - 1];

    private Channel ChannelOf(IActorRef sender, IActorRef receiver)
    {
        Channel? channel = _channels.Find(c => c.Sender.Ref == sender && c.Receiver.Ref == receiver);
        if (channel is not null) return channel;
        channel = new Channel(SeatOf(sender), SeatOf(receiver));
        _channels.Add(channel);
        return channel;
    }

    private void Deliver(Channel channel)
    {
        IMessage message = channel.Waiting.Dequeue();
        Seat receiver = channel.Receiver;
        OnDeliver?.Invoke(channel.Sender.Ref, receiver.Ref, message);
        if (receiver.Ref == Outside) Outbox.Add(message);
        else if (message is StopRequest) Stop(receiver);
        else if (!receiver.IsAlive) DeadLetters.Add(new DeadLetter(DeadLetterReason.ReceiverStopped, channel.Sender.LabPath, receiver.LabPath, message));
        else if (message is Terminated(var gone) && !receiver.Watching.Remove(gone)) return;
        else receiver.Turn(message is Started or Terminated ? null : channel.Sender.Ref, message);
    }

    private void Stop(Seat seat)
    {
        if (!seat.IsAlive) return;
        foreach (Seat child in _seats.FindAll(c => c.IsAlive && c.Parent == seat)) Terminate(child);
        seat.Turn(null, Stopping.Instance);
        Terminate(seat);
    }

    private void Terminate(Seat seat)
    {
        if (!seat.IsAlive) return;
        foreach (Seat child in _seats.FindAll(c => c.IsAlive && c.Parent == seat)) Terminate(child);
        seat.End();
        foreach (Seat watcher in _seats.FindAll(c => c.Watching.Contains(seat.Ref))) Inject(seat.Ref, watcher.Ref, new Terminated(seat.Ref));
    }

    private static void EndBody(Seat seat)
    {
        Execution execution = seat.Running!;
        seat.ClearRunning();
        seat.Turn(null, Run(execution));
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
        _timers.RemoveAll(timer => !timer.IsPending || !SeatOf(timer.Receiver).IsAlive);
        if (_timers.Count == 0) return false;
        ScheduledSend next = _timers[0];
        foreach (ScheduledSend timer in _timers)
            if (timer.Due < next.Due) next = timer;
        next.End();
        if (next.Due > Now) Now = next.Due;
        Inject(next.Receiver, next.Receiver, next.Message);
        return true;
    }

    private sealed record StopRequest : IMessage;

    private sealed class Channel(Seat sender, Seat receiver)
    {
        public Seat Sender { get; } = sender;

        public Seat Receiver { get; } = receiver;

        public Queue<IMessage> Waiting { get; } = new();

        public bool IsReady => Waiting.Count > 0 && Receiver.Running is null && (Receiver.HasStarted || Waiting.Peek() is Started || !Receiver.IsAlive);
    }

    private sealed class Seat(ShuffledSystem system, IActorRef self, Seat? parent, IActor? actor) : IActorContext
    {
        public IActorRef Ref => self;

        public string LabPath => ((TestActorRef)self).LabPath;

        public Seat? Parent => parent;

        public bool IsAlive { get; private set; } = true;

        public bool HasStarted { get; private set; } = actor is null;

        public Execution? Running { get; private set; }

        public HashSet<IActorRef> Watching { get; } = [];

        public IActorRef Self => self;

        public IActorRef? Sender { get; private set; }

        public string PathOf(IActorRef actor) => ((TestActorRef)actor).LabPath;

        public SimTime Now => system.Now;

        public RandomStream Random { get; } = new RandomStream(system._seed).Split(((TestActorRef)self).LabPath);

        public void Turn(IActorRef? sender, IMessage message)
        {
            HasStarted = true;
            Sender = sender;
            actor!.Receive(this, message);
        }

        public void End()
        {
            IsAlive = false;
            Running = null;
            Watching.Clear();
        }

        public void ClearRunning() => Running = null;

        public void Send(IActorRef receiver, IMessage message) => system.Inject(self, receiver, message);

        public IScheduledSend SendLater(IActorRef receiver, IMessage message, SimDuration delay)
        {
            var timer = new ScheduledSend(receiver, message, Now + delay);
            system._timers.Add(timer);
            return timer;
        }

        public IActorRef Spawn(ActorProps props) => system.Spawn(props, this);

        public void Stop(IActorRef other) => system.Inject(self, other, new StopRequest());

        public void Watch(IActorRef other)
        {
            Watching.Add(other);
            if (!system.SeatOf(other).IsAlive) system.Inject(other, self, new Terminated(other));
        }

        public void Unwatch(IActorRef other) => Watching.Remove(other);

        public void Execute(IBody body, IMessage item, Occupancy occupancy = Occupancy.Synchronous)
        {
            if (Running is not null) throw new InvalidOperationException("this turn has asked for a body already");
            Running = new Execution(body, item, occupancy);
        }

        public void Unhandled(IMessage message) =>
            system.DeadLetters.Add(new DeadLetter(DeadLetterReason.Unhandled, Sender is null ? null : PathOf(Sender), PathOf(self), message));
    }
}
