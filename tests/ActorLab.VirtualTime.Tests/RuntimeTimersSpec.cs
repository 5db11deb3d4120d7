using Akka.Actor;

namespace ActorLab.VirtualTime.Tests;

/// <summary>Timers of .NET on the virtual clock: time-outs above all, most of which never run out.</summary>
public sealed class RuntimeTimersSpec : IDisposable
{
    private readonly VirtualWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void The_time_out_of_a_question_that_was_answered_does_not_move_the_clock()
    {
        IActorRef answering = _world.System().Actor("answering", (context, message) => context.Sender.Tell(message));
        Task<int> answer = answering.Ask<int>(1, TimeSpan.FromHours(1));
        _world.RunUntilIdle();
        Assert.Equal(1, _world.Run(answer));
        Assert.Equal(TimeSpan.Zero, _world.Now);
    }

    [Fact]
    public void A_timer_that_was_disposed_of_or_armed_anew_does_not_move_the_clock()
    {
        var fired = new List<string>();
        using var disposed = new Timer(_ => fired.Add("disposed"), null, 5_000, Timeout.Infinite);
        using var later = new Timer(_ => fired.Add($"later {_world.Now}"), null, 1_000, Timeout.Infinite);
        _world.RunReady();
        disposed.Dispose();
        later.Change(2_000, Timeout.Infinite);
        _world.Step();
        Assert.Equal(["later 00:00:02"], fired);
        _world.RunUntilIdle();
        Assert.Equal(TimeSpan.FromSeconds(2), _world.Now);
    }

    [Fact]
    public void What_was_taken_back_does_not_keep_a_world_with_repeating_timers_going()
    {
        var ticks = new List<TimeSpan>();
        using var repeating = new Timer(_ => ticks.Add(_world.Now), null, 1_000, 1_000);
        ActorSystem system = _world.System();
        IActorRef answering = system.Actor("answering", (context, message) => context.Sender.Tell(message));
        system.Scheduler.ScheduleTellRepeatedly(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), answering, "tick",
            ActorRefs.NoSender);
        Task<int> answer = answering.Ask<int>(1, TimeSpan.FromHours(1));
        system.Scheduler.ScheduleTellOnceCancelable(TimeSpan.FromHours(1), answering, "never", ActorRefs.NoSender).Cancel();
        repeating.Dispose();
        _world.RunUntilIdle();
        Assert.Equal(1, _world.Run(answer));
        Assert.Equal(TimeSpan.Zero, _world.Now);
        Assert.Empty(ticks);
    }

    [Fact]
    public void A_timer_that_fires_for_ever_goes_on_after_it_was_armed_anew_in_its_own_turn()
    {
        var fired = new List<double>();
        Timer? timer = null;
        timer = new Timer(_ =>
        {
            fired.Add(_world.Now.TotalSeconds);
            if (fired.Count == 2) timer!.Change(500_000, 2_000_000);
            if (fired.Count == 4) timer!.Change(Timeout.Infinite, Timeout.Infinite);
        }, null, 1_000_000, 1_000_000);
        _world.RunFor(TimeSpan.FromSeconds(100_000));
        timer.Dispose();
        Assert.Equal([1_000, 2_000, 2_500, 4_500], fired);
        Assert.Empty(_world.DoubtsOfDeterminism);
    }

    [Fact]
    public void A_timer_that_fires_for_ever_does_not_keep_a_world_from_being_idle()
    {
        var fired = new List<double>();
        using var timer = new Timer(_ => fired.Add(_world.Now.TotalSeconds), null, 1_000_000, 1_000_000);
        Task delay = Task.Delay(2_500_000);
        _world.RunUntilIdle();
        Assert.True(delay.IsCompletedSuccessfully);
        Assert.Equal([1_000, 2_000], fired);
    }

    [Fact]
    public void Timers_that_are_due_together_fire_in_the_order_in_which_they_were_started()
    {
        var fired = new List<int>();
        Timer[] timers = [.. Enumerable.Range(0, 200).Select(i => new Timer(_ => fired.Add(i), null, 60_000, Timeout.Infinite))];
        _world.RunUntilIdle();
        Assert.Equal(Enumerable.Range(0, 200), fired);
        foreach (Timer timer in timers) timer.Dispose();
    }

    [Fact]
    public void So_many_timers_that_their_hash_codes_collide_fire_each_at_its_moment()
    {
        // .NET draws hash codes of objects from 2^26 numbers: among 30,000, some six pairs are equal.
        const int Count = 30_000;
        var wrong = new List<string>();
        int fired = 0;
        var timers = new List<Timer>();
        for (int i = 0; i < Count; i++)
        {
            int due = 60_000 + i;
            timers.Add(new Timer(_ =>
            {
                fired++;
                if (_world.Now != TimeSpan.FromMilliseconds(due)) wrong.Add($"due at {due}, fired at {_world.Now}");
            }, null, due, Timeout.Infinite));
            if (i % 50 == 0) _world.RunReady();
        }

        _world.RunUntilIdle();
        Assert.Empty(wrong);
        Assert.Equal(Count, fired);
        foreach (Timer timer in timers) timer.Dispose();
    }

    [Fact]
    public void Timers_whose_hash_codes_are_equal_are_told_apart_when_they_are_armed_anew()
    {
        var fired = new List<string>();
        List<Timer> timers = [];
        for (int i = 0; i < 30_000; i++)
        {
            int number = i;
            timers.Add(new Timer(_ => fired.Add($"{number} at {_world.Now.TotalSeconds}"), null, 100_000_000, Timeout.Infinite));
            if (i % 50 == 0) _world.RunReady();
        }

        _world.RunReady();
        for (int i = 0; i < timers.Count; i++) timers[i].Change(1_000_000 + (1_000 * i), Timeout.Infinite);
        _world.RunUntilIdle();
        Assert.Equal(Enumerable.Range(0, timers.Count).Select(i => $"{i} at {1_000 + i}"), fired);
        foreach (Timer timer in timers) timer.Dispose();
    }

    [Fact]
    public void Ten_thousand_answered_questions_leave_no_time_outs_behind()
    {
        IActorRef answering = _world.System().Actor("answering", (context, message) => context.Sender.Tell(message));
        for (int i = 0; i < 10_000; i++) Assert.Equal(i, _world.Run(answering.Ask<int>(i, TimeSpan.FromHours(1))));
        // What was taken back is swept out when there are more than a thousand.
        Assert.InRange(_world.PendingCount, 0, 1_100);
        Assert.Equal(TimeSpan.Zero, _world.Now);
    }
}
