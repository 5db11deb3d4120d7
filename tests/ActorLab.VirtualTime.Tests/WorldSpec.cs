using Akka.Actor;

namespace ActorLab.VirtualTime.Tests;

public sealed class WorldSpec : IDisposable
{
    private readonly VirtualWorld _world = new();
    private readonly List<string> _seen = [];

    public void Dispose() => _world.Dispose();

    [Fact]
    public void The_clock_stands_still_while_something_is_ready_and_moves_to_the_next_timer()
    {
        IActorRef actor = Noting();
        _world.System("other").Scheduler.ScheduleTellOnce(TimeSpan.FromHours(3), actor, "late", ActorRefs.NoSender);
        actor.Tell("now");
        _world.RunUntilIdle();
        Assert.Equal(["00:00:00 now", "03:00:00 late"], _seen);
    }

    [Fact]
    public void Run_for_stops_at_its_end_with_the_events_of_that_moment()
    {
        IActorRef actor = Noting();
        foreach (int seconds in (int[])[1, 2, 3]) After(seconds, actor);
        _world.RunFor(TimeSpan.FromSeconds(2));
        Assert.Equal(["00:00:01 1", "00:00:02 2"], _seen);
        Assert.Equal(TimeSpan.FromSeconds(2), _world.Now);
        _world.RunFor(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.FromSeconds(3602), _world.Now);
    }

    [Fact]
    public void Run_until_looks_at_its_condition_before_each_turn_and_stops_at_its_limit()
    {
        IActorRef actor = Noting();
        foreach (int seconds in (int[])[1, 2, 3]) After(seconds, actor);
        Assert.True(_world.RunUntil(() => _seen.Count == 2));
        Assert.Equal(TimeSpan.FromSeconds(2), _world.Now);
        Assert.False(_world.RunUntil(() => _seen.Count == 4, TimeSpan.FromSeconds(5)));
        Assert.Equal(TimeSpan.FromSeconds(7), _world.Now);
    }

    [Fact]
    public void A_step_is_one_turn()
    {
        IActorRef actor = Noting();
        _world.RunReady();
        actor.Tell("a");
        actor.Tell("b");
        long before = _world.Turns;
        Assert.True(_world.Step());
        Assert.Equal(["00:00:00 a"], _seen);
        Assert.Equal(1, _world.Turns - before);
        Assert.True(_world.Step());
        Assert.False(_world.Step());
    }

    [Fact]
    public void Repeating_timers_do_not_keep_a_world_from_being_idle()
    {
        IActorRef actor = Noting();
        _world.Systems[0].Scheduler.ScheduleTellRepeatedly(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), actor, "tick",
            ActorRefs.NoSender);
        After(2, actor);
        _world.RunUntilIdle();
        Assert.Equal(["00:00:01 tick", "00:00:02 2", "00:00:02 tick"], _seen);
    }

    [Fact]
    public void A_timer_that_was_cancelled_does_not_move_the_clock()
    {
        IActorRef actor = Noting();
        ICancelable cancel = _world.Systems[0].Scheduler.ScheduleTellOnceCancelable(TimeSpan.FromHours(1), actor, "cancelled",
            ActorRefs.NoSender);
        After(1, actor);
        cancel.Cancel();
        _world.RunUntilIdle();
        Assert.Equal(["00:00:01 1"], _seen);
        Assert.Equal(TimeSpan.FromSeconds(1), _world.Now);
    }

    [Fact]
    public void The_time_provider_shows_the_clock_and_has_timers()
    {
        TimeProvider time = _world.TimeProvider;
        Assert.Equal(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), time.GetUtcNow());
        long start = time.GetTimestamp();
        using ITimer timer = time.CreateTimer(_ => _seen.Add($"{_world.Now}"), null, TimeSpan.FromMinutes(1),
            TimeSpan.FromMinutes(2));
        _world.RunFor(TimeSpan.FromMinutes(6));
        Assert.Equal(["00:01:00", "00:03:00", "00:05:00"], _seen);
        Assert.Equal(TimeSpan.FromMinutes(6), time.GetElapsedTime(start));
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _world.RunFor(TimeSpan.FromMinutes(6));
        Assert.Equal(3, _seen.Count);
    }

    [Fact]
    public void Timers_of_dotnet_that_the_own_thread_starts_fire_on_the_virtual_clock()
    {
        using var timer = new Timer(_ => _seen.Add($"timer {_world.Now}"), null, 1_000, 2_000);
        using var source = new CancellationTokenSource(2_500);
        source.Token.Register(() => _seen.Add($"cancelled {_world.Now.TotalSeconds}"));
        using var taken = new CancellationTokenSource(2_500);
        taken.Token.Register(() => _seen.Add("never"));
        taken.CancelAfter(Timeout.Infinite);
        _world.Run(async () =>
        {
            await Task.Delay(4_000);
            _seen.Add($"delayed {_world.Now}");
        });
        Assert.Equal(["timer 00:00:01", "cancelled 2.5", "timer 00:00:03", "delayed 00:00:04"], _seen);
        timer.Change(Timeout.Infinite, Timeout.Infinite);
        _world.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal(4, _seen.Count);
        Assert.Equal((0, 0), (_world.ForeignPosts, _world.DoubtsOfDeterminism.Count));
    }

    [Fact]
    public void Work_for_the_thread_pool_stays_on_the_own_thread()
    {
        int thread = Environment.CurrentManagedThreadId;
        Task<int> task = Task.Run(() => Environment.CurrentManagedThreadId);
        Assert.Equal(thread, _world.Run(task));
        Assert.Equal(0, _world.ForeignPosts);
    }

    [Fact]
    public void After_the_world_the_thread_is_as_it_was()
    {
        SynchronizationContext? before = null;
        var thread = new Thread(() =>
        {
            using (new VirtualWorld())
            {
            }

            before = SynchronizationContext.Current;
            Assert.Null(VirtualWorld.Current);
            // A pool of its own thread would never run this.
            Task.Run(() => _seen.Add("ran")).Wait();
        });
        thread.Start();
        thread.Join();
        Assert.Null(before);
        Assert.Equal(["ran"], _seen);
    }

    [Fact]
    public void A_system_is_put_into_virtual_time_by_its_configuration_alone_and_its_world_ends_with_it()
    {
        var answers = new List<string>();
        var thread = new Thread(() =>
        {
            string hocon = VirtualWorld.VirtualConfig.ToString() + Environment.NewLine + Worlds.Quiet;
            using (ActorSystem system = ActorSystem.Create("alone", hocon))
            {
                IActorRef actor = system.Actor("late",
                    (context, _) => context.System.Scheduler.ScheduleTellOnce(TimeSpan.FromDays(1), context.Sender, "answer",
                    ActorRefs.NoSender));
                answers.Add(actor.Ask<string>("question").Result);
                answers.Add($"{VirtualWorld.Current!.Now}");
                system.Terminate().Wait();
            }

            answers.Add($"{VirtualWorld.Current is null}");
        });
        thread.Start();
        thread.Join();
        Assert.Equal(["answer", "1.00:00:00", "True"], answers);
    }

    private IActorRef Noting() => _world.System().Actor("noting", (_, message) => _seen.Add($"{_world.Now} {message}"));

    private void After(int seconds, IActorRef actor) =>
        _world.Systems[0].Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(seconds), actor, seconds, ActorRefs.NoSender);
}
