using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Local.Hosting;

namespace ActorLab.Local.Seats;

/// <content>Birth, failure and death of an actor.</content>
internal sealed partial class LocalSeat
{
    private readonly object _endGate = new();
    private Dictionary<string, RemoteRef>? _elsewhere;
    private int _unnamedChildren;
    private Supervision? _supervision;

    /// <summary>Why the next instance is made, if one has failed.</summary>
    private Exception? _renewedFor;

    /// <summary>What Akka renews it for, if that has been counted.</summary>
    private Exception? _countedFor;

    /// <summary>The failure that its end makes the owner's.</summary>
    private Exception? _escalated;

    /// <summary>The failure that stopped it.</summary>
    private Exception? _fatal;

    /// <summary>What a child has escalated, as Akka and as this actor sees it.</summary>
    private (Exception? Original, Exception? Seen) _fromBelow;

    /// <summary>Counts up at each restart.</summary>
    private int _life;

    /// <summary>Its machine is to be retired, and its thread to be ended, when its asynchronous body has ended.</summary>
    private bool _hasEnded;

    /// <summary>An asynchronous body has not ended yet, whatever the actor knows of it.</summary>
    private bool _bodyRuns;

    private Supervision Supervision => _supervision ??= new Supervision(_props.Supervision, Path);

    public IActorRef Spawn(ActorProps props)
    {
        if (IsStopping) throw new InvalidOperationException("a stopping actor has no new children");
        string name = props.Name ?? NextFreeName();
        if (name.Length == 0 || name.Contains('/', StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{name}' is no name for an actor: it must not be empty or hold a '/'");
        }

        if (HasChild(name)) throw new ArgumentException($"{Path} has a living child '{name}' already");
        return props.Placement is null
            ? Run.Create(this, props, $"{Path}/{name}").Ref
            : Place(props with { Name = name }, $"{Path}/{name}");
    }

    public void BeginStop()
    {
        IsStopping = true;
        Queue.IsDrained = true;
    }

    public void ChildGone(IActorRef child)
    {
        if (child is RemoteRef remote) _elsewhere?.Remove(remote.Name);
    }

    public void ForgetInstance()
    {
        // The result of a body that the failed instance had asked for means nothing to the next one.
        _life++;
        Queue.Front = null;
        _pendingBody = null;
        _escalated = _fatal = null;
    }

    public Restarted BeginAgain(Exception cause)
    {
        var restarted = new Restarted(AsSeen(cause));
        // A child that outlives the restart of its parent is restarted without having failed.
        if (_countedFor != restarted.Cause) Run.CountRestart(this, restarted.Cause);
        _countedFor = null;
        BeginTurn(restarted);
        return restarted;
    }

    /// <summary>Akka makes an instance.</summary>
    public ActorBase Produce(SeatedProducer producer)
    {
        if (_renewedFor is { } cause && !IsGone) Run.CountRestart(this, cause);
        _renewedFor = null;
        return producer.Produce();
    }

    public Directive Decide(Exception thrown)
    {
        if (IsGone) return Directive.Stop;
        Exception failure = AsSeen(thrown);
        // One that has never been made is not made again, whatever the policy.
        (SupervisionDirective directive, failure) =
            Turns == 0 ? (SupervisionDirective.Stop, failure) : Supervision.Decide(failure);
        CountFailure(failure);
        if (failure is InvariantViolatedException || IsStopping) return Directive.Stop;
        switch (directive)
        {
            // Without an instance there is nothing to go on with.
            case SupervisionDirective.Resume when !ActorFailures.IsOfMaking(thrown, Ref):
                return Directive.Resume;
            case SupervisionDirective.Restart when Supervision.TryRestart(Now):
                _renewedFor = failure;
                _countedFor = failure;
                return Directive.Restart;
            case SupervisionDirective.Escalate:
                _escalated = failure;
                _fatal = failure;
                // A parent that stops is on its way out already.
                if (Parent is not { IsStopping: false } parent) return Directive.Stop;
                parent._fromBelow = (ActorFailures.CauseOf(thrown), failure);
                return Directive.Escalate;
            default:
                _fatal = failure;
                return Directive.Stop;
        }
    }

    /// <summary>Akka is done with it: what waits is never handled.</summary>
    public void End()
    {
        Queue.Close();
        Discard();
        bool lived = !Run.IsOver;
        if (lived) Trace?.Stopped();
        Run.Count(this);
        bool isInBody;
        lock (_endGate)
        {
            _hasEnded = true;
            isInBody = _bodyRuns;
        }

        if (!isInBody) Leave(_machine);
        if (lived) _owner?.OnGone(this, _escalated, _fatal);
    }

    /// <summary>What waits, and what came when it was closed, is never handled.</summary>
    public void Discard()
    {
        while (Queue.TryTake(out Envelope left))
        {
            if (left.Message is IMessage message && !LabSystem.IsOfEngine(left))
            {
                Run.DeadLetter(
                    Run.IsOver ? DeadLetterReason.RunEnded : DeadLetterReason.ReceiverStopped, IdentityOf(left.Sender), this,
                    message);
            }
        }
    }

    private Exception AsSeen(Exception thrown)
    {
        Exception failure = ActorFailures.CauseOf(thrown);
        return failure == _fromBelow.Original ? _fromBelow.Seen! : failure;
    }

    private void CountFailure(Exception failure)
    {
        Run.CountFailure(this, failure);
        if (failure is InvariantViolatedException) Run.End(RunOutcome.Failed, $"{Path}: {failure.Message}", failure);
    }

    private bool HasChild(string name) =>
        _elsewhere?.ContainsKey(name) == true || Cell.TryGetChildStatsByName(LabSystem.AkkaNameOf(name), out _);

    private string NextFreeName()
    {
        string name;
        do name = $"${++_unnamedChildren}";
        while (HasChild(name));
        return name;
    }

    /// <summary>To Akka it is a child like others, so that this actor waits for it as for them.</summary>
    private RemoteRef Place(ActorProps props, string path)
    {
        RemoteRef placed = Run.Place(this, props, path);
        Cell.ReserveChild(placed.Path.Name);
        Cell.InitChild(placed);
        (_elsewhere ??= new Dictionary<string, RemoteRef>(StringComparer.Ordinal)).Add(placed.Name, placed);
        return placed;
    }

    /// <summary>An asynchronous body has ended on some thread.</summary>
    /// <returns>True if its actor has ended before it.</returns>
    private bool TryLeaveBody(RealMachine.LocalMachine machine)
    {
        lock (_endGate)
        {
            _bodyRuns = false;
            if (!_hasEnded) return false;
        }

        Leave(machine);
        return true;
    }

    private void Leave(RealMachine.LocalMachine? machine)
    {
        if (machine is not null) Run.Retire(machine);
        if (_pinned is not null) Run.EndPinned(_pinned);
    }
}
