using System.Diagnostics.CodeAnalysis;
using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Trace;
using ActorLab.Simulation.Events;

namespace ActorLab.Simulation.Cells;

/// <content>Birth, failure and death of an actor.</content>
internal sealed partial class SimulatedActor
{
    private List<SimulatedActor>? _watchers;
    private HashSet<SimulatedActor>? _watching;
    private Dictionary<string, SimulatedActor>? _children;
    private SimulatedActor? _firstChild;
    private SimulatedActor? _lastChild;
    private SimulatedActor? _previousSibling;
    private SimulatedActor? _nextSibling;
    private long _unnamedChildren;
    private Supervision? _supervision;
    private SimDuration _backOff;

    /// <summary>Why it is restarting.</summary>
    private Exception? _failure;

    /// <summary>The failure that its end makes the parent's.</summary>
    private Exception? _escalated;

    /// <summary>The failure that stopped it.</summary>
    private Exception? _fatal;

    private BackOffEnd? _backOffEnd;

    /// <summary>What to do when the last child is gone; <see cref="ActorTurns.Life.StoppingChildren"/> only.</summary>
    private AfterChildren _afterChildren;

    /// <summary>No children and no bodies any more.</summary>
    private bool _stopping;

    private enum AfterChildren
    {
        Restart,
        LastTurn,
        Terminate,
    }

    public SimulatedActor Spawn(ActorProps props)
    {
        if (_stopping) throw new InvalidOperationException("a stopping actor has no new children");
        _children ??= new Dictionary<string, SimulatedActor>(StringComparer.Ordinal);
        string name = props.Name ?? NextFreeName();
        if (name.Length == 0 || name.Contains('/', StringComparison.Ordinal)) throw new ArgumentException($"'{name}' is no name for an actor: it must not be empty or hold a '/'");
        if (_children.ContainsKey(name)) throw new ArgumentException($"{Path} has a living child '{name}' already");
        SimulatedActor child = Run.Create(this, props, $"{Path}/{name}");
        if (child.HasStopped) return child;
        _children.Add(name, child);
        child._previousSibling = _lastChild;
        if (_lastChild is null) _firstChild = child;
        else _lastChild._nextSibling = child;
        _lastChild = child;
        child.Schedule();
        return child;
    }

    public void RequestStop(SimulatedActor? by)
    {
        if (_life == Life.Stopped) return;
        Enqueue(new Envelope(StopRequest.Instance, by, OfEngine: true, Number: 0));
        Schedule();
        // There is no instance that could handle what waits; nobody should sit out the back-off for it.
        if (_life != Life.BackingOff) return;
        Run.Pending.Remove(_backOffEnd!);
        BeginStop(announce: false);
    }

    public void Watch(SimulatedActor target)
    {
        if (target == this || !(_watching ??= []).Add(target)) return;
        if (target._life == Life.Stopped) PostOfEngine(new Terminated(target));
        else (target._watchers ??= []).Add(this);
    }

    public void Unwatch(SimulatedActor target)
    {
        if (_watching?.Remove(target) == true) target._watchers?.Remove(this);
    }

    public void BackOffPassed()
    {
        _life = Life.Renewing;
        Schedule();
    }

    /// <summary>This actor and all below it that live, parents before children, the older sibling first.</summary>
    public IEnumerable<SimulatedActor> Living()
    {
        var open = new Stack<SimulatedActor>();
        if (_life != Life.Stopped) open.Push(this);
        while (open.TryPop(out SimulatedActor? actor))
        {
            yield return actor;
            for (SimulatedActor? child = actor._lastChild; child is not null; child = child._previousSibling) open.Push(child);
        }
    }

    /// <summary>The run is over before this actor was: what waits for it is lost.</summary>
    public void AbandonMailbox() => DiscardMailbox(DeadLetterReason.RunEnded);

    private string NextFreeName()
    {
        string name;
        do name = $"${++_unnamedChildren}";
        while (_children!.ContainsKey(name));
        return name;
    }

    private void Start()
    {
        if (TryCreate(out Exception? failure)) Turn(Started.Instance, null);
        else FailWith(failure, SupervisionDirective.Stop);
    }

    private bool TryCreate([NotNullWhen(false)] out Exception? failure)
    {
        try
        {
            _instance = _props.Create();
            failure = _instance is null ? new InvalidOperationException($"the props of {Path} made no actor") : null;
        }
        catch (Exception thrown)
        {
            failure = thrown;
        }

        return failure is null;
    }

    private Supervision Supervision => _supervision ??= new Supervision(_props.Supervision, Path);

    /// <summary>The parent's policy for this actor decides.</summary>
    private void Fail(Exception failure)
    {
        (SupervisionDirective directive, Exception decided) = Supervision.Decide(failure);
        FailWith(decided, directive);
    }

    private void FailWith(Exception failure, SupervisionDirective directive)
    {
        Run.CountFailure(this, failure);
        if (failure is InvariantViolatedException)
        {
            Run.End(RunOutcome.Failed, $"{Path}: {failure.Message}", failure);
            return;
        }

        if (_stopping) return; // it failed in its last turn; it is on its way out already
        // Without an instance there is nothing to go on with.
        if (directive == SupervisionDirective.Resume && _instance is null) directive = SupervisionDirective.Stop;
        switch (directive)
        {
            case SupervisionDirective.Resume:
                break;
            case SupervisionDirective.Restart:
                BeginRestart(failure);
                break;
            case SupervisionDirective.Stop:
                StopAfter(failure);
                break;
            case SupervisionDirective.Escalate:
                _escalated = failure;
                StopAfter(failure);
                break;
        }
    }

    private void BeginRestart(Exception failure)
    {
        if (!Supervision.TryRestart(new SimTime(Run.Now), out _backOff))
        {
            StopAfter(failure);
            return;
        }

        _failure = failure;
        // The result of a body that the failed instance had asked for means nothing to the next one.
        _front = null;
        _instance = null;
        StopChildrenThen(AfterChildren.Restart);
    }

    private void Renew()
    {
        _life = Life.Alive;
        _random = null;
        Run.CountRestart(this, _failure!);
        if (TryCreate(out Exception? failure)) Turn(new Restarted(_failure!), null);
        else Fail(failure);
    }

    private void StopAfter(Exception failure)
    {
        _fatal = failure;
        BeginStop(announce: false);
    }

    private void BeginStop(bool announce)
    {
        _stopping = true;
        StopChildrenThen(announce ? AfterChildren.LastTurn : AfterChildren.Terminate);
    }

    private void StopChildrenThen(AfterChildren next)
    {
        _afterChildren = next;
        _life = Life.StoppingChildren;
        if (_firstChild is null)
        {
            ChildrenStopped();
            return;
        }

        for (SimulatedActor? child = _firstChild; child is not null;)
        {
            // A child in its back-off stops at once and leaves the list.
            SimulatedActor? following = child._nextSibling;
            child.RequestStop(this);
            child = following;
        }
    }

    private void ChildrenStopped()
    {
        switch (_afterChildren)
        {
            case AfterChildren.Restart:
                AwaitBackOff();
                break;
            case AfterChildren.LastTurn:
                _life = Life.LastTurn;
                _front = Stopping.Instance;
                break;
            case AfterChildren.Terminate:
                Terminate();
                break;
        }
    }

    private void AwaitBackOff()
    {
        if (_backOff <= SimDuration.Zero)
        {
            _life = Life.Renewing;
            return;
        }

        _life = Life.BackingOff;
        _backOffEnd ??= new BackOffEnd(this);
        Run.Pending.Add(_backOffEnd, checked(Run.Now + _backOff.Nanoseconds), EventPriority.Timer, Id);
    }

    private void ChildStopped(SimulatedActor child)
    {
        _children!.Remove(child.Name);
        if (child._previousSibling is null) _firstChild = child._nextSibling;
        else child._previousSibling._nextSibling = child._nextSibling;
        if (child._nextSibling is null) _lastChild = child._previousSibling;
        else child._nextSibling._previousSibling = child._previousSibling;
        if (_life == Life.StoppingChildren && _firstChild is null)
        {
            ChildrenStopped();
            Schedule();
        }
    }

    private void Terminate()
    {
        _life = Life.Stopped;
        _instance = null;
        while (TryDequeue(out Envelope envelope))
        {
            if (envelope.Message is not (StopRequest or Terminated)) Run.DeadLetter(DeadLetterReason.ReceiverStopped, envelope.Sender, this, envelope.Message, envelope.Number);
        }

        StopWatching();
        if (_props.Dispatcher.Kind == DispatcherKind.Pinned) _dispatcher.Retire();
        Run.Trace.Record(TraceKind.Stop, Run.Now, Id, _parent?.Id ?? default, "");
        // The parent forgets the name before anybody can react to the end of it.
        if (_parent is null) Run.RootStopped(_escalated, _fatal);
        else if (_orphaned) Run.OrphanStopped(this);
        else _parent.ChildStopped(this);
        if (_escalated is not null) _parent?.Escalate(AsSeenFrom(_parent, _escalated));
        TellWatchers();
    }

    private void Escalate(Exception failure)
    {
        if (_life != Life.Alive || _stopping) return;
        (_escalations ??= new Queue<Exception>()).Enqueue(failure);
        Schedule();
    }
}
