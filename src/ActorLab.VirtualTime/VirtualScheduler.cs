using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using ActorLab.VirtualTime.Events;

namespace ActorLab.VirtualTime;

/// <summary>Akka's scheduler on the clock of a <see cref="VirtualWorld"/>: <c>akka.scheduler.implementation</c>. Without a world
/// on the thread that creates the system, one is made from <c>akka.virtual-time</c>, and ends with its last system.</summary>
public sealed class VirtualScheduler : SchedulerBase, IDateTimeOffsetNowTimeProvider, IDisposable
{
    /// <param name="config">The whole configuration of the system, as Akka gives it.</param>
    /// <param name="log">Not used.</param>
    public VirtualScheduler(Config config, ILoggingAdapter log)
        : base(config, log)
    {
        World = VirtualWorld.Current ?? VirtualWorld.StartFor(config);
        System = World.BeginSystem(this);
    }

    /// <inheritdoc/>
    public override TimeSpan MonotonicClock => World.TurnTime;

    /// <inheritdoc/>
    public override TimeSpan HighResMonotonicClock => World.TurnTime;

    /// <inheritdoc/>
    protected override DateTimeOffset TimeNow => World.StartTime + World.TurnTime;

    internal VirtualWorld World { get; }

    internal VirtualSystem System { get; }

    /// <summary>Akka calls this when the system has ended.</summary>
    public void Dispose() => World.EndSystem(System);

    /// <inheritdoc/>
    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender,
        ICancelable cancelable) =>
        Add(delay, EventKind.Tell, receiver, message, sender, cancelable, TimeSpan.Zero);

    /// <inheritdoc/>
    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(initialDelay, EventKind.Tell, receiver, message, sender, cancelable, interval);

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable)
    {
        ArgumentNullException.ThrowIfNull(action);
        // A dispatcher without actors wants to end its threads after a while: it has none, and a world is idle without that.
        if (action.Target is not VirtualDispatcher) Add(delay, EventKind.Action, action, null, null, cancelable, TimeSpan.Zero);
    }

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        Add(delay, EventKind.Runnable, action, null, null, cancelable, TimeSpan.Zero);

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action,
        ICancelable cancelable) =>
        Add(initialDelay, EventKind.Action, action, null, null, cancelable, interval);

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action,
        ICancelable cancelable) =>
        Add(initialDelay, EventKind.Runnable, action, null, null, cancelable, interval);

    private void Add(TimeSpan delay, EventKind kind, object target, object? message, IActorRef? sender, ICancelable? cancelable,
        TimeSpan every) =>
        World.AddEvent(delay,
            new PendingEvent(kind, target, message, sender, cancelable, System, VirtualWorld.ToNanoseconds(every)));
}
