using ActorLab.TestSupport;
using static ActorLab.Local.Tests.LocalScenario;

namespace ActorLab.Local.Tests;

/// <summary>What the local engine does beyond the rules that the conformance suite checks on every engine.</summary>
public sealed class LocalEngineSpec
{
    private static readonly DispatcherPolicy Loop = DispatcherPolicy.EventLoop("loop");

    [Fact]
    public async Task The_calling_thread_drives_the_run_and_only_it()
    {
        var threads = new HashSet<int>();
        int caller = 0;
        RunResult result = await Task.Factory.StartNew(
            () =>
            {
                caller = Environment.CurrentManagedThreadId;
                return new LocalEngine().RunAsync(
                    Plan(_ =>
                    {
                        int answers = 0;
                        return TestActor.Props((context, message) =>
                        {
                            threads.Add(Environment.CurrentManagedThreadId);
                            if (message is Started)
                            {
                                for (int i = 0; i < 3; i++)
                                {
                                    IActorRef child = context.Spawn(TestActor.Props((c, m) =>
                                    {
                                        threads.Add(Environment.CurrentManagedThreadId);
                                        if (m is Number) c.Send(c.Sender!, m);
                                    }) with { Dispatcher = DispatcherPolicy.CallingThread });
                                    context.Send(child, new Number(i));
                                }
                            }
                            else if (message is Number && ++answers == 3)
                            {
                                context.Stop(context.Self);
                            }
                        }) with { Dispatcher = DispatcherPolicy.CallingThread };
                    }),
                    EngineOptions.Default,
                    CancellationToken.None);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap();
        Assert.Equal(RunOutcome.Completed, result.Outcome);
        Assert.Equal([caller], threads);
    }

    [Fact]
    public async Task A_pinned_actors_thread_is_gone_when_the_run_is_over()
    {
        const int rounds = 100;
        const string name = "pinned-one";
        var threads = new List<string>();
        var ownThreads = new List<string>();
        int told = 0;
        await Run(_ => TestActor.Props((context, message) =>
        {
            if (message is Terminated) told++;
            if (told == rounds) context.Stop(context.Self);
            else if (message is Started or Terminated) Next(context);
        }));
        Assert.Equal(Enumerable.Repeat(name, rounds), ownThreads);
        Assert.Equal((rounds, 0), (told, threads.Count(comm => NameOf(comm) == name)));

        void Next(IActorContext context)
        {
            IActorRef pinned = context.Spawn(TestActor.Props((c, m) =>
            {
                if (m is not Started) return;
                // The thread's own entry: a listing of all may miss some while others end.
                threads.Add($"/proc/{new FileInfo("/proc/thread-self").LinkTarget}/comm");
                ownThreads.Add(NameOf(threads[^1]));
                c.Stop(c.Self);
            }) with { Dispatcher = DispatcherPolicy.Pinned, Name = name });
            context.Watch(pinned);
        }
    }

    [Fact]
    public async Task A_name_is_free_again_when_the_end_of_its_actor_is_told()
    {
        int left = 50_000;
        ActorProps shortLived = TestActor.Props((context, message) =>
        {
            if (message is Started) context.Stop(context.Self);
        });
        RunResult result = await Run(_ => TestActor.Props((context, message) =>
        {
            if (message is not (Started or Terminated)) return;
            if (left-- > 0) context.Watch(context.Spawn(shortLived with { Name = "phoenix" }));
            else context.Stop(context.Self);
        }) with { Supervision = new SupervisionPolicy { Directive = SupervisionDirective.Escalate } });
        Assert.Equal(50_001, result.Counters.Spawned);
    }

    [Fact]
    public async Task A_dispatcher_keeps_the_number_of_threads_that_it_was_made_with()
    {
        string? refusal = null;
        await Run(_ => TestActor.Props((context, message) =>
        {
            if (message is not Started) return;
            context.Spawn(TestActor.Props((_, _) => { }) with { Dispatcher = DispatcherPolicy.ForkJoin("pool", 2) });
            refusal = Assert.Throws<ArgumentException>(() => context.Spawn(TestActor.Props((_, _) => { }) with { Dispatcher = DispatcherPolicy.ForkJoin("pool", 3) })).Message;
            context.Stop(context.Self);
        }));
        Assert.Equal("dispatcher 'pool' has 2 threads already and cannot have 3", refusal);
    }

    [Fact]
    public async Task A_run_whose_body_never_ends_is_given_up_after_the_wind_up_and_the_bodys_next_step_throws()
    {
        using var interrupt = new CancellationTokenSource();
        using var mayGoOn = new ManualResetEventSlim();
        Exception? afterTheEnd = null;
        var options = new EngineOptions { WindUp = Ms(20), OnOutbox = _ => interrupt.Cancel() };
        RunResult result = await new LocalEngine().RunAsync(
            Plan(outside => TestActor.Props((context, message) =>
            {
                if (message is not Started) return;
                context.Send(outside, new Text("the body begins"));
                context.Send(context.Self, new Number(1));
                context.Execute(
                    new TestBody(async machine =>
                    {
                        Assert.True(mayGoOn.Wait(HangGuard.Limit));
                        try
                        {
                            await machine.Sleep(SimDuration.Zero);
                        }
                        catch (Exception refusal)
                        {
                            afterTheEnd = refusal;
                            throw;
                        }
                    }),
                    new Number(0));
            })),
            options,
            interrupt.Token);
        Assert.Equal(RunOutcome.Interrupted, result.Outcome);
        mayGoOn.Set();
        Await(() => Volatile.Read(ref afterTheEnd) is not null, "the abandoned body's next step");
        Assert.Equal("the body was given up", afterTheEnd!.Message);
    }

    [Fact]
    public async Task A_million_messages_between_four_actors_lose_nothing()
    {
        const int actors = 4, tokensEach = 5, hops = 50_000;
        long done = 0;
        RunResult result = await Run(_ => TestActor.Props((context, message) =>
        {
            if (message is Started)
            {
                IActorRef root = context.Self;
                var ring = new IActorRef[actors];
                for (int i = 0; i < actors; i++)
                {
                    int at = i;
                    ring[i] = context.Spawn(TestActor.Props((c, m) =>
                    {
                        if (m is not Number(var left)) return;
                        if (left == 1) c.Send(root, m);
                        else c.Send(ring[(at + 1 + (left % (actors - 1))) % actors], new Number(left - 1));
                    }) with { Dispatcher = DispatcherPolicy.ForkJoin("ring", 4) });
                }

                foreach (IActorRef actor in ring) for (int i = 0; i < tokensEach; i++) context.Send(actor, new Number(hops));
            }
            else if (message is Number && ++done == actors * tokensEach)
            {
                context.Stop(context.Self);
            }
        }));
        Assert.Equal((actors * tokensEach * (hops + 1L), 0), (result.Counters.Sends, result.Counters.DeadLetters));
        // Each is told of its start and its stop besides.
        Assert.Equal(result.Counters.Sends + (2 * (actors + 1)), result.Counters.Turns);
    }

    [Fact]
    public async Task A_termination_that_is_passed_on_is_a_message_like_any_other()
    {
        RunResult result = await Run(outside => TestActor.Props((context, message) =>
        {
            switch (message)
            {
                case Started:
                    context.Watch(context.Spawn(TestActor.Props((c, m) => { if (m is Started) c.Stop(c.Self); }) with { Name = "short-lived" }));
                    break;
                case Terminated:
                    context.Send(context.Spawn(TestActor.Props((c, m) => { if (m is Terminated) c.Send(c.Sender!, new Text(c.PathOf(((Terminated)m).Actor))); })), message);
                    break;
                case Text:
                    context.Send(outside, message);
                    context.Stop(context.Self);
                    break;
            }
        }));
        Assert.Equal<IMessage>([new Text("root/short-lived")], result.Outbox);
    }

    [Fact]
    public async Task Delays_of_one_turn_count_from_its_end_so_the_shorter_comes_first_however_close_they_are()
    {
        RunResult result = await Run(outside => TestActor.Props((context, message) =>
        {
            if (message is Started)
            {
                for (int i = 20; i >= 1; i--) context.SendLater(context.Self, new Number(i), SimDuration.FromNanoseconds(5_000_000 + i));
            }
            else if (message is Number(var value))
            {
                context.Send(outside, message);
                if (value == 20) context.Stop(context.Self);
            }
        }));
        Assert.Equal(Enumerable.Range(1, 20).Select(i => (long)i), result.Outbox.Cast<Number>().Select(n => n.Value));
    }

    [Fact]
    public async Task A_later_send_can_be_cancelled_within_its_turn_and_a_failed_turn_keeps_those_it_made()
    {
        bool begun = false;
        RunResult result = await Run(outside => TestActor.Props((context, message) =>
        {
            switch (message)
            {
                case Started when !begun:
                    begun = true;
                    IScheduledSend taken = context.SendLater(context.Self, new Number(1), SimDuration.Zero);
                    context.Send(outside, new Text($"{taken.Cancel()} {taken.Cancel()}"));
                    context.SendLater(context.Self, new Number(2), Ms(1));
                    throw new Planned("after the sends");
                case Number:
                    context.Send(outside, message);
                    context.Stop(context.Self);
                    break;
            }
        }));
        Assert.Equal<IMessage>([new Text("True False"), new Number(2)], result.Outbox);
    }

    [Fact]
    public async Task A_send_that_is_due_after_the_end_of_time_never_comes()
    {
        RunResult result = await Run(_ => TestActor.Props((context, message) =>
        {
            if (message is Number) throw new Planned("it came");
            if (message is not Started) return;
            context.SendLater(context.Self, new Number(1), new SimDuration(long.MaxValue));
            context.SendLater(context.Self, new Text("now"), new SimDuration(long.MinValue));
            context.Stop(context.Self);
        }));
        Assert.Equal(0, result.Counters.Failures);
    }

    [Fact]
    public async Task What_is_no_actor_of_the_run_has_no_path_in_it()
    {
        string? refusal = null;
        IActorRef nobody = Akka.Actor.ActorRefs.Nobody;
        await Run(_ => TestActor.Props((context, message) =>
        {
            if (message is not Started) return;
            refusal = Assert.Throws<ArgumentException>(() => context.PathOf(nobody)).ParamName;
            context.Stop(context.Self);
        }));
        Assert.Equal("actor", refusal);
    }

    [Fact]
    public async Task Who_watches_the_outbox_and_fails_ends_the_run_and_not_the_sender()
    {
        RunResult result = await RunToAnyEnd(
            outside => TestActor.Props((context, message) =>
            {
                if (message is Started) context.Send(outside, message);
            }),
            new EngineOptions { OnOutbox = _ => throw new Planned("full") });
        Assert.Equal((RunOutcome.Failed, "who watches the outbox failed: full", 0L), (result.Outcome, result.Failure, result.Counters.Failures));
    }

    [Fact]
    public async Task What_still_waits_when_a_run_fails_becomes_dead_letters()
    {
        RunResult result = await RunToAnyEnd(_ => TestActor.Props((context, message) =>
        {
            if (message is not Started) return;
            context.Send(context.Self, new Number(1));
            context.Send(context.Spawn(TestActor.Props((_, _) => { }) with { Name = "child", Dispatcher = Loop }), new Number(2));
            throw new InvariantViolatedException("enough");
        }) with { Dispatcher = Loop with { Throughput = 1 } });
        Assert.Equal(RunOutcome.Failed, result.Outcome);
        DeadLetter failed = result.DeadLetters[0];
        Assert.Equal(DeadLetterReason.ReceiverFailed, failed.Reason);
        Assert.All(result.DeadLetters.Skip(1), l => Assert.Equal(DeadLetterReason.RunEnded, l.Reason));
        Assert.Equal(result.Counters.DeadLetters, result.DeadLetters.Length);
    }

    [Fact]
    public async Task A_child_without_a_name_gets_the_next_number_that_no_sibling_has()
    {
        var names = new List<string>();
        await Run(_ => TestActor.Props((context, message) =>
        {
            if (message is not Started) return;
            ActorProps idle = TestActor.Props((_, _) => { });
            names.Add(context.NameOf(context.Spawn(idle with { Name = "$1" })));
            names.Add(context.NameOf(context.Spawn(idle)));
            names.Add(context.NameOf(context.Spawn(idle)));
            context.Stop(context.Self);
        }));
        Assert.Equal(["$1", "$2", "$3"], names);
    }

    /// <summary>Of a thread; empty if it has ended.</summary>
    private static string NameOf(string comm)
    {
        try
        {
            return File.ReadAllText(comm).Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }
}
