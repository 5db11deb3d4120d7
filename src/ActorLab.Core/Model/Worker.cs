using Akka.Actor;
using ActorLab.Core.Actors;

namespace ActorLab.Core.Model;

/// <summary>Asks a coordinator for items, executes its body with each, and passes the results on.</summary>
/// <remarks>It needs no queue of its own: while the body runs, what comes waits in the mailbox (G25). It tells downstream before it reports, so an item reported as finished is never missing there.
/// When its node dies between the two, an item that was abandoned downstream is done again, and its result is then dropped as a duplicate.</remarks>
public sealed class Worker : LabActor
{
    /// <param name="Lease">The right to do it.</param>
    /// <param name="Item">What to do.</param>
    /// <param name="LastAttempt">If it fails, it is not tried again: downstream must not wait for it.</param>
    public sealed record Assigned(Lease Lease, WorkItem Item, bool LastAttempt = true) : IItemMessage
    {
        long IItemMessage.Item => Item.Path.Root.Value;
    }

    private sealed record Repeat : IMessage
    {
        public static readonly Repeat Instance = new();
    }

    private readonly WorkerOptions _options;
    private Assigned? _current;
    private long _finished;
    private long _finishedAtLastLook;
    private IScheduledSend? _timer;

    /// <exception cref="ArgumentOutOfRangeException">A count in <paramref name="options"/> is below 1.</exception>
    public Worker(WorkerOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Prefetch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.RetireAfterItems ?? 1, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.RepeatPeriod, new SimDuration(1), nameof(options));
        _options = options;
    }

    protected override void PreStart()
    {
        Report();
        Arm();
    }

    /// <summary>What its predecessor held is forgotten here; only its end tells the coordinator to give it to another.</summary>
    protected override void PostRestart(Exception reason) => Self.Tell(PoisonPill.Instance);

    protected override void PostStop() => _timer?.Cancel();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Assigned assigned: Begin(assigned); break;
            case BodyCompleted(_, var result): Complete(result); break;
            case BodyFailed(_, var cause): Fail(cause); break;
            case Repeat: RepeatIfIdle(); break;
            default: Unhandled(message); break;
        }
    }

    private void Begin(Assigned assigned)
    {
        Invariant.Check(_current is null, $"{PathOf(Self)} got {assigned.Lease} while it works on {_current?.Lease}");
        _current = assigned;
        Execute(_options.Body, assigned.Item, _options.Occupancy);
    }

    private void Complete(IMessage result)
    {
        Assigned assigned = TakeCurrent();
        if (_options.Downstream is { } downstream) downstream.Tell(new Resequencer.Completed(assigned.Item.Path, result, assigned.Lease.Epoch));
        Finish();
    }

    private void Fail(Exception cause)
    {
        Assigned assigned = TakeCurrent();
        if (assigned.LastAttempt && _options.Downstream is { } downstream) downstream.Tell(new Resequencer.Abandoned(assigned.Item.Path, assigned.Lease.Epoch));
        _options.Coordinator.Tell(new Coordinator.ItemFailed(assigned.Lease, assigned.Item, cause));
        Finish();
    }

    private Assigned TakeCurrent()
    {
        Assigned? assigned = _current;
        Invariant.Check(assigned is not null, "a body ended that was not begun");
        _current = null;
        return assigned;
    }

    private void Finish()
    {
        _finished++;
        Report();
        if (_finished == _options.RetireAfterItems) Self.Tell(PoisonPill.Instance);
    }

    private void Report()
    {
        long demandUpTo = Math.Min(_finished + _options.Prefetch, _options.RetireAfterItems ?? long.MaxValue);
        _options.Coordinator.Tell(new Coordinator.Report(_finished, demandUpTo));
    }

    /// <summary>Looks only once per period instead of winding a timer per item, so a busy worker pays nothing for it.</summary>
    private void RepeatIfIdle()
    {
        if (_finished == _finishedAtLastLook) Report();
        _finishedAtLastLook = _finished;
        Arm();
    }

    private void Arm() => _timer = SendLater(Self, Repeat.Instance, _options.RepeatPeriod);
}
