using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Trace;
using ActorLab.Simulation.Hosting;

namespace ActorLab.Simulation.Cells;

/// <summary>In the order of the messages: stop once all before it is handled.</summary>
internal sealed record StopRequest : IHostSignal
{
    public static readonly StopRequest Instance = new();
}

/// <content>Birth, failure and death of an actor.</content>
internal sealed partial class SimulatedActor
{
    private HashSet<SimulatedActor>? _watching;
    private Dictionary<string, SimulatedActor>? _children;
    private SimulatedActor? _firstChild;
    private SimulatedActor? _lastChild;
    private SimulatedActor? _previousSibling;
    private SimulatedActor? _nextSibling;
    private long _unnamedChildren;
    private Supervision? _supervision;

    /// <summary>The failure that its end makes the parent's.</summary>
    private Exception? _escalated;

    /// <summary>The failure that stopped it.</summary>
    private Exception? _fatal;

    /// <summary>What a child has escalated, as this actor sees it.</summary>
    private (Exception Original, Exception Seen) _fromBelow;

    private bool _isStillborn;

    /// <summary>Why no instance could be made.</summary>
    private Exception? _unborn;

    /// <summary>No children and no bodies any more.</summary>
    private bool _stopping;

    /// <summary>Waits for its children to stop.</summary>
    private bool _stopsChildren;

    public bool HasStopped { get; private set; }

    public SimulatedActor Spawn(ActorProps props)
    {
        if (_stopping) throw new InvalidOperationException("a stopping actor has no new children");
        _children ??= new Dictionary<string, SimulatedActor>(StringComparer.Ordinal);
        string name = props.Name ?? NextFreeName();
        if (name.Length == 0 || name.Contains('/', StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{name}' is no name for an actor: it must not be empty or hold a '/'");
        }

        if (_children.ContainsKey(name)) throw new ArgumentException($"{Path} has a living child '{name}' already");
        SimulatedActor child = Run.Create(this, props, $"{Path}/{name}");
        if (child.HasStopped) return child;
        _children.Add(name, child);
        child._previousSibling = _lastChild;
        if (_lastChild is null) _firstChild = child;
        else _lastChild._nextSibling = child;
        _lastChild = child;
        return child;
    }

    public void RequestStop() => PostOfEngine(StopRequest.Instance);

    public void Watch(SimulatedActor target)
    {
        if (target == this || !(_watching ??= []).Add(target)) return;
        Context.Watch(target.Host);
    }

    public void Unwatch(SimulatedActor target)
    {
        if (_watching?.Remove(target) == true) Context.Unwatch(target.Host);
    }

    /// <summary>It is told of the end of an actor that it does not watch any more.</summary>
    public bool IsForgotten(object message) =>
        message is Akka.Actor.Terminated terminated && _watching?.Contains(Run.ActorOf(terminated.ActorRef)!) != true;

    /// <summary>This actor and all below it that live, parents before children, the older sibling first.</summary>
    public IEnumerable<SimulatedActor> Living()
    {
        var open = new Stack<SimulatedActor>();
        if (!HasStopped) open.Push(this);
        while (open.TryPop(out SimulatedActor? actor))
        {
            yield return actor;
            for (SimulatedActor? child = actor._lastChild; child is not null; child = child._previousSibling) open.Push(child);
        }
    }

    /// <summary>The run is over before this actor was: what waits for it is lost.</summary>
    public void AbandonMailbox() => DiscardMailbox(DeadLetterReason.RunEnded);

    /// <summary>It has failed; its own policy, which its parent has given it, decides.</summary>
    public SupervisionDirective Fail(Exception thrown)
    {
        Exception failure = thrown == _fromBelow.Original ? _fromBelow.Seen : thrown;
        (SupervisionDirective directive, failure) =
            _isStillborn ? (SupervisionDirective.Stop, failure) : Supervision.Decide(failure);
        Run.CountFailure(this, failure);
        if (failure is InvariantViolatedException) Run.End(RunOutcome.Failed, $"{Path}: {failure.Message}", failure);
        switch (directive)
        {
            // Without an instance there is nothing to go on with.
            case SupervisionDirective.Resume when _instance is null:
            case SupervisionDirective.Restart when !Supervision.TryRestart(new SimTime(Run.Now)):
            case SupervisionDirective.Stop:
                _fatal = failure;
                return SupervisionDirective.Stop;
            case SupervisionDirective.Escalate:
                _escalated = failure;
                if (_parent is null) return SupervisionDirective.Stop;
                _parent._fromBelow = (thrown, AsSeenFrom(_parent, failure));
                return SupervisionDirective.Escalate;
            default:
                return directive;
        }
    }

    /// <summary>It is about to be restarted.</summary>
    public void ForgetInstance()
    {
        // The result of a body that the failed instance had asked for means nothing to the next one.
        Queue.Front = null;
        _requested = null;
        _instance = null;
        _stopsChildren = false;
        _escalated = null;
    }

    /// <summary>A fresh instance takes over.</summary>
    public void Renew(Exception cause)
    {
        Exception seen = cause == _fromBelow.Original ? _fromBelow.Seen : cause;
        _random = null;
        Run.CountRestart(this, seen);
        Queue.Front = new Restarted(seen);
    }

    /// <summary>Its host has stopped.</summary>
    public void HostStopped()
    {
        Run.Stopped(this);
        if (HasStopped) return;
        HasStopped = true;
        _instance = null;
        if (_props.Dispatcher.Kind == DispatcherKind.Pinned) _dispatcher.Retire();
        Run.Trace.Record(TraceKind.Stop, Run.Now, Id, _parent?.Id ?? default, "");
        if (_parent is null) Run.RootStopped(_escalated, _fatal);
    }

    /// <summary>Makes the instance, if there is none.</summary>
    /// <returns>False if none can be made: the actor fails when it is given the message.</returns>
    public bool HasInstance()
    {
        if (_instance is not null) return true;
        try
        {
            _instance = _props.Create();
            if (_instance is null) _unborn = new InvalidOperationException($"the props of {Path} made no actor");
        }
        catch (Exception thrown)
        {
            _unborn = thrown;
        }

        return _instance is not null;
    }

    /// <summary>It has stopped, and its parent forgets it.</summary>
    public void LeaveFamily() => _parent?.ChildStopped(this);

    private Akka.Actor.IActorContext Context => (Akka.Actor.IActorContext)Host.Underlying;

    private Supervision Supervision => _supervision ??= new Supervision(_props.Supervision, Path);

    private string NextFreeName()
    {
        string name;
        do name = $"${++_unnamedChildren}";
        while (_children!.ContainsKey(name));
        return name;
    }

    [DoesNotReturn]
    private void ThrowAtBirth()
    {
        Exception failure = _unborn!;
        _unborn = null;
        // Without having lived it is not begun again, whatever the policy.
        _isStillborn = LastTurn == 0;
        ExceptionDispatchInfo.Throw(failure);
    }

    private void Watched(Akka.Actor.Terminated terminated)
    {
        SimulatedActor actor = Run.ActorOf(terminated.ActorRef)!;
        if (_watching?.Remove(actor) == true) Handle(new Core.Actors.Terminated(actor.Host));
    }

    private void BeginStop()
    {
        _stopping = true;
        _stopsChildren = true;
        if (_firstChild is null)
        {
            ChildrenStopped();
            return;
        }

        for (SimulatedActor? child = _firstChild; child is not null; child = child._nextSibling) child.RequestStop();
    }

    private void ChildrenStopped()
    {
        _stopsChildren = false;
        Queue.Front = Stopping.Instance;
    }

    private void StopHost() => Host.Stop();

    private void ChildStopped(SimulatedActor child)
    {
        if (_children is null || !_children.TryGetValue(child.Name, out SimulatedActor? named) || named != child) return;
        _children.Remove(child.Name);
        if (child._previousSibling is null) _firstChild = child._nextSibling;
        else child._previousSibling._nextSibling = child._nextSibling;
        if (child._nextSibling is null) _lastChild = child._previousSibling;
        else child._nextSibling._previousSibling = child._previousSibling;
        if (_stopsChildren && _firstChild is null) ChildrenStopped();
    }
}
