using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Trace;

namespace ActorLab.Simulation.Cells;

/// <content>Birth, failure and death of an actor.</content>
internal sealed partial class SimulatedActor
{
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

    /// <summary>It handles no message any more: it waits for its children to stop, or has stopped.</summary>
    public bool IsStopping { get; private set; }

    public bool HasStopped { get; private set; }

    public SimulatedActor Spawn(ActorProps props)
    {
        if (IsStopping) throw new InvalidOperationException("a stopping actor has no new children");
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

    Directive IActorSeat.Decide(Exception thrown)
    {
        Exception original = ActorFailures.CauseOf(thrown);
        Exception failure = original == _fromBelow.Original ? _fromBelow.Seen : original;
        bool hasNoInstance = ActorFailures.IsOfMaking(thrown, Host);
        // One that cannot be made at all is not made again, whatever the policy.
        (SupervisionDirective directive, failure) =
            hasNoInstance && LastTurn == 0 ? (SupervisionDirective.Stop, failure) : Supervision.Decide(failure);
        Run.CountFailure(this, failure);
        if (failure is InvariantViolatedException) Run.End(RunOutcome.Failed, $"{Path}: {failure.Message}", failure);
        switch (directive)
        {
            // Without an instance there is nothing to go on with.
            case SupervisionDirective.Resume when hasNoInstance:
            case SupervisionDirective.Restart when !Supervision.TryRestart(new SimTime(Run.Now)):
            case SupervisionDirective.Stop:
                _fatal = failure;
                return Directive.Stop;
            case SupervisionDirective.Escalate:
                _escalated = failure;
                if (_parent is null) return Directive.Stop;
                _parent._fromBelow = (original, AsSeenFrom(_parent, failure));
                return Directive.Escalate;
            case SupervisionDirective.Restart when hasNoInstance:
                // Akka begins it again as if it had not lived.
                Run.CountRestart(this, failure);
                return Directive.Restart;
            default:
                return directive == SupervisionDirective.Resume ? Directive.Resume : Directive.Restart;
        }
    }

    void IActorSeat.ForgetInstance()
    {
        // The result of a body that the failed instance had asked for means nothing to the next one.
        Queue.Front = null;
        _requested = null;
        IsStopping = false;
        _escalated = null;
    }

    Restarted IActorSeat.BeginAgain(Exception cause)
    {
        Exception failure = ActorFailures.CauseOf(cause);
        var restarted = new Restarted(failure == _fromBelow.Original ? _fromBelow.Seen : failure);
        Run.CountRestart(this, restarted.Cause);
        BeginTurn(restarted);
        return restarted;
    }

    void IActorSeat.BeginStop() => IsStopping = true;

    void IActorSeat.ChildGone(IActorRef child)
    {
        if (Run.ActorOf(child) is { } gone) ChildStopped(gone);
    }

    /// <summary>Its host has stopped.</summary>
    public void HostStopped()
    {
        Run.Stopped(this);
        if (HasStopped) return;
        HasStopped = true;
        if (_props.Dispatcher.Kind == DispatcherKind.Pinned) _dispatcher.Retire();
        Run.Trace.Record(TraceKind.Stop, Run.Now, Id, _parent?.Id ?? default, "");
        if (_parent is null) Run.RootStopped(_escalated, _fatal);
    }

    private Supervision Supervision => _supervision ??= new Supervision(_props.Supervision, Path);

    private string NextFreeName()
    {
        string name;
        do name = $"${++_unnamedChildren}";
        while (_children!.ContainsKey(name));
        return name;
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
    }
}
