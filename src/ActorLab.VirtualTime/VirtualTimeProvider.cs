namespace ActorLab.VirtualTime;

/// <summary>The clock and the timers of a world for code that takes a <see cref="TimeProvider"/> instead of reading
/// <c>DateTime.UtcNow</c>.</summary>
internal sealed class VirtualTimeProvider(VirtualWorld world) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => 1_000_000_000;

    public override DateTimeOffset GetUtcNow() => world.StartTime + world.TurnTime;

    public override long GetTimestamp() => world.TurnNanoseconds;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(world, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class VirtualTimer(VirtualWorld world, TimerCallback callback, object? state) : ITimer
    {
        private int _arming;
        private bool _disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_disposed) return false;
            int arming = ++_arming;
            if (dueTime >= TimeSpan.Zero) Arm(arming, dueTime, period);
            return true;
        }

        public void Dispose()
        {
            _disposed = true;
            _arming++;
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Arm(int arming, TimeSpan delay, TimeSpan period) => world.AddAction(delay, () =>
        {
            if (arming != _arming) return;
            if (period > TimeSpan.Zero) Arm(arming, period, period);
            callback(state);
        });
    }
}
