#pragma warning disable RS0030 // Timers of .NET that the loop's thread makes are taken over here, so that the real clock does not fire them.
using System.Collections;
using System.Diagnostics.Tracing;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ActorLab.VirtualTime.Runtime;

/// <summary>Moves the timers of .NET that the loop's thread starts to the virtual clock: <c>Task.Delay</c>, <c>CancelAfter</c>,
/// <c>WaitAsync</c>, <c>Timer</c>, and with them the time-outs of <c>Ask</c>, <c>GracefulStop</c>, <c>CircuitBreaker</c> and of
/// Akka's TestKit.</summary>
/// <remarks>.NET tells each start of a timer, on the thread that starts it, by an event of its event source for transfers between
/// threads. A timer that was told is taken out of .NET's list, marked with a number of its own, and becomes an event of the
/// world. Disposing it and arming it anew wipe the mark out, so that the event is known to be worthless.</remarks>
internal sealed class TimerCapture
{
    private const uint Unset = uint.MaxValue;

    /// <summary>No timer of .NET has this period unless it is given 49 days and 17 hours.</summary>
    private const uint PeriodOfCaptured = uint.MaxValue - 1;

    private static readonly Type TimerType = RuntimeParts.TypeOf("System.Threading.TimerQueueTimer");
    private static readonly Type ListType = RuntimeParts.TypeOf("System.Threading.TimerQueue");
    private static readonly Array Lists = (Array)RuntimeParts.Property(ListType, "Instances").GetValue(null)!;
    private static readonly PropertyInfo ListLock = RuntimeParts.Property(ListType, "SharedLock");
    private static readonly FieldInfo[] Heads = [RuntimeParts.Field(ListType, "_shortTimers"),
        RuntimeParts.Field(ListType, "_longTimers")];
    private static readonly FieldInfo NextTimer = RuntimeParts.Field(TimerType, "_next");
    private static readonly FieldInfo DueTime = RuntimeParts.Field(TimerType, "_dueTime");
    private static readonly FieldInfo Period = RuntimeParts.Field(TimerType, "_period");

    /// <summary>When it was armed by the clock of .NET; a negative number is the mark of a captured timer.</summary>
    private static readonly FieldInfo StartTicks = RuntimeParts.Field(TimerType, "_startTicks");
    private static readonly FieldInfo Canceled = RuntimeParts.Field(TimerType, "_canceled");
    private static readonly FieldInfo ListOfTimer = RuntimeParts.Field(TimerType, "_associatedTimerQueue");
    private static readonly MethodInfo Change = RuntimeParts.Method(TimerType, "Change", typeof(uint), typeof(uint));
    private static readonly MethodInfo FireTimer = RuntimeParts.Method(TimerType, "Fire", typeof(bool));
    private static readonly Listener Told = new();
    private static long s_mark;

    private readonly VirtualWorld _world;
    private readonly List<Start> _started = [];
    private readonly List<(Start Start, object Timer, long Mark)> _taken = [];

    public TimerCapture(VirtualWorld world)
    {
        _world = world;
        Told.MustHear();
    }

    /// <summary>Timers were started since the last <see cref="Capture"/>.</summary>
    public bool HasStarted => _started.Count > 0;

    private void Hear(Start start)
    {
        if (_world.Cures(Traps.RuntimeTimers)) _started.Add(start);
    }

    /// <summary>What .NET tells of the start of a timer.</summary>
    /// <param name="Code">Its identity hash code, which others may have too.</param>
    /// <param name="Due">Milliseconds.</param>
    /// <param name="Period">Milliseconds.</param>
    private readonly record struct Start(int Code, uint Due, uint Period);

    /// <summary>One arming of a timer, as an event of the world.</summary>
    /// <param name="Timer">.NET's timer.</param>
    /// <param name="Period">Milliseconds; <see cref="uint.MaxValue"/> for a timer that fires once.</param>
    /// <param name="Mark">What the timer is marked with while this arming holds.</param>
    internal sealed record Due(object Timer, uint Period, long Mark)
    {
        /// <summary>The timer was disposed of, stopped or armed anew.</summary>
        public bool IsOver => (bool)Canceled.GetValue(Timer)! || (long)StartTicks.GetValue(Timer)! != Mark ||
            (uint)TimerCapture.Period.GetValue(Timer)! != PeriodOfCaptured;

        public void Fire()
        {
            using (Locked(Timer))
            {
                if (IsOver) return;
                if (Period == Unset) Unmark(Timer);
            }

            FireTimer.Invoke(Timer, BindingFlags.DoNotWrapExceptions, null, [false], null);
        }
    }

    /// <summary>Takes over the timers that were started on this thread; their delays count from the world's present
    /// moment.</summary>
    /// <param name="system">Whose turn started them.</param>
    public void Capture(VirtualSystem system)
    {
        TakeOut();
        ILookup<Start, (Start Start, object Timer, long Mark)> taken = _taken.ToLookup(timer => timer.Start);
        foreach (Start start in _started.Distinct())
        {
            foreach ((_, object timer, long mark) in taken[start])
            {
                long every = start.Period == Unset ? 0 : start.Period * 1_000_000L;
                _world.AddRuntimeTimer(new Due(timer, start.Period, mark), start.Due * 1_000_000L, every, system);
            }

            if (!taken.Contains(start) && Told.HasFired(start.Code)) _world.DoubtTimer();
        }

        _started.Clear();
        _taken.Clear();
    }

    /// <summary>Takes the timers that were started out of .NET's lists, in which timers of other threads stand too.</summary>
    private void TakeOut()
    {
        HashSet<Start> started = [.. _started];
        HashSet<int> codes = [.. _started.Select(start => start.Code)];
        foreach (object list in (IEnumerable)Lists)
        {
            using (((Lock)ListLock.GetValue(list)!).EnterScope())
            {
                foreach (FieldInfo head in Heads)
                {
                    for (object? timer = head.GetValue(list), next; timer is not null; timer = next)
                    {
                        next = NextTimer.GetValue(timer);
                        int code = RuntimeHelpers.GetHashCode(timer);
                        if (!codes.Contains(code)) continue;
                        var start = new Start(code, (uint)DueTime.GetValue(timer)!, (uint)Period.GetValue(timer)!);
                        if (!started.Contains(start)) continue;
                        Change.Invoke(timer, [Unset, Unset]);
                        _taken.Add((start, timer, Mark(timer)));
                    }
                }
            }
        }
    }

    private static long Mark(object timer)
    {
        long mark = Interlocked.Decrement(ref s_mark);
        StartTicks.SetValue(timer, mark);
        Period.SetValue(timer, PeriodOfCaptured);
        return mark;
    }

    private static void Unmark(object timer)
    {
        StartTicks.SetValue(timer, 0L);
        Period.SetValue(timer, Unset);
    }

    private static Lock.Scope Locked(object timer) => ((Lock)ListLock.GetValue(ListOfTimer.GetValue(timer))!).EnterScope();

    /// <summary>Hears of every timer that is armed, on the thread that arms it.</summary>
    private sealed class Listener : EventListener
    {
        private const string SourceName = "System.Diagnostics.Eventing.FrameworkEventSource";
        private const EventKeywords ThreadTransfer = (EventKeywords)0x10;
        private const int KindOfTimers = 1;
        private const int Places = 1024;

        /// <summary>The last timers that fired for real, each in the place of its code.</summary>
        private readonly int[] _fired = new int[Places];
        private bool _hears;

        public bool HasFired(int code) => Volatile.Read(ref _fired[code & (Places - 1)]) == code;

        public void MustHear()
        {
            if (_hears) return;
            throw new VirtualTimeException(VirtualTimeProblem.UnsupportedRuntime,
                $"the event source {SourceName} tells nothing (EventSourceSupport is off); ActorLab.VirtualTime needs it to move the timers of .NET to the virtual clock");
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name != SourceName) return;
            EnableEvents(eventSource, EventLevel.Informational, ThreadTransfer);
            _hears = eventSource.IsEnabled();
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.Payload is not [long code, KindOfTimers, ..]) return;
            VirtualWorld? world = VirtualWorld.Current;
            if (eventData.EventName == "ThreadTransferReceive")
            {
                // The thread of a world fires captured timers alone.
                if (world is null) Volatile.Write(ref _fired[code & (Places - 1)], (int)code);
            }
            else if (eventData is { EventName: "ThreadTransferSend", Payload: [.., int due, int period] })
            {
                world?.RuntimeTimers.Hear(new Start((int)code, (uint)due, period == 0 ? Unset : (uint)period));
            }
        }
    }
}
