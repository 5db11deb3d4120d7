using System.Collections.Concurrent;
using System.Diagnostics;
using Akka.Actor;
using ActorLab.Local.Hosting;
using static ActorLab.Local.Tests.LocalScenario;

namespace ActorLab.Local.Tests;

/// <summary>Akka's scheduler in a real run: no ticks, nothing early, equal times in order.</summary>
public sealed class PreciseSchedulerSpec : IDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create("test", """
        akka { loglevel = OFF, stdout-loglevel = OFF, scheduler.implementation = "ActorLab.Local.Hosting.PreciseScheduler, ActorLab.Local" }
        """);

    private readonly ConcurrentQueue<string> _done = new();

    private IActionScheduler Actions => _system.Scheduler.Advanced;

    private PreciseScheduler Scheduler => (PreciseScheduler)_system.Scheduler;

    public void Dispose()
    {
        _system.Terminate().Wait();
        _system.Dispose();
    }

    [Fact]
    public void Nothing_is_done_before_it_is_due()
    {
        for (int ms = 1; ms <= 20; ms++)
        {
            long start = Stopwatch.GetTimestamp(), end = 0;
            Actions.ScheduleOnce(TimeSpan.FromMilliseconds(ms), () => Volatile.Write(ref end, Stopwatch.GetTimestamp()));
            Await(() => Volatile.Read(ref end) != 0, $"after {ms} ms");
            Assert.True(Stopwatch.GetElapsedTime(start, end) >= TimeSpan.FromMilliseconds(ms), $"{Stopwatch.GetElapsedTime(start, end)} instead of {ms} ms");
        }
    }

    [Fact]
    public void What_is_due_first_is_done_first_and_equal_times_keep_the_order_of_the_calls()
    {
        using var go = new ManualResetEventSlim();
        // While its thread is held, all of them become due.
        Actions.ScheduleOnce(TimeSpan.Zero, () => go.Wait());
        Do(30, "c");
        Do(20, "b");
        Do(0, "a1");
        Do(0, "a2");
        long start = Stopwatch.GetTimestamp();
        Await(() => Stopwatch.GetElapsedTime(start) > TimeSpan.FromMilliseconds(31), "all due");
        go.Set();
        Await(() => _done.Count == 4, "all done");
        Assert.Equal(["a1", "a2", "b", "c"], _done);
    }

    [Fact]
    public void What_is_cancelled_is_not_done_and_is_forgotten_when_there_is_much_of_it()
    {
        var cancelled = new Cancelable(_system.Scheduler);
        Actions.ScheduleOnce(TimeSpan.FromMilliseconds(1), () => _done.Enqueue("never"), cancelled);
        cancelled.Cancel();
        Do(2, "done");
        Await(() => !_done.IsEmpty, "the other");
        Assert.Equal(["done"], _done);
        for (int i = 0; i < 10_000; i++)
        {
            var each = new Cancelable(_system.Scheduler);
            Actions.ScheduleOnce(TimeSpan.FromHours(1), () => _done.Enqueue("never"), each);
            each.Cancel();
        }

        Assert.InRange(Scheduler.Count, 0, 100);
    }

    [Fact]
    public void What_is_repeated_goes_on_until_it_is_cancelled()
    {
        var cancelable = new Cancelable(_system.Scheduler);
        Actions.ScheduleRepeatedly(TimeSpan.Zero, TimeSpan.FromMilliseconds(1), () =>
        {
            _done.Enqueue("again");
            if (_done.Count == 5) cancelable.Cancel();
        }, cancelable);
        Await(() => Scheduler.Count == 0 && _done.Count >= 5, "the end");
        Assert.Equal(5, _done.Count);
    }

    [Fact]
    public void An_action_that_throws_ends_nothing()
    {
        Actions.ScheduleOnce(TimeSpan.Zero, () => throw new Planned("broken"));
        Do(1, "next");
        Await(() => !_done.IsEmpty, "the next");
    }

    [Fact]
    public void Messages_come_to_actors_with_their_sender()
    {
        _system.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(1), new Told(_done), "hello", ActorRefs.Nobody);
        Await(() => !_done.IsEmpty, "the message");
        Assert.Equal(["hello from Nobody"], _done);
    }

    [Fact]
    public void Its_thread_looks_only_when_something_is_scheduled_or_due()
    {
        Do(1, "first");
        Await(() => !_done.IsEmpty, "the first");
        Actions.ScheduleOnce(TimeSpan.FromHours(1), () => _done.Enqueue("never"));
        long start = Stopwatch.GetTimestamp();
        Await(() => Stopwatch.GetElapsedTime(start) > TimeSpan.FromMilliseconds(200), "twenty ticks of Akka's own");
        Assert.InRange(Scheduler.Looks, 1, 6);
    }

    [Fact]
    public async Task When_the_system_ends_what_was_to_be_done_once_is_done_and_nothing_can_be_scheduled_any_more()
    {
        IActionScheduler actions = Actions;
        Do(3_600_000, "at the end");
        actions.ScheduleRepeatedly(TimeSpan.FromHours(1), TimeSpan.FromHours(1), () => _done.Enqueue("never"));
        await _system.Terminate();
        Assert.Equal(["at the end"], _done);
        Assert.Throws<SchedulerException>(() => actions.ScheduleOnce(TimeSpan.Zero, () => { }));
    }

    private void Do(int afterMs, string what) =>
        Actions.ScheduleOnce(TimeSpan.FromMilliseconds(afterMs), () => _done.Enqueue(what));

    private sealed class Told(ConcurrentQueue<string> done) : ICanTell
    {
        public void Tell(object message, IActorRef sender) => done.Enqueue($"{message} from {(sender.IsNobody() ? "Nobody" : "somebody")}");
    }
}
