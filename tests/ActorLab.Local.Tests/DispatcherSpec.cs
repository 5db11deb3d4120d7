using ActorLab.Local.Dispatchers;
using ActorLab.TestSupport;
using static ActorLab.Local.Tests.LocalScenario;

namespace ActorLab.Local.Tests;

/// <summary>The threads that give actors their turns.</summary>
public sealed class DispatcherSpec : IDisposable
{
    private readonly List<Dispatcher> _made = [];
    private Exception? _broken;

    private sealed class Job(Action<DispatcherThread> run) : IRunnable
    {
        public void Run(DispatcherThread thread) => run(thread);
    }

    public void Dispose()
    {
        foreach (Dispatcher dispatcher in _made)
        {
            dispatcher.Close();
            Assert.True(dispatcher.Join(HangGuard.Limit));
        }

        Assert.Null(_broken);
    }

    [Fact]
    public void Threads_start_one_by_one_and_only_while_work_finds_none_idle()
    {
        Dispatcher dispatcher = Make(4);
        Assert.Equal(0, dispatcher.StartedCount);
        for (int i = 0; i < 20; i++)
        {
            RunAndWait(dispatcher, _ => { });
            Await(() => dispatcher.ParkedCount == dispatcher.StartedCount, "all asleep");
            Assert.Equal(1, dispatcher.StartedCount);
        }

        int done = 0;
        using var go = new ManualResetEventSlim();
        for (int n = 1; n <= 6; n++)
        {
            int entered = 0;
            dispatcher.Schedule(new Job(_ => { Volatile.Write(ref entered, 1); go.Wait(); Interlocked.Increment(ref done); }), null);
            if (n <= 4) Await(() => Volatile.Read(ref entered) == 1, $"blocked job {n} begins");
            Assert.Equal(Math.Min(n, 4), dispatcher.StartedCount);
        }

        go.Set();
        Await(() => Volatile.Read(ref done) == 6, "all six end");
    }

    [Fact]
    public void Threads_are_named_after_their_dispatcher_and_numbered()
    {
        string? name = null;
        RunAndWait(Make(2), _ => name = Thread.CurrentThread.Name);
        Assert.Equal("pool-1", name);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Every_runnable_pushed_from_outside_runs_exactly_once_and_then_all_threads_sleep(int threads)
    {
        const int pushers = 3, each = 20_000;
        Dispatcher dispatcher = Make(threads);
        var runs = new int[pushers * each];
        int done = 0;
        Together([.. Enumerable.Range(0, pushers).Select(p => (Action)(() =>
        {
            var random = new RandomStream((ulong)p);
            for (int i = 0; i < each; i++)
            {
                int job = (p * each) + i;
                dispatcher.Schedule(new Job(_ =>
                {
                    Interlocked.Increment(ref runs[job]);
                    Interlocked.Increment(ref done);
                }), null);
                // Long enough, now and then, for the threads to go to sleep.
                if (random.NextInt64(0, 100) == 0) Thread.SpinWait(20_000);
            }
        }))]);
        Await(() => Volatile.Read(ref done) == runs.Length, "all run");
        Assert.All(runs, r => Assert.Equal(1, r));
        Await(() => dispatcher.ParkedCount == dispatcher.StartedCount, "idle: all asleep");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void As_many_as_there_are_threads_run_at_once_however_the_pushes_meet_those_who_fall_asleep(int threads)
    {
        const int rounds = 1_500;
        Dispatcher? dispatcher = null;
        using var next = new Barrier(threads, _ =>
        {
            // A fresh one now and then: starting threads is as easily forgotten as waking them.
            dispatcher?.Close();
            dispatcher = Make(threads);
        });
        var meeting = new Meeting();
        int stuck = 0;
        Together([.. Enumerable.Repeat<Action>(
            () =>
            {
                for (int round = 0; round < rounds; round++)
                {
                    if (round % 50 == 0) next.SignalAndWait();
                    meeting.Schedule(dispatcher!, threads, ref stuck);
                }
            },
            threads)]);
        Assert.True(stuck == 0, "a job waited although a thread could have run it");
    }

    /// <summary>A round of jobs that can end only when all of them run at once.</summary>
    private sealed class Meeting
    {
        private readonly object _gate = new();
        private int _pushers;
        private Round _round = new();

        private sealed class Round
        {
            public int Arrived;
        }

        public void Schedule(Dispatcher dispatcher, int threads, ref int stuck)
        {
            Round mine;
            lock (_gate)
            {
                mine = _round;
                if (++_pushers == threads)
                {
                    _pushers = 0;
                    _round = new Round();
                }
            }

            int left = 0;
            dispatcher.Schedule(new Job(_ =>
            {
                Interlocked.Increment(ref mine.Arrived);
                SpinWait.SpinUntil(() => Volatile.Read(ref mine.Arrived) == threads, HangGuard.Limit);
                Volatile.Write(ref left, 1);
            }), null);
            if (!SpinWait.SpinUntil(() => Volatile.Read(ref left) == 1, 2 * HangGuard.Limit) || mine.Arrived != threads)
                Interlocked.Exchange(ref stuck, 1);
        }
    }

    [Fact]
    public void What_waits_behind_a_blocked_thread_is_taken_by_its_neighbours()
    {
        Dispatcher dispatcher = Make(2);
        using var go = new ManualResetEventSlim();
        int done = 0;
        dispatcher.Schedule(new Job(thread =>
        {
            for (int i = 0; i < 10; i++) dispatcher.PushLocal(thread, new Job(_ => Interlocked.Increment(ref done)));
            thread.ScheduleNext(new Job(_ => Interlocked.Increment(ref done)));
            thread.ShareSlot();
            Assert.True(go.Wait(HangGuard.Limit));
        }), null);
        Await(() => Volatile.Read(ref done) == 11, "the neighbour runs all of it");
        go.Set();
    }

    [Fact]
    public void A_turn_that_sends_very_much_shares_what_it_woke()
    {
        Dispatcher dispatcher = Make(2);
        bool ran = false;
        RunAndWait(dispatcher, thread =>
        {
            thread.ScheduleNext(new Job(_ => Volatile.Write(ref ran, true)));
            for (int i = 0; i < 300; i++) thread.CountSend();
            Await(() => Volatile.Read(ref ran), "the neighbour runs what the long turn woke");
        });
    }

    [Fact]
    public void Two_that_wake_each_other_for_ever_starve_neither_their_queue_nor_the_shared_one()
    {
        Dispatcher dispatcher = Make(1);
        int left = 3, turns = 0;
        IRunnable? ping = null, pong = null;
        ping = new Job(thread => Answer(thread, pong!));
        pong = new Job(thread => Answer(thread, ping!));
        dispatcher.Schedule(new Job(thread =>
        {
            dispatcher.PushLocal(thread, new Job(_ => Interlocked.Decrement(ref left)));
            dispatcher.PushLocal(thread, new Job(_ => Interlocked.Decrement(ref left)));
            dispatcher.Schedule(new Job(_ => Interlocked.Decrement(ref left)), null);
            thread.ScheduleNext(ping);
        }), null);
        Await(() => Volatile.Read(ref left) == 0, "the others' turns");
        Assert.True(Volatile.Read(ref turns) > 64, "the two never used up their budget");

        void Answer(DispatcherThread thread, IRunnable other)
        {
            if (Volatile.Read(ref left) == 0) return;
            turns++;
            thread.ScheduleNext(other);
        }
    }

    [Fact]
    public void What_a_runnable_throws_is_reported_and_the_thread_goes_on()
    {
        Dispatcher dispatcher = Make(1);
        var bug = new Planned("bug");
        dispatcher.Schedule(new Job(_ => throw bug), null);
        bool ran = false;
        RunAndWait(dispatcher, _ => ran = true);
        Assert.True(ran);
        Assert.Same(bug, Interlocked.Exchange(ref _broken, null));
    }

    [Fact]
    public void A_dispatcher_may_be_closed_while_others_push_and_then_starts_no_thread()
    {
        for (int round = 0; round < 100; round++)
        {
            var dispatcher = new Dispatcher("pool", 4, bug => _broken = bug);
            Together(
                () => { for (int i = 0; i < 20; i++) dispatcher.Schedule(new Job(_ => { }), null); },
                () =>
                {
                    Thread.SpinWait(round * 50);
                    dispatcher.Close();
                    int started = dispatcher.StartedCount;
                    if (!dispatcher.Join(HangGuard.Limit) || dispatcher.StartedCount != started)
                        throw new Planned("a thread started after the end");
                });
        }
    }

    private Dispatcher Make(int threads)
    {
        var dispatcher = new Dispatcher("pool", threads, bug => _broken = bug);
        _made.Add(dispatcher);
        return dispatcher;
    }

    private static void RunAndWait(Dispatcher dispatcher, Action<DispatcherThread> run)
    {
        using var done = new ManualResetEventSlim();
        Exception? failure = null;
        dispatcher.Schedule(new Job(thread =>
        {
            try
            {
                run(thread);
            }
            catch (Exception thrown)
            {
                failure = thrown;
            }

            done.Set();
        }), null);
        Assert.True(done.Wait(HangGuard.Limit));
        Assert.Null(failure);
    }
}
