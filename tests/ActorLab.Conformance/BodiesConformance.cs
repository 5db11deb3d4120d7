namespace ActorLab.Conformance;

/// <summary>Bodies, G25 to G29, G31, G53 and G54: when they run, what they occupy, and what keeps them apart or does not.</summary>
public abstract class BodiesConformance(EngineFixture fixture) : EngineConformance(fixture)
{
    private static readonly DispatcherPolicy Loop = DispatcherPolicy.EventLoop("loop");

    [Theory]
    [InlineData(Occupancy.Synchronous)]
    [InlineData(Occupancy.Asynchronous)]
    public async Task G25_the_result_of_a_body_is_the_next_message_ahead_of_the_mailbox(Occupancy occupancy)
    {
        var seen = new Journal();
        var body = new ScriptBody(async (machine, item) =>
        {
            seen.Add("body begins");
            await machine.Sleep(SimDuration.FromMilliseconds(1));
            return new Text($"body of {((Number)item).Value}");
        });
        await Run(Script.Root(
            context =>
            {
                IActorRef child = context.Spawn(Script.Props(
                    (c, m) =>
                    {
                        if (m is Number)
                        {
                            seen.Add(m);
                            c.Execute(body, m, occupancy);
                            seen.Add("turn ends");
                        }

                        if (m is BodyCompleted(var item, var result)) seen.Add($"{((Text)result).Value} done for {((Number)item).Value}");
                        if (m is Go) c.Send(c.Sender!, m);
                    },
                    Loop));
                context.Send(child, new Number(1));
                context.Send(child, new Number(2));
                context.Send(child, Go.Instance);
            },
            (_, message) => message is Go,
            Loop));
        string[] OfOne(int number) => [$"{number}", "turn ends", "body begins", $"body of {number} done for {number}"];
        Assert.Equal([.. OfOne(1), .. OfOne(2)], seen.Entries);
    }

    [Fact]
    public async Task G25_a_body_asked_for_at_the_end_of_another_also_runs_ahead_of_the_mailbox()
    {
        var seen = new Journal();
        var body = new ScriptBody((_, item) => ValueTask.FromResult<IMessage>(new Number(((Number)item).Value + 1)));
        await Run(Script.Root(
            context =>
            {
                IActorRef child = context.Spawn(Script.Props(
                    (c, m) =>
                    {
                        if (m is not Started) seen.Add(m is BodyCompleted(_, Number result) ? $"made {result.Value}" : m.GetType().Name);
                        if (m is Started) c.Execute(body, new Number(0));
                        if (m is BodyCompleted(_, Number { Value: < 5 } next)) c.Execute(body, next);
                        if (m is Go) c.Send(c.Sender!, m);
                    },
                    Loop));
                context.Send(child, Go.Instance);
            },
            (_, message) => message is Go,
            Loop));
        Assert.Equal(["made 1", "made 2", "made 3", "made 4", "made 5", "Go"], seen.Entries.Take(6));
    }

    [Fact]
    public async Task G25_a_second_body_in_one_turn_is_refused_and_the_first_one_runs()
    {
        var seen = new Journal();
        await Run(Script.Root(
            context =>
            {
                context.Execute(new ScriptBody(_ => ValueTask.CompletedTask), new Text("first"));
                try
                {
                    context.Execute(new ScriptBody(_ => ValueTask.CompletedTask), new Text("second"));
                    seen.Add("accepted");
                }
                catch (InvalidOperationException)
                {
                    seen.Add("refused");
                }
            },
            (_, message) =>
            {
                seen.Add(((BodyCompleted)message).Item);
                return true;
            }));
        Assert.Equal(["refused", "first"], seen.Entries);
    }

    [Theory]
    [InlineData(Occupancy.Synchronous)]
    [InlineData(Occupancy.Asynchronous)]
    public async Task G26_a_body_that_throws_gives_body_failed_and_the_actor_does_not_fail(Occupancy occupancy)
    {
        var atOnce = new PlannedFailureException("before the first step");
        var later = new PlannedFailureException("after a step");
        IBody[] bodies =
        [
            new ScriptBody((_, _) => throw atOnce),
            new ScriptBody(async machine =>
            {
                await machine.Sleep(SimDuration.FromMilliseconds(1));
                throw later;
            }),
            new ScriptBody(async machine => await machine.Open(Fixture.NewPath("missing"), OpenMode.Read)),
        ];
        var causes = new List<Exception>();
        var other = new Journal();
        RunResult result = await Run(Script.Root(
            context => context.Execute(bodies[0], new Number(0), occupancy),
            (context, message) =>
            {
                if (message is not BodyFailed(Number item, var cause))
                {
                    other.Add(message);
                    return true;
                }

                causes.Add(cause);
                if (causes.Count == bodies.Length) return true;
                context.Execute(bodies[causes.Count], new Number(item.Value + 1), occupancy);
                return false;
            }));
        Assert.Empty(other.Entries);
        Assert.Equal(3, causes.Count);
        Assert.Same(atOnce, causes[0]);
        Assert.Same(later, causes[1]);
        Assert.Equal(StepKind.Open, Assert.IsType<MachineFailureException>(causes[2]).Step);
        Assert.Equal((0, 0), (result.Counters.Failures, result.Counters.DeadLetters));
    }

    [Fact]
    public async Task G27_at_most_n_synchronous_bodies_run_at_once_on_n_threads()
    {
        const int threads = 3, workers = 9;
        var crowd = new Crowd();
        var body = new ScriptBody(async machine =>
        {
            crowd.Enter();
            // Only a dispatcher that really has its n threads gets past this.
            await crowd.Gather(machine, threads);
            await machine.Sleep(SimDuration.FromMilliseconds(2));
            crowd.Leave();
        });
        await RunWorkers(workers, body, DispatcherPolicy.ForkJoin("three", threads));
        Assert.Equal(threads, crowd.Most);
    }

    [Fact]
    public async Task G27_an_asynchronous_body_frees_the_thread_while_it_waits()
    {
        const int workers = 8;
        var crowd = new Crowd();
        var body = new ScriptBody(async machine =>
        {
            crowd.Enter();
            await crowd.Gather(machine, workers);
            crowd.Leave();
        });
        await RunWorkers(workers, body, Loop, Occupancy.Asynchronous);
        Assert.Equal(workers, crowd.Most);
    }

    [Fact]
    public async Task G27_nobody_gets_a_turn_on_a_thread_that_a_synchronous_body_occupies()
    {
        var journal = new Journal();
        DispatcherPolicy one = DispatcherPolicy.ForkJoin("one", 1);
        var body = new ScriptBody(async machine =>
        {
            journal.Add("body begins");
            for (int i = 0; i < 5; i++) await machine.Sleep(SimDuration.FromMilliseconds(1));
            journal.Add("body ends");
        });
        int finished = 0;
        await Run(Script.Root(
            context =>
            {
                IActorRef root = context.Self;
                IActorRef neighbour = context.Spawn(Script.Props(
                    (_, m) =>
                    {
                        if (m is Number) journal.Add("turn of the neighbour");
                    },
                    one));
                context.Spawn(Script.Props(
                    (c, m) =>
                    {
                        if (m is Started)
                        {
                            c.Execute(body, m);
                            for (int i = 0; i < 5; i++) c.Send(neighbour, new Number(i));
                        }

                        if (m is BodyCompleted or BodyFailed) c.Send(root, Go.Instance);
                    },
                    one));
            },
            (_, _) => ++finished == 1));
        string[] entries = journal.Entries;
        int begin = Array.IndexOf(entries, "body begins");
        Assert.True(begin >= 0 && entries[begin + 1] == "body ends", string.Join(", ", entries));
    }

    [Fact]
    public async Task G28_a_lock_has_one_holder_at_a_time_and_all_who_ask_get_it()
    {
        const int workers = 6, rounds = 5;
        var handle = new LockHandle("guard");
        var crowd = new Crowd();
        int held = 0;
        var body = new ScriptBody(async machine =>
        {
            for (int i = 0; i < rounds; i++)
            {
                await machine.Acquire(handle);
                crowd.Enter();
                held++;
                await machine.Sleep(SimDuration.FromMilliseconds(1));
                crowd.Leave();
                await machine.Release(handle);
            }
        });
        await RunWorkers(workers, body, DispatcherPolicy.ForkJoin("pool", workers));
        Assert.Equal(1, crowd.Most);
        Assert.Equal(workers * rounds, held);
    }

    [Fact]
    public async Task G28_releasing_a_lock_that_the_body_does_not_hold_fails_the_body()
    {
        var free = new LockHandle("free");
        var taken = new LockHandle("taken");
        var holding = new Gate();
        var done = new Gate();
        var outcomes = new Journal();
        int finished = 0;
        await Run(Script.Root(
            context =>
            {
                DispatcherPolicy pool = DispatcherPolicy.ForkJoin("pool", 2);
                context.Spawn(Script.Worker(
                    context.Self,
                    new ScriptBody(async machine =>
                    {
                        await machine.Acquire(taken);
                        holding.Open();
                        await done.Pass(machine);
                        await machine.Release(taken);
                    }),
                    pool));
                context.Spawn(Script.Worker(
                    context.Self,
                    new ScriptBody(async machine =>
                    {
                        await holding.Pass(machine);
                        outcomes.Add(await Fails(() => machine.Release(free)) ? "free refused" : "free released");
                        outcomes.Add(await Fails(() => machine.Release(taken)) ? "taken refused" : "taken released");
                        done.Open();
                        await machine.Release(free);
                    }),
                    pool));
            },
            (_, message) =>
            {
                outcomes.Add(message);
                return ++finished == 2;
            }));
        Assert.Equal(["free refused", "taken refused"], outcomes.Entries.Take(2));
        Assert.Equal(["BodyCompleted", "BodyFailed"], outcomes.Entries.Skip(2).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task G31_a_cell_keeps_what_was_written_last_and_nothing_guards_it()
    {
        var cell = new Cell<int>(10);
        var readers = new Crowd();
        var body = new ScriptBody(async machine =>
        {
            int read = await machine.Read(cell);
            readers.Enter();
            // Both have read before either writes: one update is lost.
            await readers.Gather(machine, 2);
            await machine.Write(cell, read + 1);
        });
        await RunWorkers(2, body, DispatcherPolicy.ForkJoin("pool", 2));
        Assert.Equal(11, cell.Value);
        Assert.Equal(2, readers.Most);
        int seen = 0;
        await RunWorkers(
            1,
            new ScriptBody(async machine =>
            {
                await machine.Write(cell, 41);
                await machine.Write(cell, await machine.Read(cell) + 1);
                seen = await machine.Read(cell);
            }),
            DispatcherPolicy.Shared);
        Assert.Equal((42, 42), (seen, cell.Value));
    }

    [Theory]
    [InlineData(Occupancy.Synchronous)]
    [InlineData(Occupancy.Asynchronous)]
    public async Task G53_a_program_answers_each_line_with_one_and_what_was_not_computed_says_so(Occupancy occupancy)
    {
        var answers = new Journal();
        using var program = new ExternalProgram(["cat"]);
        RunResult result = await RunWorkers(
            1,
            new ScriptBody(async machine =>
            {
                foreach (string line in (string[])["one", "", "zwölf"])
                {
                    (string answer, Computation computation) = await machine.Request(program, line, Cost.Free);
                    answers.Add($"'{answer}' {computation}");
                }

                await machine.Close(program);
            }),
            Loop,
            occupancy);
        Computation how = Fixture.CreateEngine().Capabilities.HasFlag(EngineCapabilities.VirtualTime) ? Computation.NotComputed : Computation.Computed;
        Assert.Equal([$"'one' {how}", $"'' {how}", $"'zwölf' {how}"], answers.Entries);
        Assert.Equal(4, result.Steps[StepKind.Request]);
    }

    [Fact]
    public async Task G54_a_body_cannot_end_the_process_of_the_root()
    {
        var seen = new Journal();
        await RunWorkers(
            2,
            new ScriptBody(async machine =>
            {
                seen.Add(await Fails(machine.Crash) ? "refused" : "passed over");
                await machine.Sleep(SimDuration.FromMilliseconds(1));
                seen.Add("goes on");
            }),
            DispatcherPolicy.Shared);
        Assert.Equal(["goes on", "goes on", "refused", "refused"], seen.Entries.Order(StringComparer.Ordinal));
    }

    /// <summary>Whether a step fails, at once or when it is awaited.</summary>
    private static async ValueTask<bool> Fails(Func<ValueTask> step) => await Record.ExceptionAsync(() => step().AsTask()) is MachineFailureException or InvalidOperationException;
}
