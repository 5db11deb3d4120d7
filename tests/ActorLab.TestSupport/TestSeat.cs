using System.Runtime.CompilerServices;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;

namespace ActorLab.TestSupport;

/// <summary>What a harness is told while one of its actors has a turn.</summary>
internal abstract class TestTurn
{
    [ThreadStatic]
    private static TestTurn? t_current;

    /// <summary>That of the actor which has a turn on this thread; null if none has.</summary>
    public static TestTurn? Current
    {
        get => t_current;
        set => t_current = value;
    }

    /// <summary>The actor tells an actor that exists only in the test.</summary>
    public abstract void Tell(TestActorRef receiver, object message);

    public abstract void Watch(TestActorRef subject);

    public abstract void Unwatch(TestActorRef subject);
}

/// <summary>The seat of an actor whose messages a test gives out.</summary>
internal abstract class TestSeat : TestTurn, IActorSeat
{
    private static readonly ConditionalWeakTable<IActorRef, TestSeat> s_all = [];
    private bool _givesOut;

    /// <param name="path">The names from the root.</param>
    /// <param name="number">Among the actors of the test.</param>
    protected TestSeat(string path, long number) => (Path, Number) = (path, number);

    public string Path { get; }

    public long Number { get; }

    public ActorRefWithCell Ref { get; private set; } = null!;

    IActorRef IActorSeat.Reference => Ref;

    public bool IsStopping { get; private set; }

    public bool HasStopped { get; private set; }

    public bool IsGone { get; set; }

    /// <summary>It is not made before the test says so.</summary>
    public bool IsHeld { get; private set; } = true;

    /// <summary>Its turn, which waits for <see cref="Release"/>.</summary>
    public Akka.Dispatch.IRunnable? Held { get; set; }

    public abstract SimTime Now { get; }

    public abstract TestWorld World { get; }

    public static TestSeat Of(IActorRef actor) =>
        s_all.TryGetValue(actor, out TestSeat? seat) ? seat : throw new ArgumentException($"{actor} is no actor of this test");

    /// <param name="props">What lives here.</param>
    /// <param name="parent">Null for a root.</param>
    public void Make(ActorProps props, TestSeat? parent)
    {
        Ref = World.Make(this, props, parent?.Ref);
        s_all.Add(Ref, this);
    }

    /// <summary>Has the actor made, if it has not been.</summary>
    public void Release()
    {
        if (!IsHeld) return;
        IsHeld = false;
        World.Release(this);
    }

    /// <summary>The actor handles a message now.</summary>
    public void GiveOut(object message, IActorRef? sender)
    {
        Release();
        World.Run(() =>
        {
            _givesOut = true;
            Ref.Tell(message, sender ?? ActorRefs.NoSender);
            _givesOut = false;
        });
    }

    /// <summary>Its mailbox is told something.</summary>
    /// <returns>True if it is to be given out.</returns>
    public bool Takes(in Envelope envelope)
    {
        if (_givesOut) return true;
        return Takes(envelope.Message, envelope.Sender);
    }

    public abstract RandomStream NewRandom();

    public abstract string PathOf(IActorRef actor);

    public abstract void Execute(IBody body, IMessage item, Occupancy occupancy);

    public abstract IScheduledSend SendLater(IActorRef receiver, IMessage message, SimDuration delay);

    public abstract IActorRef Spawn(ActorProps props);

    public abstract void Unhandled(object message);

    public virtual void BeginTurn(object about) => Current = this;

    public void EndTurn() => Current = null;

    public void FailTurn(object about, Exception failure)
    {
        Current = null;
        Fail(failure);
    }

    void IActorSeat.ForgetInstance()
    {
        IsStopping = false;
        // The instance may have last words.
        Current = this;
    }

    Restarted IActorSeat.BeginAgain(Exception cause)
    {
        var restarted = new Restarted(ActorFailures.CauseOf(cause));
        BeginTurn(restarted);
        return restarted;
    }

    void IActorSeat.BeginStop() => IsStopping = true;

    void IActorSeat.ChildGone(IActorRef child)
    {
    }

    /// <summary>Its failure is the test's, and it goes on.</summary>
    Directive IActorSeat.Decide(Exception failure)
    {
        Fail(ActorFailures.CauseOf(failure));
        return ActorFailures.IsOfMaking(failure, Ref) ? Directive.Stop : Directive.Resume;
    }

    public virtual void Stopped() => HasStopped = true;

    /// <returns>True if it is to be given out.</returns>
    protected abstract bool Takes(object message, IActorRef sender);

    protected abstract void Fail(Exception failure);
}
