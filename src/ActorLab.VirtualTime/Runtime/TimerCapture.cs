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
/// threads. A timer that was told is taken out of .NET's list and becomes an event of the world. It stays marked as armed, so
/// that disposing it and arming it anew are noticed when its time has come.</remarks>
internal sealed class TimerCapture
{
    private const uint Unset = uint.MaxValue;

    private static readonly Type TimerType = RuntimeParts.TypeOf("System.Threading.TimerQueueTimer");
    private static readonly Type ListType = RuntimeParts.TypeOf("System.Threading.TimerQueue");
    private static readonly Array Lists = (Array)RuntimeParts.Property(ListType, "Instances").GetValue(null)!;
    private static readonly PropertyInfo ListLock = RuntimeParts.Property(ListType, "SharedLock");
    private static readonly PropertyInfo ActiveCount = RuntimeParts.Property(ListType, "ActiveCount");
    private static readonly FieldInfo[] Heads = [RuntimeParts.Field(ListType, "_shortTimers"),
        RuntimeParts.Field(ListType, "_longTimers")];
    private static readonly FieldInfo NextTimer = RuntimeParts.Field(TimerType, "_next");
    private static readonly FieldInfo DueTime = RuntimeParts.Field(TimerType, "_dueTime");
    private static readonly FieldInfo Period = RuntimeParts.Field(TimerType, "_period");
    private static readonly FieldInfo Canceled = RuntimeParts.Field(TimerType, "_canceled");
    private static readonly FieldInfo ListOfTimer = RuntimeParts.Field(TimerType, "_associatedTimerQueue");
    private static readonly MethodInfo Change = RuntimeParts.Method(TimerType, "Change", typeof(uint), typeof(uint));
    private static readonly MethodInfo FireTimer = RuntimeParts.Method(TimerType, "Fire", typeof(bool));
    private static readonly Listener Told = new();

    private readonly VirtualWorld _world;
    private readonly List<int> _started = [];
    private readonly Dictionary<int, Captured> _captured = [];

    public TimerCapture(VirtualWorld world)
    {
        _world = world;
        Told.MustHear();
    }

    /// <summary>Timers were started since the last <see cref="Capture"/>.</summary>
    public bool HasStarted => _started.Count > 0;

    /// <summary>A timer of .NET that fires on the virtual clock.</summary>
    /// <param name="timer">.NET's timer.</param>
    /// <param name="code">Its identity hash code, by which .NET tells that it was armed.</param>
    internal sealed class Captured(object timer, int code)
    {
        public object Timer { get; } = timer;

        public int Code { get; } = code;

        /// <summary>Arming it again makes the event of the arming before worthless.</summary>
        public int Arming { get; set; }
    }

    /// <summary>One arming of a timer, as an event of the world.</summary>
    internal sealed record Due(TimerCapture Capture, Captured Captured, int Arming)
    {
        public void Fire() => Capture.Fire(this);
    }

    /// <summary>Takes over the timers that were started on this thread; their delays count from the world's present
    /// moment.</summary>
    public void Capture()
    {
        foreach (int code in _started)
        {
            if (TakeOver(code, out uint due, out uint period) is { } captured) Arm(captured, due, period);
            else if (Told.HasFired(code)) _world.DoubtTimer();
        }

        _started.Clear();
    }

    private void Arm(Captured captured, uint due, uint period)
    {
        captured.Arming++;
        using (Locked(captured.Timer))
        {
            // Armed for all who look at it, but in no list.
            DueTime.SetValue(captured.Timer, due);
            Period.SetValue(captured.Timer, period);
            AddActive(captured.Timer);
        }

        _world.AddRuntimeTimer(new Due(this, captured, captured.Arming), due * 1_000_000L);
    }

    private void Fire(Due due)
    {
        object timer = due.Captured.Timer;
        if (due.Arming != due.Captured.Arming) return;
        if ((bool)Canceled.GetValue(timer)! || (uint)DueTime.GetValue(timer)! == Unset)
        {
            _captured.Remove(due.Captured.Code);
            return;
        }

        uint period = (uint)Period.GetValue(timer)!;
        Change.Invoke(timer, [Unset, Unset]);
        if (period is not Unset and not 0) Arm(due.Captured, period, period);
        else _captured.Remove(due.Captured.Code);
        FireTimer.Invoke(timer, BindingFlags.DoNotWrapExceptions, null, [false], null);
    }

    /// <summary>Takes the timer out of .NET's lists.</summary>
    /// <returns>Null if it is armed no more.</returns>
    private Captured? TakeOver(int code, out uint due, out uint period)
    {
        due = period = Unset;
        if (!_captured.TryGetValue(code, out Captured? captured))
        {
            if (Find(code) is not { } timer) return null;
            captured = new Captured(timer, code);
            _captured.Add(code, captured);
        }

        due = (uint)DueTime.GetValue(captured.Timer)!;
        period = (uint)Period.GetValue(captured.Timer)!;
        Change.Invoke(captured.Timer, [Unset, Unset]);
        if (due != Unset) return captured;
        _captured.Remove(code);
        return null;
    }

    private static object? Find(int code)
    {
        foreach (object list in (IEnumerable)Lists)
        {
            using (((Lock)ListLock.GetValue(list)!).EnterScope())
            {
                foreach (FieldInfo head in Heads)
                {
                    for (object? timer = head.GetValue(list); timer is not null; timer = NextTimer.GetValue(timer))
                    {
                        if (RuntimeHelpers.GetHashCode(timer) == code) return timer;
                    }
                }
            }
        }

        return null;
    }

    private static Lock.Scope Locked(object timer) => ((Lock)ListLock.GetValue(ListOfTimer.GetValue(timer))!).EnterScope();

    private static void AddActive(object timer)
    {
        object list = ListOfTimer.GetValue(timer)!;
        ActiveCount.SetValue(list, (long)ActiveCount.GetValue(list)! + 1);
    }

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
            if (eventData.EventName == "ThreadTransferReceive") Volatile.Write(ref _fired[code & (Places - 1)], (int)code);
            else if (eventData.EventName == "ThreadTransferSend") VirtualWorld.Current?.RuntimeTimers._started.Add((int)code);
        }
    }
}
