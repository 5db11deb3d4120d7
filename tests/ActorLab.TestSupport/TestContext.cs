using ActorLab.Core.Actors;
using ActorLab.Core.Machine;

namespace ActorLab.TestSupport;

/// <summary>Carries one actor by hand: records all it does, and delivers only what the test says, when the test says it.</summary>
/// <remarks>Nothing happens by itself. What the subject sends to itself is recorded like any other message; <see cref="DeliverOwn"/> hands it over. Time stands still except in
/// <see cref="Advance"/>, which hands over what the subject has sent itself for later.</remarks>
public sealed class TestContext : IActorContext
{
    private readonly IActor _subject;
    private readonly List<ScheduledSend> _timers = [];
    private long _lastId;
    private bool _executedThisTurn;

    public TestContext(IActor subject, string path = "root/subject", ulong seed = 1)
    {
        _subject = subject;
        Self = Actor(path);
        Random = new RandomStream(seed).Split(path);
    }

    public IActorRef Self { get; }

    public IActorRef? Sender { get; private set; }

    public string PathOf(IActorRef actor) => ((TestActorRef)actor).LabPath;

    public SimTime Now { get; private set; }

    public RandomStream Random { get; }

    /// <summary>What was sent since the last <see cref="TakeSent"/>, in order, messages of a timer to others included.</summary>
    public List<Sent> Sent { get; } = [];

    public List<Spawned> Spawned { get; } = [];

    public List<IActorRef> Stopped { get; } = [];

    public List<IActorRef> Watched { get; } = [];

    public List<IActorRef> Unwatched { get; } = [];

    public List<IMessage> UnhandledMessages { get; } = [];

    /// <summary>The body the subject waits for, or null.</summary>
    public Execution? Executing { get; private set; }

    public IReadOnlyList<ScheduledSend> PendingTimers => _timers.FindAll(timer => timer.IsPending);

    /// <summary>Makes up an actor.</summary>
    public IActorRef Actor(string path) => new TestActorRef(++_lastId, path);

    public void Start() => Deliver(Started.Instance);

    /// <summary>Gives the subject one turn. A message from others cannot come while a body runs.</summary>
    public void Deliver(IMessage message, IActorRef? sender = null)
    {
        Invariant.Check(Executing is null, $"{Self} waits for a body and cannot handle {message}");
        Turn(message, sender);
    }

    /// <summary>Ends the running body with this result.</summary>
    public void CompleteBody(IMessage result) => Turn(new BodyCompleted(TakeExecution().Item, result), null);

    /// <summary>Ends the running body with this exception.</summary>
    public void FailBody(Exception cause) => Turn(new BodyFailed(TakeExecution().Item, cause), null);

    /// <summary>Hands the first recorded message of the subject to itself over to it.</summary>
    public void DeliverOwn()
    {
        int index = Sent.FindIndex(sent => sent.Receiver == Self);
        Invariant.Check(index >= 0, $"{Self} has sent itself nothing");
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

    void IActorContext.Send(IActorRef receiver, IMessage message) => Sent.Add(new Sent(receiver, message));

    IScheduledSend IActorContext.SendLater(IActorRef receiver, IMessage message, SimDuration delay)
    {
        var timer = new ScheduledSend(receiver, message, delay > SimDuration.Zero ? Now + delay : Now);
        _timers.Add(timer);
        return timer;
    }

    IActorRef IActorContext.Spawn(ActorProps props)
    {
        IActorRef child = Actor($"{PathOf(Self)}/{props.Name ?? $"${Spawned.Count + 1}"}");
        Spawned.Add(new Spawned(child, props));
        return child;
    }

    void IActorContext.Stop(IActorRef actor) => Stopped.Add(actor);

    void IActorContext.Watch(IActorRef actor) => Watched.Add(actor);

    void IActorContext.Unwatch(IActorRef actor) => Unwatched.Add(actor);

    void IActorContext.Execute(IBody body, IMessage item, Occupancy occupancy)
    {
        if (_executedThisTurn) throw new InvalidOperationException("this turn has asked for a body already");
        _executedThisTurn = true;
        Executing = new Execution(body, item, occupancy);
    }

    void IActorContext.Unhandled(IMessage message) => UnhandledMessages.Add(message);

    private void Turn(IMessage message, IActorRef? sender)
    {
        Sender = sender;
        _executedThisTurn = false;
        _subject.Receive(this, message);
        Sender = null;
    }

    private Execution TakeExecution()
    {
        Execution? execution = Executing;
        Invariant.Check(execution is not null, $"{Self} waits for no body");
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
}
