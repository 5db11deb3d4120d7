using Akka.Actor;
using ActorLab.Local.Hosting;
using ActorLab.TestSupport;
using static ActorLab.Local.Tests.LocalScenario;

namespace ActorLab.Local.Tests;

/// <summary>The threads that give actors their turns.</summary>
public sealed class ThreadDispatcherSpec : IDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create("test", "akka { loglevel = OFF, stdout-loglevel = OFF }");
    private readonly List<ThreadDispatcher> _made = [];
    private Exception? _broken;

    public void Dispose()
    {
        foreach (ThreadDispatcher dispatcher in _made)
        {
            dispatcher.Close();
            Assert.True(dispatcher.Join(HangGuard.Limit));
        }

        _system.Terminate().Wait();
        _system.Dispose();
        Assert.Null(_broken);
    }

    [Fact]
    public void Threads_start_one_by_one_and_only_while_work_finds_none_idle()
    {
        ThreadDispatcher dispatcher = Make(4);
        Assert.Equal(0, dispatcher.StartedCount);
        for (int i = 0; i < 20; i++)
        {
            RunAndWait(dispatcher, () => { });
            Await(() => dispatcher.SleepingCount == dispatcher.StartedCount, "all asleep");
            Assert.Equal(1, dispatcher.StartedCount);
        }

        int done = 0;
        using var go = new ManualResetEventSlim();
        for (int n = 1; n <= 6; n++)
        {
            int entered = 0;
            dispatcher.Schedule((Action)(() => { Volatile.Write(ref entered, 1); go.Wait(); Interlocked.Increment(ref done); }));
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
        RunAndWait(Make(2), () => name = Thread.CurrentThread.Name);
        Assert.Equal("pool-1", name);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Every_runnable_pushed_from_outside_runs_exactly_once_and_then_all_threads_sleep(int threads)
    {
        const int pushers = 3, each = 20_000;
        ThreadDispatcher dispatcher = Make(threads);
        var runs = new int[pushers * each];
        int done = 0;
        Together([.. Enumerable.Range(0, pushers).Select(p => (Action)(() =>
        {
            var random = new RandomStream((ulong)p);
            for (int i = 0; i < each; i++)
            {
                int job = (p * each) + i;
                dispatcher.Schedule((Action)(() =>
                {
                    Interlocked.Increment(ref runs[job]);
                    Interlocked.Increment(ref done);
                }));
                // Long enough, now and then, for the threads to go to sleep.
                if (random.NextInt64(0, 100) == 0) Thread.SpinWait(20_000);
            }
        }))]);
        Await(() => Volatile.Read(ref done) == runs.Length, "all run");
        Assert.All(runs, r => Assert.Equal(1, r));
        Await(() => dispatcher.SleepingCount == dispatcher.StartedCount, "idle: all asleep");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void As_many_as_there_are_threads_run_at_once_however_the_pushes_meet_those_who_fall_asleep(int threads)
    {
        const int rounds = 1_500;
        ThreadDispatcher? dispatcher = null;
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

        public void Schedule(ThreadDispatcher dispatcher, int threads, ref int stuck)
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
            dispatcher.Schedule((Action)(() =>
            {
                Interlocked.Increment(ref mine.Arrived);
                SpinWait.SpinUntil(() => Volatile.Read(ref mine.Arrived) == threads, HangGuard.Limit);
                Volatile.Write(ref left, 1);
            }));
            if (!SpinWait.SpinUntil(() => Volatile.Read(ref left) == 1, 2 * HangGuard.Limit) || mine.Arrived != threads)
                Interlocked.Exchange(ref stuck, 1);
        }
    }

    [Fact]
    public void A_dispatcher_may_be_closed_while_others_push_and_then_starts_no_thread()
    {
        for (int round = 0; round < 100; round++)
        {
            var dispatcher = Make(4);
            Together(
                () => { for (int i = 0; i < 20; i++) dispatcher.Schedule((Action)(() => { })); },
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

    private ThreadDispatcher Make(int threads)
    {
        ThreadDispatcher dispatcher = ThreadDispatcher.Register(_system, $"pool-{_made.Count}",
            new DispatcherThreads("pool", threads, null, bug => _broken = bug) { IsNumbered = true });
        _made.Add(dispatcher);
        return dispatcher;
    }

    private static void RunAndWait(ThreadDispatcher dispatcher, Action run)
    {
        using var done = new ManualResetEventSlim();
        dispatcher.Schedule(() =>
        {
            run();
            done.Set();
        });
        Assert.True(done.Wait(HangGuard.Limit));
    }
}
