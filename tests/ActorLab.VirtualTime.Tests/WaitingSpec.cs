using System.Collections.Concurrent;
using Akka.Actor;

namespace ActorLab.VirtualTime.Tests;

/// <summary>There is one thread: what blocks it runs the world, what comes from another thread is told, and what can never end is
/// diagnosed.</summary>
public sealed class WaitingSpec
{
    public static TheoryData<string> Waits =>
        ["Result", "Wait", "WaitOne", "SemaphoreSlim", "ManualResetEventSlim", "BlockingCollection", "Monitor"];

    [Theory]
    [MemberData(nameof(Waits))]
    public void A_blocking_wait_of_the_own_thread_runs_the_world(string wait) => OnItsOwnThread(() =>
    {
        using var world = new VirtualWorld();
        ActorSystem system = world.System();
        var done = new TaskCompletionSource<int>();
        using var handle = new ManualResetEvent(false);
        using var semaphore = new SemaphoreSlim(0);
        using var slim = new ManualResetEventSlim();
        using var collection = new BlockingCollection<int>();
        object monitor = new();
        IActorRef actor = system.Actor("actor", (_, _) =>
        {
            done.SetResult(1);
            handle.Set();
            semaphore.Release();
            slim.Set();
            collection.Add(1);
            lock (monitor) Monitor.Pulse(monitor);
        });
        system.Scheduler.ScheduleTellOnce(TimeSpan.FromHours(1), actor, "go", ActorRefs.NoSender);
        switch (wait)
        {
            case "Result": Assert.Equal(1, done.Task.Result); break;
            case "Wait": done.Task.Wait(); break;
            case "WaitOne": Assert.True(handle.WaitOne()); break;
            case "SemaphoreSlim": semaphore.Wait(); break;
            case "ManualResetEventSlim": slim.Wait(); break;
            case "BlockingCollection": Assert.Equal(1, collection.Take()); break;
            default:
                lock (monitor) Assert.True(Monitor.Wait(monitor));
                break;
        }

        Assert.Equal(TimeSpan.FromHours(1), world.Now);
        Assert.Empty(world.DoubtsOfDeterminism);
    });

    [Fact]
    public void A_wait_that_runs_out_moves_the_clock_and_says_that_its_time_was_shortened() => OnItsOwnThread(() =>
    {
        using var world = new VirtualWorld();
        Assert.False(new TaskCompletionSource().Task.Wait(3_600_000));
        Assert.InRange(world.Now.TotalMinutes, 30, 60);
        Assert.StartsWith("a blocking wait with a time-out ran out", Assert.Single(world.DoubtsOfDeterminism));
    });

    [Fact]
    public void What_another_thread_sends_is_let_in_counted_and_named() => OnItsOwnThread(() =>
    {
        using var world = new VirtualWorld();
        var seen = new List<string>();
        int own = Environment.CurrentManagedThreadId;
        IActorRef actor = world.System().Actor("actor",
            (_, message) => seen.Add($"{message} {Environment.CurrentManagedThreadId == own}"));
        world.RunReady();
        var thread = new Thread(() => SendFromOutside(actor)) { Name = "outside" };
        thread.Start();
        world.RunUntil(() => seen.Count == 1);
        Assert.Equal(["foreign True"], seen);
        Assert.Equal(1, world.ForeignPosts);
        Assert.Equal($"thread \"outside\" in {typeof(WaitingSpec).FullName}.{nameof(SendFromOutside)} posted String to akka://s/user/actor",
            Assert.Single(world.DoubtsOfDeterminism));
    });

    [Theory]
    [InlineData("QueueUserWorkItem")]
    [InlineData("LongRunning")]
    public void Work_that_a_turn_starts_on_another_thread_is_let_in_counted_and_named(string how) => OnItsOwnThread(() =>
    {
        using var world = new VirtualWorld();
        var seen = new List<string>();
        int own = Environment.CurrentManagedThreadId;
        ActorSystem system = world.System();
        system.Actor("starting", (context, message) =>
        {
            if (message is not "go")
            {
                seen.Add($"{message} {Environment.CurrentManagedThreadId == own}");
                return;
            }

            IActorRef self = context.Self;
            if (how == "QueueUserWorkItem") ThreadPool.QueueUserWorkItem(_ => self.Tell("done"));
            else _ = Task.Factory.StartNew(() => self.Tell("done"), CancellationToken.None, TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
        }).Tell("go");
        world.RunUntil(() => seen.Count == 1);
        Assert.Equal(["done True"], seen);
        Assert.Equal(1, world.ForeignPosts);
        Assert.Matches("^thread \".+\" in .*WaitingSpec.* posted String to akka://s/user/starting$",
            Assert.Single(world.DoubtsOfDeterminism));
    });

    [Theory]
    [InlineData("Wait")]
    [InlineData("Sleep")]
    public void A_turn_that_blocks_is_diagnosed_instead_of_hanging(string how) => OnItsOwnThread(() =>
    {
        using var world = new VirtualWorld(new VirtualWorldOptions { BlockingPatience = TimeSpan.FromMilliseconds(200) });
        ActorSystem system = world.System();
        IActorRef silent = system.Actor("silent", (_, _) => { });
        system.Actor("blocking", (_, _) =>
        {
            if (how == "Wait") silent.Ask<string>("question").Wait();
            else Thread.Sleep(Timeout.Infinite);
        }).Tell("go");
        var problem = Assert.Throws<VirtualTimeException>(world.RunUntilIdle);
        Assert.Equal(VirtualTimeProblem.BlockedTurn, problem.Problem);
        Assert.Equal("a turn of akka://s/user/blocking waits at 0 s on the only thread there is, which can therefore never end the wait (sync over async: " +
                     "Task.Wait, Result, WaitOne, Thread.Sleep). Await in ReceiveAsync, pipe the result to Self, or use VirtualThread.Sleep to hold the " +
                     "thread of the dispatcher", problem.Message);
        // The world can be used after that.
        world.RunFor(TimeSpan.FromSeconds(1));
    });

    [Fact]
    public void A_turn_that_holds_its_thread_and_then_blocks_leaves_the_clock_as_it_was() => OnItsOwnThread(() =>
    {
        using var world = new VirtualWorld(new VirtualWorldOptions { BlockingPatience = TimeSpan.FromMilliseconds(200) });
        ActorSystem system = world.System();
        var seen = new List<TimeSpan>();
        system.Actor("blocking", (_, _) =>
        {
            VirtualThread.Sleep(TimeSpan.FromHours(1));
            Thread.Sleep(Timeout.Infinite);
        }).Tell("go");
        Assert.Throws<VirtualTimeException>(world.RunUntilIdle);
        system.Actor("next", (_, _) => seen.Add(world.Now)).Tell("go");
        world.RunReady();
        Assert.Equal([TimeSpan.Zero], seen);
    });

    [Fact]
    public void A_standstill_says_which_actor_waits_for_what() => OnItsOwnThread(() =>
    {
        using var world = new VirtualWorld(new VirtualWorldOptions { ForeignPatience = TimeSpan.FromMilliseconds(50) });
        ActorSystem system = world.System();
        IActorRef silent = system.Actor("silent", (_, _) => { });
        IActorRef waiting = system.ActorOf(Stage.PropsOf(() => new Waiting(silent)), "waiting");
        system.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(2), waiting, "go", ActorRefs.NoSender);
        system.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(3), waiting, "go on", ActorRefs.NoSender);
        var problem = Assert.Throws<VirtualTimeException>(() => world.RunUntil(() => false));
        Assert.Equal(VirtualTimeProblem.Standstill, problem.Problem);
        Assert.Equal("""
            at 3 s nothing can happen any more: no mailbox is ready and no timer is pending, but a condition is awaited:
              akka://s/user/waiting waits for a task (ReceiveAsync) that nothing will finish, with 1 message in its mailbox
              akka://s/user/silent was asked with String at 2 s and has not answered
            """, problem.Message);
    });

    [Fact]
    public void A_livelock_says_which_actors_go_on() => OnItsOwnThread(() =>
    {
        using var world = new VirtualWorld(new VirtualWorldOptions { LivelockTurns = 1_000 });
        ActorSystem system = world.System();
        system.Actor("endless", (context, message) => context.Self.Tell(message)).Tell("again");
        var problem = Assert.Throws<VirtualTimeException>(world.RunUntilIdle);
        Assert.Equal(VirtualTimeProblem.Livelock, problem.Problem);
        Assert.Equal("""
            livelock: the clock has stood at 0 s for 1001 turns, and messages go on:
              akka://s/user/endless handles String: 64 of the last turns
            """, problem.Message);
    });

    [Fact]
    public void A_clock_that_cannot_move_is_told_apart_from_a_standstill() => OnItsOwnThread(() =>
    {
        using var world = new VirtualWorld(new VirtualWorldOptions { ForeignPatience = TimeSpan.FromMilliseconds(50) });
        ActorSystem system = world.System();
        IActorRef actor = system.Actor("actor", (_, _) => { });
        system.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(1), actor, "late", ActorRefs.NoSender);
        world.RunReady();
        world.Freeze(system);
        var problem = Assert.Throws<VirtualTimeException>(() => world.RunUntil(() => false));
        Assert.Equal(VirtualTimeProblem.TimeCannotMove, problem.Problem);
        Assert.Equal("""
            at 1 s the clock cannot move, since all that could happen belongs to frozen systems, but a condition is awaited:
              the system s is frozen, with 0 turns and 1 timers that wait for its thaw
            """, problem.Message);
    });

    [Fact]
    public void A_world_belongs_to_one_thread() => OnItsOwnThread(() =>
    {
        using var world = new VirtualWorld();
        Exception? problem = null;
        var thread = new Thread(() => problem = Record.Exception(world.RunReady));
        thread.Start();
        thread.Join();
        Assert.Equal(VirtualTimeProblem.WrongThread, Assert.IsType<VirtualTimeException>(problem).Problem);
        Assert.StartsWith($"the world belongs to thread {Environment.CurrentManagedThreadId} and was used from thread ",
            problem.Message);
        problem = Record.Exception(() => new VirtualWorld());
        Assert.StartsWith("this thread has a virtual world already", Assert.IsType<VirtualTimeException>(problem).Message);
    });

    [Fact]
    public void A_turn_cannot_run_the_world_that_runs_it() => OnItsOwnThread(() =>
    {
        using var world = new VirtualWorld();
        Exception? problem = null;
        world.System().Actor("actor", (_, _) => problem = Record.Exception(world.RunReady)).Tell("go");
        world.RunReady();
        Assert.Equal("a turn cannot run the world that runs it; send a message instead",
            Assert.IsType<InvalidOperationException>(problem).Message);
    });

    [Fact]
    public async Task Virtual_dispatchers_and_mailboxes_need_the_virtual_scheduler()
    {
        const string Hocon = Worlds.Quiet + """
            mine { type = "ActorLab.VirtualTime.VirtualDispatcherConfigurator, ActorLab.VirtualTime" }
            box { mailbox-type = "ActorLab.VirtualTime.VirtualMailbox, ActorLab.VirtualTime" }
            """;
        using ActorSystem system = ActorSystem.Create("real", Hocon);
        IActorRef parent = system.Actor("parent", (context, _) =>
        {
            Props props = Props.Create(() => new Waiting(ActorRefs.Nobody));
            Exception? dispatcher = Record.Exception(() => context.ActorOf(props.WithDispatcher("mine")));
            Exception? mailbox = Record.Exception(() => context.ActorOf(props.WithMailbox("box")));
            context.Sender.Tell(new[] { $"{dispatcher}", $"{mailbox}" });
        });
        string[] problems = await parent.Ask<string[]>("go");
        Assert.All(problems, problem => Assert.Contains(
            "expected akka.scheduler.implementation to be \"ActorLab.VirtualTime.VirtualScheduler, ActorLab.VirtualTime\"",
                problem));
    }

    [Fact]
    public void A_dispatcher_that_cannot_be_virtual_is_told_with_its_setting() => OnItsOwnThread(() =>
    {
        using var world = new VirtualWorld();
        ActorSystem system = world.System("s", "window { type = SynchronizedDispatcher, executor = current-context-executor }");
        Exception? problem = Record.Exception(() => system.Actor("actor", (_, _) => { }, "window"));
        Assert.Contains("window cannot run in virtual time: expected type Dispatcher, TaskDispatcher, ForkJoinDispatcher or PinnedDispatcher with an executor of " +
                        "Akka's thread pools, got type \"SynchronizedDispatcher\" and executor \"current-context-executor\"",
                            $"{problem}");
    });

    private static void SendFromOutside(IActorRef actor) => actor.Tell("foreign");

    /// <summary>A thread that no test runner shares: xunit puts a synchronization context of its own before ours.</summary>
    private static void OnItsOwnThread(Action body)
    {
        Exception? problem = null;
        var thread = new Thread(() => problem = Record.Exception(body));
        thread.Start();
        thread.Join();
        if (problem is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(problem);
    }

    private sealed class Waiting : ReceiveActor
    {
        public Waiting(IActorRef other) => ReceiveAsync<string>(question => other.Ask<string>(question));
    }
}
