using System.Threading.Channels;
using Akka;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.Pattern;
using Akka.Routing;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace ActorLab.VirtualTime.Tests;

/// <summary>Ordinary actors, none of which knows of virtual time.</summary>
internal static class Scenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("ReceiveAsync", stage =>
            {
                IActorRef slow = stage.Actor(() => new SlowReceiver(stage), "slow");
                slow.Tell("first");
                slow.Tell("second");
            }, (50, "first"), (100, "second")),
        new("Ask", stage =>
            {
                IActorRef late = stage.Actor(() => new LateAnswer(stage.Ms(20)), "late");
                stage.Actor(() => new Asking(stage, late, stage.Ms(10_000)), "asking").Tell("question");
            }, (20, "answer")),
        new("the time-out of Ask", stage =>
            {
                IActorRef silent = stage.Actor(() => new Silent(), "silent");
                stage.Actor(() => new Asking(stage, silent, stage.Ms(80)), "asking").Tell("question");
            }, (80, "time-out")),
        new("PipeTo of a finished task",
            stage => stage.Actor(() => new Piping(stage, () => Task.FromResult("done")), "piping").Tell("go"), (0, "piped done")),
        new("PipeTo of a question", stage =>
            {
                IActorRef late = stage.Actor(() => new LateAnswer(stage.Ms(30)), "late");
                stage.Actor(() => new Piping(stage, () => late.Ask<string>("question")), "piping").Tell("go");
            }, (30, "piped answer")),
        new("IWithTimers", stage => stage.Actor(() => new Timed(stage), "timed"), (20, "tick 1"), (40, "tick 2"), (50, "once"),
            (60, "tick 3")),
        new("ScheduleTellOnce and ScheduleTellRepeatedly", stage =>
            {
                IActorRef noting = stage.Actor(() => new Noting(stage), "noting");
                stage.System.Scheduler.ScheduleTellOnce(stage.Ms(35), noting, "once", ActorRefs.NoSender);
                var cancel = new Cancelable(stage.System.Scheduler);
                stage.System.Scheduler.ScheduleTellRepeatedly(stage.Ms(10), stage.Ms(20),
                    stage.Actor(() => new Counting(stage, cancel, 3), "counting"), "again",
                    ActorRefs.NoSender, cancel);
            }, (10, "again 1"), (30, "again 2"), (35, "once"), (50, "again 3")),
        new("ReceiveTimeout", stage => stage.Actor(() => new Idle(stage), "idle"), (40, "idle")),
        new("stash and Become", stage =>
            {
                IActorRef opening = stage.Actor(() => new Opening(stage), "opening");
                foreach (string message in (string[])["a", "b", "open", "c"]) opening.Tell(message);
            }, (0, "opened"), (0, "a"), (0, "b"), (0, "c")),
        new("FSM", stage => stage.Actor(() => new Light(stage), "light").Tell("press"), (0, "Off to Off"), (0, "Off to On"),
            (60, "On to Off")),
        new("round-robin router", stage =>
            {
                IActorRef router = stage.System.ActorOf(new RoundRobinPool(2).Props(Stage.PropsOf(() => new NamedNoting(stage))),
                    "pool");
                for (int i = 0; i < 4; i++) router.Tell(i);
            }, (0, "$a: 0"), (0, "$b: 1"), (0, "$a: 2"), (0, "$b: 3")),
        new("broadcast router", stage =>
                stage.System.ActorOf(new BroadcastPool(3).Props(Stage.PropsOf(() => new NamedNoting(stage))), "pool").Tell("all"),
            (0, "$a: all"), (0, "$b: all"), (0, "$c: all")),
        new("random router", stage =>
            {
                IActorRef router = stage.System.ActorOf(new RandomPool(3).Props(Stage.PropsOf(() => new Noting(stage))), "pool");
                for (int i = 0; i < 3; i++) router.Tell("any");
            }, (0, "any"), (0, "any"), (0, "any")),
        new("scatter-gather router", stage =>
            {
                IActorRef router = stage.System.ActorOf(
                    new ScatterGatherFirstCompletedPool(2, null, stage.Ms(5_000), Pool.DefaultSupervisorStrategy,
                        null).Props(Stage.PropsOf(() => new LateAnswer(stage.Ms(15)))), "pool");
                stage.Actor(() => new Asking(stage, router, stage.Ms(10_000)), "asking").Tell("question");
            }, (15, "answer")),
        new("consistent-hashing router", stage =>
            {
                IActorRef router = stage.System.ActorOf(new ConsistentHashingPool(3, message => $"{message}")
                    .Props(Stage.PropsOf(() => new Counted(stage))), "pool");
                foreach (string message in (string[])["a", "b", "a", "b", "a"]) router.Tell(message);
            }, (0, "a 1"), (0, "b 1"), (0, "a 2"), (0, "b 2"), (0, "a 3")),
        new("supervision with restarts", stage => stage.Actor(() => new Parent(stage), "parent").Tell("go"),
            (0, "count 1"), (0, "restarted after boom"), (0, "count 1")),
        new("BackoffSupervisor", stage => stage.System.ActorOf(
                BackoffSupervisor.Props(Backoff.OnFailure(Stage.PropsOf(() => new FailsTwice(stage)), "child", stage.Ms(50),
                    stage.Ms(1_000), 0, 5)), "backoff"),
            (0, "life 1"), (50, "life 2"), (150, "life 3")),
        new("death watch", stage =>
            {
                IActorRef watched = stage.Actor(() => new Noting(stage), "watched");
                stage.Actor(() => new Watching(stage, watched), "watching");
                stage.System.Scheduler.ScheduleTellOnce(stage.Ms(25), watched, PoisonPill.Instance, ActorRefs.NoSender);
            }, (25, "watched has ended")),
        new("GracefulStop", stage =>
            {
                IActorRef actor = stage.Actor(() => new Noting(stage), "stopping");
                stage.Actor(() => new Piping(stage, async () => (await actor.GracefulStop(stage.Ms(10_000))).ToString()),
                    "piping").Tell("go");
            }, (0, "piped True")),
        new("the time-out of GracefulStop", stage =>
            {
                IActorRef actor = stage.Actor(() => new Silent(), "stubborn");
                stage.Actor(() => new Piping(stage, async () => (await actor.GracefulStop(stage.Ms(70), "ignored")).ToString()),
                    "piping").Tell("go");
            }, (70, "piped False")),
        new("EventStream", stage =>
            {
                IActorRef noting = stage.Actor(() => new Noting(stage), "noting");
                stage.System.EventStream.Subscribe(noting, typeof(string));
                stage.System.EventStream.Publish("published");
            }, (0, "published")),
        new("dead letters", stage =>
            {
                stage.System.EventStream.Subscribe(stage.Actor(() => new DeadLetterNoting(stage), "noting"), typeof(DeadLetter));
                stage.System.DeadLetters.Tell("lost", ActorRefs.NoSender);
            }, (0, "dead letter: lost")),
        new("bounded mailbox", stage =>
            {
                stage.System.EventStream.Subscribe(stage.Actor(() => new DeadLetterNoting(stage), "noting"), typeof(DeadLetter));
                stage.System.ActorOf(Stage.PropsOf(() => new Flooding(stage)).WithMailbox("small"), "flooded").Tell("flood");
            }, (0, "dead letter: 3"), (0, "got 1"), (0, "got 2"))
        {
            Hocon = """small { mailbox-type = "Akka.Dispatch.BoundedMailbox, Akka", mailbox-capacity = 2, mailbox-push-timeout-time = 0s }""",
        },
        new("priority mailbox", stage =>
                stage.System.ActorOf(Stage.PropsOf(() => new Prioritised(stage)).WithMailbox("sorted"), "sorted").Tell("all"),
            (0, "1"), (0, "2"), (0, "3"))
        {
            Hocon = """sorted { mailbox-type = "ActorLab.VirtualTime.Tests.SmallestFirst, ActorLab.VirtualTime.Tests" }""",
        },
        new("CircuitBreaker", stage => stage.Actor(() => new Breaking(stage), "breaking").Tell("go"),
            (50, "time-out"), (50, "open"), (150, "half-open"), (150, "closed")),
        new("Streams: Throttle", stage => _ = Source.From(Enumerable.Range(1, 3)).Throttle(1, stage.Ms(100), 1, ThrottleMode.Shaping)
                .RunForeach(i => stage.Note($"{i}"), stage.System.Materializer()),
            (0, "1"), (100, "2"), (200, "3")),
        new("Streams: GroupedWithin", stage => _ = Source.From(Enumerable.Range(1, 3)).Concat(Source.Never<int>()).GroupedWithin(100,
            stage.Ms(50)).SelectMany(group => group)
                .RunForeach(i => stage.Note($"{i}"), stage.System.Materializer()),
            (50, "1"), (50, "2"), (50, "3")),
        new("Streams: SelectAsync", stage =>
            {
                IActorRef late = stage.Actor(() => new LateAnswer(stage.Ms(30)), "late");
                _ = Source.From(Enumerable.Range(1, 3)).SelectAsync(1, async i => $"{await late.Ask<string>("question")} {i}")
                    .RunForeach(stage.Note, stage.System.Materializer());
            }, (30, "answer 1"), (60, "answer 2"), (90, "answer 3")),
        new("Streams: SelectAsync of two at a time", stage =>
            {
                IActorRef late = stage.Actor(() => new LateAnswer(stage.Ms(30)), "late");
                _ = Source.From(Enumerable.Range(1, 4)).SelectAsync(2, async i => $"{await late.Ask<string>("question")} {i}")
                    .RunForeach(stage.Note, stage.System.Materializer());
            }, (30, "answer 1"), (30, "answer 2"), (60, "answer 3"), (60, "answer 4")),
        new("Streams: Tick", stage => _ = Source.Tick(stage.Ms(10), stage.Ms(20), "tick").ZipWithIndex().Take(3)
                .RunForeach(pair => stage.Note($"{pair.Item1} {pair.Item2}"), stage.System.Materializer()),
            (10, "tick 0"), (30, "tick 1"), (50, "tick 2")),
        new("Streams: RestartSource", stage =>
            {
                int lives = 0;
                _ = RestartSource.WithBackoff(() =>
                    {
                        int life = Interlocked.Increment(ref lives);
                        return life < 3 ? Source.Failed<string>(new InvalidOperationException("fails")) : Source.Single($"life {life}")
                            .Concat(Source.Never<string>());
                    }, RestartSettings.Create(stage.Ms(40), stage.Ms(1_000), 0))
                    .RunForeach(stage.Note, stage.System.Materializer());
            }, (120, "life 3")),
        new("Streams: a queue that pushes back", stage =>
            {
                ISourceQueueWithComplete<int> queue = Source.Queue<int>(1, OverflowStrategy.Backpressure)
                    .SelectAsync(1, async i =>
                    {
                        await Task.Delay(stage.Ms(20));
                        return i;
                    })
                    .To(Sink.ForEach<int>(i => stage.Note($"{i}"))).Run(stage.System.Materializer());
                stage.Actor(() => new Running(async () =>
                {
                    for (int i = 1; i <= 3; i++) await queue.OfferAsync(i);
                }), "offering").Tell("go");
            }, (20, "1"), (40, "2"), (60, "3")),
        new("PeriodicTimer", stage => stage.Actor(() => new Running(async () =>
            {
                using var timer = new PeriodicTimer(stage.Ms(20));
                for (int i = 1; i <= 3 && await timer.WaitForNextTickAsync(); i++) stage.Note($"tick {i}");
            }), "running").Tell("go"), (20, "tick 1"), (40, "tick 2"), (60, "tick 3")),
        new("WhenAny with a delay", stage => stage.Actor(() => new Running(async () =>
            {
                var never = new TaskCompletionSource();
                Task delay = Task.Delay(stage.Ms(30));
                stage.Note(await Task.WhenAny(never.Task, delay) == delay ? "delay" : "never");
            }), "running").Tell("go"), (30, "delay")),
        new("a semaphore with a time-out", stage => stage.Actor(() => new Running(async () =>
            {
                using var semaphore = new SemaphoreSlim(1);
                stage.Note($"{await semaphore.WaitAsync(stage.Ms(30))}");
                stage.Note($"{await semaphore.WaitAsync(stage.Ms(30))}");
            }), "running").Tell("go"), (0, "True"), (30, "False")),
        new("a channel between two actors", stage =>
            {
                Channel<int> channel = Channel.CreateBounded<int>(1);
                stage.Actor(() => new Running(async () =>
                {
                    for (int i = 1; i <= 3; i++)
                    {
                        await Task.Delay(stage.Ms(10));
                        await channel.Writer.WriteAsync(i);
                    }

                    channel.Writer.Complete();
                }), "writing").Tell("go");
                stage.Actor(() => new Running(async () =>
                {
                    while (await channel.Reader.WaitToReadAsync())
                    {
                        while (channel.Reader.TryRead(out int i)) stage.Note($"{i}");
                    }

                    stage.Note("complete");
                }), "reading").Tell("go");
            }, (10, "1"), (20, "2"), (30, "3"), (30, "complete")),
        new("an asynchronous turn that fails", stage => stage.Actor(() => new Restarting(stage), "failing").Tell("go"),
            (20, "restarted after late")),
        new("a token that is cancelled after a while", stage => stage.Actor(() => new Running(async () =>
            {
                using var source = new CancellationTokenSource(stage.Ms(40));
                try
                {
                    await Task.Delay(Timeout.Infinite, source.Token);
                }
                catch (OperationCanceledException)
                {
                    stage.Note("cancelled");
                }
            }), "running").Tell("go"), (40, "cancelled")),
        new("Parallel.For in a turn", stage => stage.Actor(() => new Running(() =>
            {
                int sum = 0;
                Parallel.For(0, 100, i => Interlocked.Add(ref sum, i));
                stage.Note($"{sum}");
                return Task.CompletedTask;
            }), "running").Tell("go"), (0, "4950")),
        new("ResolveOne", stage =>
            {
                stage.Actor(() => new Silent(), "there");
                stage.Actor(() => new Running(async () =>
                {
                    stage.Note((await stage.System.ActorSelection("/user/there").ResolveOne(stage.Ms(5_000))).Path.Name);
                    try
                    {
                        await stage.System.ActorSelection("/user/nowhere").ResolveOne(stage.Ms(5_000));
                    }
                    catch (ActorNotFoundException)
                    {
                        stage.Note("nowhere");
                    }
                }), "running").Tell("go");
            }, (0, "there"), (0, "nowhere")),
        new("timers of an FSM", stage => stage.Actor(() => new Alarm(stage), "alarm"), (25, "once"), (30, "again"), (60, "again"),
            (60, "stopped")),
        new("BackoffSupervisor of an actor that stops", stage => stage.System.ActorOf(
                BackoffSupervisor.Props(Backoff.OnStop(Stage.PropsOf(() => new StopsTwice(stage)), "child", stage.Ms(50),
                    stage.Ms(1_000), 0, 5)), "backoff"),
            (0, "life 1"), (50, "life 2"), (150, "life 3")),
    ];

    /// <summary>Runs an asynchronous function as its turn.</summary>
    private sealed class Running : ReceiveActor
    {
        public Running(Func<Task> body) => ReceiveAsync<string>(_ => body());
    }

    private sealed class Restarting : ReceiveActor
    {
        private readonly Stage _stage;

        public Restarting(Stage stage)
        {
            _stage = stage;
            ReceiveAsync<string>(async _ =>
            {
                await Task.Delay(stage.Ms(20));
                throw new InvalidOperationException("late");
            });
        }

        protected override void PostRestart(Exception reason) => _stage.Note($"restarted after {reason.Message}");
    }

    private sealed class StopsTwice : UntypedActor
    {
        public StopsTwice(Stage stage)
        {
            int life = stage.Notes.Count + 1;
            stage.Note($"life {life}");
            if (life < 3) Context.Stop(Self);
        }

        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class Alarm : FSM<Lamp, int>
    {
        public Alarm(Stage stage)
        {
            int rings = 0;
            StartWith(Lamp.On, 0);
            When(Lamp.On, e =>
            {
                stage.Note($"{e.FsmEvent}");
                return e.FsmEvent is "again" && ++rings == 2 ? Stop() : Stay();
            });
            OnTermination(_ => stage.Note("stopped"));
            SetTimer("once", "once", stage.Ms(25), repeat: false);
            SetTimer("again", "again", stage.Ms(30), repeat: true);
            Initialize();
        }
    }

    private sealed class SlowReceiver : ReceiveActor
    {
        public SlowReceiver(Stage stage) => ReceiveAsync<string>(async message =>
        {
            await Task.Delay(stage.Ms(50));
            stage.Note(message);
        });
    }

    private sealed class LateAnswer(TimeSpan delay) : UntypedActor
    {
        protected override void OnReceive(object message) =>
            Context.System.Scheduler.ScheduleTellOnce(delay, Sender, "answer", Self);
    }

    private sealed class Silent : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class Asking : ReceiveActor
    {
        public Asking(Stage stage, IActorRef other, TimeSpan timeout) => ReceiveAsync<string>(async question =>
        {
            try
            {
                stage.Note(await other.Ask<string>(question, timeout));
            }
            catch (AskTimeoutException)
            {
                stage.Note("time-out");
            }
        });
    }

    private sealed class Piping(Stage stage, Func<Task<string>> task) : UntypedActor
    {
        private sealed record Piped(string Text);

        protected override void OnReceive(object message)
        {
            if (message is Piped piped) stage.Note($"piped {piped.Text}");
            else _ = task().PipeTo(Self, success: text => new Piped(text));
        }
    }

    private sealed class Timed : UntypedActor, IWithTimers
    {
        private readonly Stage _stage;
        private int _ticks;

        public Timed(Stage stage) => _stage = stage;

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart()
        {
            Timers.StartPeriodicTimer("tick", "tick", _stage.Ms(20));
            Timers.StartSingleTimer("once", "once", _stage.Ms(50));
        }

        protected override void OnReceive(object message)
        {
            _stage.Note(message is "tick" ? $"tick {++_ticks}" : "once");
            if (_ticks == 3) Timers.CancelAll();
        }
    }

    private sealed class Noting(Stage stage) : UntypedActor
    {
        protected override void OnReceive(object message) => stage.Note($"{message}");
    }

    /// <summary>Has all messages that are equal, or none of them.</summary>
    private sealed class Counted(Stage stage) : UntypedActor
    {
        private readonly Dictionary<object, int> _counts = [];

        protected override void OnReceive(object message)
        {
            _counts[message] = _counts.GetValueOrDefault(message) + 1;
            stage.Note($"{message} {_counts[message]}");
        }
    }

    private sealed class NamedNoting(Stage stage) : UntypedActor
    {
        protected override void OnReceive(object message) => stage.Note($"{Self.Path.Name}: {message}");
    }

    private sealed class Counting(Stage stage, Cancelable cancel, int most) : UntypedActor
    {
        private int _count;

        protected override void OnReceive(object message)
        {
            if (++_count > most) return;
            stage.Note($"{message} {_count}");
            if (_count == most) cancel.Cancel();
        }
    }

    private sealed class Idle : UntypedActor
    {
        private readonly Stage _stage;

        public Idle(Stage stage)
        {
            _stage = stage;
            Context.SetReceiveTimeout(_stage.Ms(40));
        }

        protected override void OnReceive(object message)
        {
            if (message is not ReceiveTimeout) return;
            _stage.Note("idle");
            Context.SetReceiveTimeout(null);
        }
    }

    private sealed class Opening(Stage stage) : UntypedActor, IWithUnboundedStash
    {
        public IStash Stash { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            if (message is not "open")
            {
                Stash.Stash();
                return;
            }

            stage.Note("opened");
            Become(Open);
            Stash.UnstashAll();
        }

        private void Open(object message) => stage.Note($"{message}");
    }

    private enum Lamp
    {
        Off,
        On,
    }

    private sealed class Light : FSM<Lamp, int>
    {
        public Light(Stage stage)
        {
            StartWith(Lamp.Off, 0);
            When(Lamp.Off, e => e.FsmEvent is "press" ? GoTo(Lamp.On) : null!);
            When(Lamp.On, e => e.FsmEvent is StateTimeout ? GoTo(Lamp.Off) : null!, stage.Ms(60));
            OnTransition((from, to) => stage.Note($"{from} to {to}"));
            Initialize();
        }
    }

    private sealed class Parent(Stage stage) : UntypedActor
    {
        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

        protected override void OnReceive(object message)
        {
            IActorRef child = Context.ActorOf(Stage.PropsOf(() => new Child(stage)), "child");
            foreach (string told in (string[])["count", "boom", "count"]) child.Tell(told);
        }
    }

    private sealed class Child(Stage stage) : UntypedActor
    {
        private int _count;

        protected override void PostRestart(Exception reason) => stage.Note($"restarted after {reason.Message}");

        protected override void OnReceive(object message)
        {
            if (message is "boom") throw new InvalidOperationException("boom");
            stage.Note($"count {++_count}");
        }
    }

    private sealed class FailsTwice : UntypedActor
    {
        private const string Lives = "lives";

        public FailsTwice(Stage stage)
        {
            int life = stage.Notes.Count + 1;
            stage.Note($"life {life}");
            if (life < 3) Self.Tell(Lives);
        }

        protected override void OnReceive(object message) => throw new InvalidOperationException("fails");
    }

    private sealed class Watching : UntypedActor
    {
        private readonly Stage _stage;

        public Watching(Stage stage, IActorRef watched)
        {
            _stage = stage;
            Context.Watch(watched);
        }

        protected override void OnReceive(object message)
        {
            if (message is Terminated terminated) _stage.Note($"{terminated.ActorRef.Path.Name} has ended");
        }
    }

    private sealed class DeadLetterNoting(Stage stage) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is DeadLetter { Message: string or int } letter) stage.Note($"dead letter: {letter.Message}");
        }
    }

    private sealed class Flooding(Stage stage) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is int number) stage.Note($"got {number}");
            else foreach (int sent in (int[])[1, 2, 3]) Self.Tell(sent);
        }
    }

    private sealed class Prioritised(Stage stage) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is int number) stage.Note($"{number}");
            else foreach (int sent in (int[])[3, 1, 2]) Self.Tell(sent);
        }
    }

    private sealed class Breaking : ReceiveActor
    {
        public Breaking(Stage stage)
        {
            CircuitBreaker breaker = CircuitBreaker.Create(Context.System.Scheduler, 1, stage.Ms(50), stage.Ms(100));
            IActorRef self = Self;
            breaker.OnOpen(() => stage.Note("open"));
            breaker.OnHalfOpen(() =>
            {
                stage.Note("half-open");
                self.Tell("again");
            });
            breaker.OnClose(() => stage.Note("closed"));
            var never = new TaskCompletionSource<string>();
            ReceiveAsync<string>(async message =>
            {
                if (message == "again")
                {
                    await breaker.WithCircuitBreaker(_ => Task.FromResult("well"));
                    return;
                }

                try
                {
                    await breaker.WithCircuitBreaker(_ => never.Task);
                }
                catch (TimeoutException)
                {
                    stage.Note("time-out");
                }
            });
        }
    }
}

/// <summary>A mailbox of the user's own.</summary>
public sealed class SmallestFirst(Settings settings, Config config) : UnboundedPriorityMailbox(settings, config)
{
    protected override int PriorityGenerator(object message) => message is int number ? number : 0;
}
