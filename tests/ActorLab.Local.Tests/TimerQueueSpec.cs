using System.Diagnostics;
using ActorLab.Local.Seats;
using ActorLab.TestSupport;
using static ActorLab.Local.Tests.LocalScenario;

namespace ActorLab.Local.Tests;

/// <summary>What is to be done later.</summary>
public sealed class TimerQueueSpec : IDisposable
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly TimerQueue _timers;
    private readonly List<int> _done = [];
    private Exception? _broken;

    public TimerQueueSpec() => _timers = new TimerQueue(Now, bug => _broken = bug);

    public void Dispose()
    {
        _timers.Close();
        Assert.True(_timers.Join(HangGuard.Limit));
        Assert.Null(_broken);
    }

    [Fact]
    public void Equal_times_keep_the_order_of_the_calls_and_shorter_delays_go_first()
    {
        int[] delays = [9, 3, 9, 6, 3, 6, 9];
        _timers.Start([.. delays.Select((delay, i) => Prepare(i, delay))], Now());
        Assert.Equal([1, 4, 3, 5, 0, 2, 6], Done(delays.Length));
    }

    [Fact]
    public void Those_started_together_keep_their_order_even_if_all_are_overdue()
    {
        const int count = 500;
        Await(() => Now().Nanoseconds > Ms(count).Nanoseconds, "a time by which all are overdue");
        _timers.Start([Prepare(count, 0)], SimTime.Zero);
        Done(1);
        _timers.Start([.. Enumerable.Range(0, count).Select(i => Prepare(i, count - i))], SimTime.Zero);
        Assert.Equal([count, .. Enumerable.Range(0, count).Reverse()], Done(count + 1));
    }

    [Fact]
    public void Nothing_is_early()
    {
        var early = new List<SimDuration>();
        int left = 20;
        for (int i = 1; i <= 20; i++)
        {
            SimDuration delay = SimDuration.FromMicroseconds(i * 130);
            SimTime due = Now() + delay;
            _timers.Add(
                () =>
                {
                    if (Now() < due) early.Add(due - Now());
                    Interlocked.Decrement(ref left);
                },
                delay);
        }

        Await(() => Volatile.Read(ref left) == 0, "all timers");
        Assert.Empty(early);
    }

    [Fact]
    public void Cancel_tells_whether_it_was_in_time()
    {
        TimerQueue.Entry prepared = Prepare(0, 0), waiting = Prepare(1, 3_600_000), done = Prepare(2, 0);
        Assert.True(prepared.Cancel());
        _timers.Start([prepared], Now());
        _timers.Start([waiting], Now());
        _timers.Start([done], Now());
        Assert.Equal([2], Done(1));
        Assert.Equal((false, true, false, false), (prepared.Cancel(), waiting.Cancel(), waiting.Cancel(), done.Cancel()));
    }

    [Fact]
    public void Of_a_cancel_and_its_time_exactly_one_wins()
    {
        const int rounds = 2_000;
        int fired = 0, cancelled = 0;
        for (int i = 0; i < rounds; i++)
        {
            TimerQueue.Entry entry = _timers.Add(() => Interlocked.Increment(ref fired), SimDuration.Zero);
            Thread.SpinWait(i % 200);
            if (entry.Cancel()) cancelled++;
        }

        Await(() => Volatile.Read(ref fired) + cancelled == rounds, "each entry fired or was cancelled");
        _timers.Close();
        Assert.True(_timers.Join(HangGuard.Limit));
        Assert.Equal(rounds, fired + cancelled);
    }

    [Fact]
    public void Cancelled_entries_are_forgotten_long_before_they_would_be_due()
    {
        for (int i = 0; i < 100_000; i++) _timers.Add(() => { }, SimDuration.FromSeconds(3_600)).Cancel();
        Assert.InRange(_timers.Count, 0, 200);
    }

    [Fact]
    public void A_closed_queue_does_nothing_more()
    {
        _timers.Add(() => _done.Add(1), SimDuration.FromSeconds(3_600));
        _timers.Close();
        TimerQueue.Entry late = _timers.Add(() => _done.Add(2), SimDuration.Zero);
        Assert.True(_timers.Join(HangGuard.Limit));
        Assert.True(late.Cancel());
        Assert.Empty(_done);
    }

    [Fact]
    public void What_an_entry_throws_is_reported_and_the_others_go_on()
    {
        var bug = new Planned("bug");
        _timers.Add(() => throw bug, SimDuration.Zero);
        _timers.Start([Prepare(7, 1)], Now());
        Assert.Equal([7], Done(1));
        Assert.Same(bug, Interlocked.Exchange(ref _broken, null));
    }

    private SimTime Now() => new(Stopwatch.GetElapsedTime(_start).Ticks * 100);

    private TimerQueue.Entry Prepare(int number, long delayMs) =>
        new(
            _timers,
            () =>
            {
                lock (_done) _done.Add(number);
            },
            Ms(delayMs));

    private int[] Done(int count)
    {
        Await(() => { lock (_done) return _done.Count >= count; }, $"{count} entries");
        lock (_done) return [.. _done];
    }
}
