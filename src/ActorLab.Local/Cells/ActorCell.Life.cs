using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Trace;
using ActorLab.Local.Dispatchers;
using ActorLab.Local.Mailboxes;

namespace ActorLab.Local.Cells;

/// <content>Birth, failure and death of an actor.</content>
internal sealed partial class ActorCell
{
    private readonly object _watchGate = new();
    private List<ActorCell>? _watchers;
    private bool _gone;

    private Dictionary<string, ActorCell>? _children;
    private HashSet<ActorRef>? _watching;
    private int _unnamedChildren;
    private Queue<SimTime>? _restarts;

    /// <summary>Why it is restarting.</summary>
    private Exception? _failure;

    /// <summary>The failure that its end makes the parent's.</summary>
    private Exception? _escalated;

    /// <summary>A child's failure that came while a body ran.</summary>
    private Exception? _escalatedInBody;

    /// <summary>No children and no bodies any more.</summary>
    private bool _stopping;

    /// <summary>What to do when the last child is gone; <see cref="Mode.StoppingChildren"/> only.</summary>
    private Action? _whenChildless;

    public ActorRef Spawn(ActorProps props)
    {
        ArgumentNullException.ThrowIfNull(props);
        if (_stopping) throw new InvalidOperationException("a stopping actor has no new children");
        string name = props.Name ?? $"${++_unnamedChildren}";
        if (name.Length == 0 || name.Contains('/', StringComparison.Ordinal)) throw new ArgumentException($"'{name}' is no name for an actor: it must not be empty or hold a '/'");
        _children ??= new Dictionary<string, ActorCell>(StringComparer.Ordinal);
        if (_children.ContainsKey(name)) throw new ArgumentException($"{Path} has a living child '{name}' already");
        ActorCell child = _run.Create(this, props, $"{Path}/{name}");
        _children.Add(name, child);
        child._dispatcher.Schedule(child, _thread);
        return child;
    }

    public void Stop(ActorRef actor)
    {
        if (actor is ActorCell cell) cell.RequestStop(this, _thread);
    }

    public void Watch(ActorRef actor)
    {
        _watching ??= [];
        if (actor is ActorCell cell && _watching.Add(actor)) cell.AddWatcher(this);
    }

    public void Unwatch(ActorRef actor)
    {
        if (_watching?.Remove(actor) == true && actor is ActorCell cell) cell.RemoveWatcher(this);
    }

    /// <summary>To the root alone, from the engine.</summary>
    public void Interrupt() => PostControl(Interrupted.Instance, null, null);

    private void RequestStop(ActorRef? by, DispatcherThread? thread)
    {
        PostControl(StopSignal.Instance, by, thread);
        Signal(StopRequested.Instance);
    }

    private void AddWatcher(ActorCell watcher)
    {
        lock (_watchGate)
        {
            if (!_gone)
            {
                (_watchers ??= []).Add(watcher);
                return;
            }
        }

        watcher.PostControl(new Terminated(this), null, watcher._thread);
    }

    private void RemoveWatcher(ActorCell watcher)
    {
        lock (_watchGate) _watchers?.Remove(watcher);
    }

    private void Start()
    {
        _mode = Mode.Ready;
        if (!TryCreate(out Exception? failure))
        {
            _run.CountFailure(this, failure);
            StopAfterFailure();
            return;
        }

        Turn(Started.Instance, null);
    }

    private bool TryCreate([System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Exception? failure)
    {
        try
        {
            _actor = _props.Create();
            failure = _actor is null ? new InvalidOperationException($"the props of {Path} made no actor") : null;
        }
        catch (Exception thrown)
        {
            failure = thrown;
        }

        return failure is null;
    }

    private void Handle(IMessage signal)
    {
        switch (signal)
        {
            case BodyEnded(var result) when _mode == Mode.InBody:
                _mode = Mode.Ready;
                _result = result;
                if (_escalatedInBody is { } waiting)
                {
                    _escalatedInBody = null;
                    Fail(waiting);
                }

                break;
            case ChildGone(var child):
                _children?.Remove(child.Name);
                if (_mode == Mode.StoppingChildren && _children is not { Count: > 0 }) _whenChildless!();
                break;
            case ChildEscalated(var cause) when _mode == Mode.Ready:
                Fail(cause);
                break;
            case ChildEscalated(var cause) when _mode == Mode.InBody:
                _escalatedInBody ??= cause;
                break;
            case BackOffPassed when _mode == Mode.BackingOff:
                _mode = Mode.Renewing;
                break;
            case StopRequested when _mode == Mode.BackingOff:
                StopAfterFailure();
                break;
        }
    }

    /// <summary>Supervision: the parent's policy for this actor decides.</summary>
    private void Fail(Exception failure)
    {
        _run.CountFailure(this, failure);
        if (failure is InvariantViolatedException)
        {
            _run.End(RunOutcome.Failed, $"{Path}: {failure.Message}", failure);
            return;
        }

        if (_stopping) return; // it failed in its last turn; it is on its way out already
        switch (_props.Supervision.DirectiveFor(failure))
        {
            case SupervisionDirective.Resume:
                break;
            case SupervisionDirective.Restart:
                Restart(failure);
                break;
            case SupervisionDirective.Stop:
                StopAfterFailure();
                break;
            case SupervisionDirective.Escalate:
                StopAfterFailure(escalated: failure);
                break;
        }
    }

    private void Restart(Exception failure)
    {
        SupervisionPolicy policy = _props.Supervision;
        SimTime now = Now;
        _restarts ??= new Queue<SimTime>();
        while (_restarts.TryPeek(out SimTime first) && now - first > policy.Window) _restarts.Dequeue();
        if (_restarts.Count >= policy.MaxRestarts)
        {
            StopAfterFailure();
            return;
        }

        SimDuration backOff = policy.BackOff(_restarts.Count);
        _restarts.Enqueue(now);
        _failure = failure;
        _result = null;
        StopChildrenThen(() =>
        {
            if (backOff > SimDuration.Zero)
            {
                _mode = Mode.BackingOff;
                _run.Timers.Add(() => Signal(BackOffPassed.Instance), backOff);
            }
            else
            {
                _mode = Mode.Renewing;
            }
        });
    }

    private void Renew()
    {
        _mode = Mode.Ready;
        _random = null;
        _run.CountRestart(this);
        if (!TryCreate(out Exception? failure))
        {
            Fail(failure);
            return;
        }

        Turn(new Restarted(_failure!), null);
    }

    private void StopAfterFailure(Exception? escalated = null)
    {
        _escalated = escalated;
        BeginStop(announce: false);
    }

    private void BeginStop(bool announce)
    {
        _stopping = true;
        StopChildrenThen(() =>
        {
            if (announce)
            {
                _mode = Mode.Ready;
                Turn(Stopping.Instance, null);
            }

            Terminate();
        });
    }

    private void StopChildrenThen(Action next)
    {
        if (_children is not { Count: > 0 })
        {
            next();
            return;
        }

        _mode = Mode.StoppingChildren;
        _whenChildless = next;
        foreach (ActorCell child in _children.Values) child.RequestStop(this, _thread);
    }

    private void Terminate()
    {
        _mode = Mode.Terminated;
        _mailbox.Close();
        while (_mailbox.TryTake(out Mailbox.Entry entry))
        {
            if (entry.Message is not (StopSignal or Terminated)) _run.DeadLetter(DeadLetterReason.ReceiverStopped, entry.Sender, this, entry.Message);
        }

        if (_watching is not null)
        {
            foreach (ActorRef watched in _watching) ((ActorCell)watched).RemoveWatcher(this);
        }

        if (_machine is not null) _run.Retire(_machine);
        if (_run.Traced) _run.Record(TraceKind.Stop, this, null, "");
        _actor = null;
        // A pinned actor is gone only when its thread is: whoever is told may count threads.
        if (_props.Dispatcher.Kind == DispatcherKind.Pinned) _run.JoinPinned(_dispatcher, Announce);
        else Announce();
    }

    private void Announce()
    {
        List<ActorCell>? watchers;
        lock (_watchGate)
        {
            _gone = true;
            watchers = _watchers;
            _watchers = null;
        }

        // The parent forgets the name before anybody can react to the end of it.
        if (_parent is null) _run.RootStopped(_escalated);
        else _parent.Signal(new ChildGone(this));
        if (_escalated is not null) _parent?.Signal(new ChildEscalated(_escalated));
        if (watchers is null) return;
        foreach (ActorCell watcher in watchers) watcher.PostControl(new Terminated(this), null, null);
    }
}
