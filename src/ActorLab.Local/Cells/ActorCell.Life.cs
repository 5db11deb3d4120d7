using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Local.Hosting;
using Envelope = Akka.Actor.Envelope;

namespace ActorLab.Local.Cells;

/// <content>Birth, failure and death of an actor.</content>
internal sealed partial class ActorCell
{
    private Dictionary<string, WatchableRef>? _children;
    private HashSet<IActorRef>? _watching;
    private int _unnamedChildren;
    private Supervision? _supervision;

    /// <summary>Why it is restarting.</summary>
    private Exception? _failure;

    /// <summary>The failure that its end makes the parent's.</summary>
    private Exception? _escalated;

    /// <summary>The failure that stopped it.</summary>
    private Exception? _fatal;

    /// <summary>Children's failures that came while a body ran.</summary>
    private Queue<Exception>? _escalatedInBody;

    /// <summary>Counts up at each restart.</summary>
    private int _life;

    /// <summary>No children and no bodies any more.</summary>
    private bool _stopping;

    /// <summary>What to do when the last child is gone; <see cref="Mode.StoppingChildren"/> only.</summary>
    private Action? _whenChildless;

    public IActorRef Spawn(ActorProps props)
    {
        ArgumentNullException.ThrowIfNull(props);
        if (_stopping) throw new InvalidOperationException("a stopping actor has no new children");
        _children ??= new Dictionary<string, WatchableRef>(StringComparer.Ordinal);
        string name = props.Name ?? NextFreeName();
        if (name.Length == 0 || name.Contains('/', StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{name}' is no name for an actor: it must not be empty or hold a '/'");
        }

        if (_children.ContainsKey(name)) throw new ArgumentException($"{LabPath} has a living child '{name}' already");
        if (props.Placement is not null)
        {
            RemoteRef remote = _run.Place(this, props with { Name = name }, $"{LabPath}/{name}");
            _children.Add(name, remote);
            return remote;
        }

        ActorCell child = _run.Create(this, props, $"{LabPath}/{name}");
        _children.Add(name, child);
        child.Begin();
        return child;
    }

    public void Stop(IActorRef actor)
    {
        if (actor is WatchableRef stopped) stopped.RequestStop();
    }

    public void Watch(IActorRef actor)
    {
        if (actor is WatchableRef watched && watched != this && (_watching ??= []).Add(actor)) watched.AddWatcher(this);
    }

    public void Unwatch(IActorRef actor)
    {
        if (_watching?.Remove(actor) == true) ((WatchableRef)actor).RemoveWatcher(this);
    }

    /// <summary>To the root alone, from the engine.</summary>
    public void Interrupt() => PostControl(new EngineMessage(Interrupted.Instance));

    /// <summary>The run is over before the actors were, and their threads have ended: what waits for this one and those below it
    /// is lost.</summary>
    public void Abandon()
    {
        var open = new Stack<ActorCell>([this]);
        while (open.TryPop(out ActorCell? cell))
        {
            cell._queue.Close();
            cell.DrainTo(DeadLetterReason.RunEnded);
            if (cell._children is null) continue;
            foreach (ActorCell child in cell._children.Values.OfType<ActorCell>()) open.Push(child);
        }
    }

    private string NextFreeName()
    {
        string name;
        do name = $"${++_unnamedChildren}";
        while (_children!.ContainsKey(name));
        return name;
    }

    public override void RequestStop() => PostControl(StopSignal.Wrapped);

    void IWatcher.OnTerminated(WatchableRef actor) => PostControl(new EngineMessage(new Terminated(actor)));

    void IChildOwner.OnChildGone(WatchableRef child, Exception? escalated, Exception? fatal) =>
        Signal(new ChildGone(child, escalated));

    private void StartInstance()
    {
        _mode = Mode.Ready;
        if (TryCreate(out Exception? failure)) Turn(Started.Instance, null);
        else FailWith(failure, SupervisionDirective.Stop);
    }

    private bool TryCreate([System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Exception? failure)
    {
        try
        {
            _actor = _props.Create();
            failure = _actor is null ? new InvalidOperationException($"the props of {LabPath} made no actor") : null;
        }
        catch (Exception thrown)
        {
            failure = thrown;
        }

        return failure is null;
    }

    private void Handle(IHostSignal signal)
    {
        switch (signal)
        {
            case BeginLife:
                StartInstance();
                break;
            case BodyResult(var result, var life):
                if (_mode == Mode.Ready && life == _life) Turn(result, null);
                break;
            case BodyEnded(var result) when _mode == Mode.InBody:
                _mode = Mode.Ready;
                Signal(new BodyResult(result, _life));
                // Only the first matters to an actor that restarts or stops; one that resumes hears of all.
                while (_mode == Mode.Ready && _escalatedInBody?.TryDequeue(out Exception? waiting) == true) Fail(waiting);
                _escalatedInBody = null;
                break;
            case RenewalDue when _mode == Mode.Renewing:
                Renew();
                break;
            case ChildGone(var child, var escalated):
                _children?.Remove(child.Name);
                if (_mode == Mode.StoppingChildren && _children is not { Count: > 0 }) _whenChildless!();
                else if (_mode == Mode.Ready && escalated is not null) Fail(escalated);
                else if (_mode == Mode.InBody &&
                    escalated is not null) (_escalatedInBody ??= new Queue<Exception>()).Enqueue(escalated);
                break;
        }
    }

    private Supervision Supervision => _supervision ??= new Supervision(_props.Supervision, LabPath);

    /// <summary>The parent's policy for this actor decides.</summary>
    private void Fail(Exception failure)
    {
        (SupervisionDirective directive, Exception decided) = Supervision.Decide(failure);
        FailWith(decided, directive);
    }

    private void FailWith(Exception failure, SupervisionDirective directive)
    {
        _run.CountFailure(this, failure);
        if (failure is InvariantViolatedException)
        {
            _run.End(RunOutcome.Failed, $"{LabPath}: {failure.Message}", failure);
            return;
        }

        if (_stopping) return; // it failed in its last turn; it is on its way out already
        // Without an instance there is nothing to go on with.
        if (directive == SupervisionDirective.Resume && _actor is null) directive = SupervisionDirective.Stop;
        switch (directive)
        {
            case SupervisionDirective.Resume:
                break;
            case SupervisionDirective.Restart:
                RestartAfter(failure);
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

    private void RestartAfter(Exception failure)
    {
        if (!Supervision.TryRestart(Now))
        {
            StopAfter(failure);
            return;
        }

        _failure = failure;
        // The result of a body that the failed instance had asked for means nothing to the next one.
        _life++;
        _actor = null;
        StopChildrenThen(AwaitRenewal);
    }

    /// <summary>A constructor that throws at every restart takes its share of turns like any other failure.</summary>
    private void AwaitRenewal()
    {
        _mode = Mode.Renewing;
        Signal(RenewalDue.Instance);
    }

    private void Renew()
    {
        _mode = Mode.Ready;
        _random = null;
        _run.CountRestart(this, _failure!);
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
        foreach (WatchableRef child in _children.Values) child.RequestStop();
    }

    private void Terminate()
    {
        _mode = Mode.Terminated;
        _queue.Close();
        DrainTo(DeadLetterReason.ReceiverStopped);
        if (_watching is not null)
        {
            foreach (IActorRef watched in _watching) ((WatchableRef)watched).RemoveWatcher(this);
        }

        if (_machine is not null) _run.Retire(_machine);
        Trace?.Stopped();
        _actor = null;
        _run.Count(this);
    }

    /// <summary>Its host has stopped, in the turn after its last.</summary>
    public void HostStopped()
    {
        if (!HasTerminated) return;
        // A pinned actor is gone only when its thread is: what is told may count threads.
        if (_pinned is not null) _run.JoinPinned(_pinned, Announce);
        else Announce();
    }

    /// <summary>What came when it was closed.</summary>
    public void DrainToDeadLetters() => DrainTo(_run.IsOver ? DeadLetterReason.RunEnded : DeadLetterReason.ReceiverStopped);

    private void DrainTo(DeadLetterReason reason)
    {
        while (_queue.TryTake(out Envelope entry))
        {
            if (entry.Message is not EngineMessage) _run.DeadLetter(reason, entry.Sender as WatchableRef, this,
                (IMessage)entry.Message);
        }
    }

    private void Announce()
    {
        List<IWatcher>? watchers = BecomeGone();
        // The owner forgets the name before anybody can react to the end of it.
        _owner.OnChildGone(this, _escalated, _fatal);
        if (watchers is null) return;
        foreach (IWatcher watcher in watchers) watcher.OnTerminated(this);
    }
}
