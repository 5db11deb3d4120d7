using System.Collections.Concurrent;
using ActorLab.Local.RealMachine;
using ActorLab.TestSupport;
using static ActorLab.Local.Tests.LocalScenario;

namespace ActorLab.Local.Tests;

/// <summary>The lock that only one computing body may hold.</summary>
public sealed class InterpreterLockSpec
{
    private int _last;

    [Fact]
    public void One_thread_holds_it_at_a_time_and_all_who_want_it_get_it()
    {
        const int threads = 4, rounds = 2_000;
        var gil = new InterpreterLock(SimDuration.FromMicroseconds(20));
        int inside = 0, wrong = 0, handed = 0;
        var done = new int[threads];
        Together([.. Enumerable.Range(0, threads).Select(t => (Action)(() =>
        {
            var random = new RandomStream((ulong)t);
            gil.Acquire();
            Enter();
            for (int i = 0; i < rounds; i++)
            {
                Thread.SpinWait((int)random.NextInt64(0, 100));
                Leave();
                switch (random.NextInt64(0, 4))
                {
                    case 0:
                        gil.Release();
                        gil.Acquire();
                        break;
                    default:
                        gil.Checkpoint();
                        break;
                }

                Enter();
                done[t]++;
            }

            Leave();
            gil.Release();
        }))]);
        Assert.Equal(0, wrong);
        Assert.All(done, d => Assert.Equal(rounds, d));
        Assert.True(handed > threads, $"it changed hands {handed} times");

        void Enter()
        {
            if (Interlocked.Increment(ref inside) != 1) Interlocked.Increment(ref wrong);
            if (_last != Environment.CurrentManagedThreadId) handed++;
            _last = Environment.CurrentManagedThreadId;
        }

        void Leave() => Interlocked.Decrement(ref inside);
    }

    [Fact]
    public void A_checkpoint_after_the_interval_returns_only_when_another_has_had_its_turn()
    {
        var gil = new InterpreterLock(SimDuration.Zero);
        int otherTurns = 0;
        using var begun = new ManualResetEventSlim();
        bool over = false;
        Together(
            () =>
            {
                gil.Acquire();
                begun.Set();
                for (int round = 0; round < 500; round++)
                {
                    // Until somebody waits, a checkpoint gives nothing up.
                    int before = Volatile.Read(ref otherTurns);
                    Await(
                        () =>
                        {
                            gil.Checkpoint();
                            return Volatile.Read(ref otherTurns) > before;
                        },
                        "the other's turn");
                }

                Volatile.Write(ref over, true);
                gil.Release();
            },
            () =>
            {
                begun.Wait();
                while (!Volatile.Read(ref over))
                {
                    gil.Acquire();
                    otherTurns++;
                    gil.Release();
                }
            });
        Assert.True(otherTurns >= 500);
    }

    [Fact]
    public void Before_the_interval_has_passed_a_checkpoint_keeps_it()
    {
        var gil = new InterpreterLock(SimDuration.FromSeconds(3_600));
        bool got = false;
        gil.Acquire();
        var other = new Thread(() =>
        {
            gil.Acquire();
            Volatile.Write(ref got, true);
            gil.Release();
        });
        other.Start();
        Await(() => other.ThreadState.HasFlag(ThreadState.WaitSleepJoin), "the other waits");
        for (int i = 0; i < 1_000; i++) gil.Checkpoint();
        Assert.False(Volatile.Read(ref got));
        gil.Release();
        Assert.True(other.Join(HangGuard.Limit));
        Assert.True(got);
    }

    [Fact]
    public async Task A_sleep_far_longer_than_the_system_can_count_keeps_the_lock_of_others_intact()
    {
        using var interrupt = new CancellationTokenSource();
        int inside = 0, wrong = 0, rounds = 0;
        var ended = new ConcurrentQueue<IMessage>();
        RunResult result = await new LocalEngine().RunAsync(
            Plan(
                outside => TestActor.Props((context, message) =>
                {
                    DispatcherPolicy pool = DispatcherPolicy.ForkJoin("pool", 4);
                    if (message is Number)
                    {
                        context.Send(outside, message);
                        return;
                    }

                    if (message is not Started) return;
                    IActorRef root = context.Self;
                    for (int i = 0; i < 2; i++)
                    {
                        // 40 days and 300 years.
                        SimDuration time = i == 0 ? SimDuration.FromSeconds(40 * 86_400) : new SimDuration(long.MaxValue);
                        Occupancy occupancy = i == 0 ? Occupancy.Asynchronous : Occupancy.Synchronous;
                        context.Spawn(TestActor.Props((c, m) =>
                        {
                            if (m is Started) c.Execute(new TestBody(machine => machine.Sleep(time)), m, occupancy);
                            else ended.Enqueue(m);
                        }) with { Dispatcher = pool });
                        context.Spawn(TestActor.Props((c, m) =>
                        {
                            if (m is Started) c.Execute(new TestBody(async machine => await machine.Compute(Cost.Free, new Loop(Slice))), m);
                            else c.Send(root, new Number(0));
                        }) with { Dispatcher = pool });
                    }
                }),
                Machine with { InterpreterLock = true, SwitchInterval = SimDuration.FromMicroseconds(10) }),
            new EngineOptions { OnOutbox = _ => { if (Volatile.Read(ref rounds) >= 4_000) interrupt.Cancel(); }, WindUp = Ms(1) },
            interrupt.Token);
        Assert.Equal((RunOutcome.Interrupted, 0), (result.Outcome, wrong));
        Assert.DoesNotContain(ended, m => m is BodyFailed or BodyCompleted);

        bool Slice(int left)
        {
            if (Interlocked.Increment(ref inside) != 1) Interlocked.Increment(ref wrong);
            Thread.SpinWait(50);
            Interlocked.Decrement(ref inside);
            Interlocked.Increment(ref rounds);
            return left > 0;
        }
    }

    private sealed class Loop(Func<int, bool> slice) : ISlicedWork
    {
        private int _left = 2_000;

        public bool RunSlice() => slice(--_left);
    }
}
