using System.Diagnostics;
using Akka.Actor;
using Akka.Routing;
using Akka.Event;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace ActorLab.VirtualTime.Tests;

/// <summary>What virtual time does not control, shown so that it is known.</summary>
public sealed class LimitsSpec
{
    [Fact]
    public void The_window_of_a_supervisor_strategy_is_measured_on_the_real_clock()
    {
        using var world = new VirtualWorld();
        ActorSystem system = world.System();
        int lives = 0;
        IActorRef parent = system.ActorOf(Stage.PropsOf(() => new Parent(() => lives++)), "parent");
        for (int hour = 1; hour <= 4; hour++)
        {
            system.Scheduler.ScheduleTellOnce(TimeSpan.FromHours(hour), parent, "fail", ActorRefs.NoSender);
        }

        world.RunUntilIdle();
        // One restart a minute is allowed and one an hour is needed, but all of them come within one real minute.
        Assert.Equal(2, lives);
    }

    [Fact]
    public void Stages_of_streams_that_look_at_the_real_clock_do_not_time_out()
    {
        using var world = new VirtualWorld();
        ActorSystem system = world.System();
        Task done = Source.Never<int>().IdleTimeout(TimeSpan.FromSeconds(10)).RunForeach(_ => { },
            system.Materializer());
        world.RunFor(TimeSpan.FromHours(1));
        Assert.False(done.IsCompleted);
    }

    [Fact]
    public void Log_events_bear_the_real_time()
    {
        using var world = new VirtualWorld();
        ActorSystem system = world.CreateSystem("s", "akka { loglevel = INFO, stdout-loglevel = OFF, loggers = [] }");
        var times = new List<DateTime>();
        system.EventStream.Subscribe(system.Actor("listener", (_, message) => times.Add(((LogEvent)message).Timestamp)),
            typeof(Info));
        world.RunReady();
        system.Log.Info("said");
        world.RunReady();
        Assert.NotEqual(world.StartTime.Year, Assert.Single(times).Year);
    }

    [Fact]
    public void A_timer_of_dotnet_that_runs_out_within_its_own_turn_is_told()
    {
        using var world = new VirtualWorld();
        ActorSystem system = world.System();
        system.Actor("busy", (_, _) =>
        {
            Task delay = Task.Delay(1);
            long start = Stopwatch.GetTimestamp();
            while (!delay.IsCompleted && Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(5)) Thread.SpinWait(1_000);
        }).Tell("go");
        world.RunReady();
        Assert.StartsWith("a timer of .NET ran out for real", Assert.Single(world.DoubtsOfDeterminism));
    }

    [Fact]
    public void A_channel_that_is_read_by_ReadAllAsync_goes_on_on_another_thread_and_is_told()
    {
        using var world = new VirtualWorld();
        ActorSystem system = world.System();
        var channel = System.Threading.Channels.Channel.CreateUnbounded<int>();
        var seen = new List<int>();
        system.ActorOf(Stage.PropsOf(() => new Reading(async () =>
        {
            await foreach (int i in channel.Reader.ReadAllAsync()) seen.Add(i);
        })), "reading").Tell("go");
        world.RunReady();
        Assert.True(channel.Writer.TryWrite(1));
        world.RunUntil(() => seen.Count == 1);
        Assert.Matches("^thread \".+\" posted a turn of akka://s/user/reading|ActorTaskSchedulerMessage to akka://s/user/reading",
            Assert.Single(world.DoubtsOfDeterminism));
    }

    [Fact]
    public void A_tail_chopping_router_asks_its_routees_in_an_order_that_no_seed_decides()
    {
        // Of 40 questions to three routees each: two equal lists have a chance of less than 1 in 10^18.
        Assert.NotEqual(FirstRoutees(), FirstRoutees());

        static List<string> FirstRoutees()
        {
            using var world = new VirtualWorld(new VirtualWorldOptions { Seed = 1 });
            ActorSystem system = world.System();
            var asked = new List<string>();
            string[] paths = [.. Enumerable.Range(0, 3).Select(i => system.Actor($"r{i}", (context, _) =>
            {
                asked.Add($"r{i}");
                context.Sender.Tell("answer");
            }).Path.ToStringWithoutAddress())];
            IActorRef router = system.ActorOf(new TailChoppingGroup(paths, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1)).Props(),
                "router");
            for (int i = 0; i < 40; i++) Assert.Equal("answer", router.Ask<string>("question").Result);
            return asked;
        }
    }

    private sealed class Reading : ReceiveActor
    {
        public Reading(Func<Task> body) => ReceiveAsync<string>(_ => body());
    }

    private sealed class Parent : UntypedActor
    {
        private readonly IActorRef _child;

        public Parent(Action begins) => _child = Context.ActorOf(Stage.PropsOf(() => new Child(begins)), "child");

        protected override SupervisorStrategy SupervisorStrategy() =>
            new OneForOneStrategy(1, TimeSpan.FromMinutes(1), _ => Directive.Restart);

        protected override void OnReceive(object message) => _child.Tell(message);
    }

    private sealed class Child : UntypedActor
    {
        public Child(Action begins) => begins();

        protected override void OnReceive(object message) => throw new InvalidOperationException("fails");
    }
}
