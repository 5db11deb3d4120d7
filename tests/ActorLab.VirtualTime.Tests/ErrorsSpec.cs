using Akka.Actor;
using Akka.Event;

namespace ActorLab.VirtualTime.Tests;

/// <summary>Exceptions that nothing catches end what they end on real dispatchers, and the world goes on.</summary>
public sealed class ErrorsSpec : IDisposable
{
    private readonly VirtualWorld _world = new();
    private readonly ActorSystem _system;
    private readonly List<string> _seen = [];

    public ErrorsSpec()
    {
        _system = _world.CreateSystem("s", "akka { loglevel = ERROR, stdout-loglevel = OFF, loggers = [] }");
        _system.EventStream.Subscribe(_system.Actor("errors", (_, message) =>
        {
            var error = (Error)message;
            _seen.Add($"{_world.Now.TotalSeconds} {error.Message}: {error.Cause.GetType().Name}");
        }), typeof(Error));
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_scheduled_action_that_throws_is_logged_and_does_not_repeat()
    {
        _system.Scheduler.Advanced.ScheduleOnce(TimeSpan.FromSeconds(1), () => throw new InvalidOperationException("once"));
        _system.Scheduler.Advanced.ScheduleRepeatedly(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1),
            () => throw new NotSupportedException("repeatedly"));
        _world.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal(["1 Error while executing a scheduled task: InvalidOperationException",
            "2 Error while executing a scheduled task: NotSupportedException"], _seen);
    }

    [Fact]
    public void A_scheduled_message_that_cannot_be_sent_is_logged()
    {
        IActorRef actor = _system.Actor("actor", (_, message) => _seen.Add($"{message}"));
        _system.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(1), actor, null!, ActorRefs.NoSender);
        _system.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(2), actor, "sent", ActorRefs.NoSender);
        _world.RunFor(TimeSpan.FromSeconds(3));
        Assert.Equal(["1 Error while executing a scheduled task: ArgumentNullException", "sent"], _seen);
    }

    [Fact]
    public void A_timer_of_dotnet_that_throws_ends_the_run_and_not_the_world()
    {
        using var timer = new Timer(_ => throw new InvalidOperationException("thrown"), null, 1_000, Timeout.Infinite);
        Assert.Equal("thrown", Assert.Throws<InvalidOperationException>(_world.RunUntilIdle).Message);
        _world.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(2), _world.Now);
    }

    [Fact]
    public void A_condition_that_throws_ends_the_run_and_not_the_world()
    {
        Assert.Throws<InvalidOperationException>(() => _world.RunUntil(() => throw new InvalidOperationException("thrown")));
        _world.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1), _world.Now);
    }
}
