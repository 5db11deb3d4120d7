using ActorLab.Core.Actors;

namespace ActorLab.Core.Model;

/// <summary>Asks a coordinator for items, executes its body with each, and passes the results on.</summary>
/// <remarks>It needs no queue of its own: while the body runs, what comes waits in the mailbox (G25). It tells downstream before it reports, so an item reported as finished is never missing there.
/// When its node dies between the two, an item that was abandoned downstream is done again, and its result is then dropped as a duplicate.</remarks>
public sealed class Worker : IActor
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

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case Assigned assigned: Begin(context, assigned); break;
            case BodyCompleted(_, var result): Complete(context, result); break;
            case BodyFailed(_, var cause): Fail(context, cause); break;
            case Repeat: RepeatIfIdle(context); break;
            case Started:
                Report(context);
                Arm(context);
                break;
            // What its predecessor held is forgotten here; only its end tells the coordinator to give it to another.
            case Restarted: context.Stop(context.Self); break;
            case Stopping: _timer?.Cancel(); break;
            default: context.Unhandled(message); break;
        }
    }

    private void Begin(IActorContext context, Assigned assigned)
    {
        Invariant.Check(_current is null, $"{context.PathOf(context.Self)} got {assigned.Lease} while it works on {_current?.Lease}");
        _current = assigned;
        context.Execute(_options.Body, assigned.Item, _options.Occupancy);
    }

    private void Complete(IActorContext context, IMessage result)
    {
        Assigned assigned = TakeCurrent();
        if (_options.Downstream is { } downstream) context.Send(downstream, new Resequencer.Completed(assigned.Item.Path, result, assigned.Lease.Epoch));
        Finish(context);
    }

    private void Fail(IActorContext context, Exception cause)
    {
        Assigned assigned = TakeCurrent();
        if (assigned.LastAttempt && _options.Downstream is { } downstream) context.Send(downstream, new Resequencer.Abandoned(assigned.Item.Path, assigned.Lease.Epoch));
        context.Send(_options.Coordinator, new Coordinator.ItemFailed(assigned.Lease, assigned.Item, cause));
        Finish(context);
    }

    private Assigned TakeCurrent()
    {
        Assigned? assigned = _current;
        Invariant.Check(assigned is not null, "a body ended that was not begun");
        _current = null;
        return assigned;
    }

    private void Finish(IActorContext context)
    {
        _finished++;
        Report(context);
        if (_finished == _options.RetireAfterItems) context.Stop(context.Self);
    }

    private void Report(IActorContext context)
    {
        long demandUpTo = Math.Min(_finished + _options.Prefetch, _options.RetireAfterItems ?? long.MaxValue);
        context.Send(_options.Coordinator, new Coordinator.Report(_finished, demandUpTo));
    }

    /// <summary>Looks only once per period instead of winding a timer per item, so a busy worker pays nothing for it.</summary>
    private void RepeatIfIdle(IActorContext context)
    {
        if (_finished == _finishedAtLastLook) Report(context);
        _finishedAtLastLook = _finished;
        Arm(context);
    }

    private void Arm(IActorContext context) => _timer = context.SendLater(context.Self, Repeat.Instance, _options.RepeatPeriod);
}
