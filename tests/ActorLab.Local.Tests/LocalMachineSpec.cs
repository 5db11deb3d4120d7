using System.Net;
using System.Net.Sockets;
using System.Text;
using static ActorLab.Local.Tests.LocalScenario;

namespace ActorLab.Local.Tests;

/// <summary>The machine that bodies of the local engine run on: real files, locks, threads and sockets.</summary>
public sealed class LocalMachineSpec : IDisposable
{
    private static readonly DispatcherPolicy Loop = DispatcherPolicy.EventLoop("loop");

    private readonly string _folder = Directory.CreateTempSubdirectory("actorlab-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Two_handles_append_to_one_file_without_overwriting_each_other()
    {
        string path = NewPath();
        await Succeed(async machine =>
        {
            FileHandle first = await machine.Open(path, OpenMode.Append), second = await machine.Open(path, OpenMode.Append);
            for (int i = 0; i < 3; i++)
            {
                await machine.Append(first, Bytes($"a{i};"));
                await machine.Flush(first);
                await machine.Append(second, Bytes($"b{i};"));
                await machine.Flush(second);
            }

            await machine.Close(first);
            await machine.Close(second);
        });
        Assert.Equal("a0;b0;a1;b1;a2;b2;", File.ReadAllText(path));
    }

    [Theory]
    [InlineData(Occupancy.Synchronous)]
    [InlineData(Occupancy.Asynchronous)]
    public async Task The_buffer_is_flushed_when_it_is_full_and_keeps_the_rest_of_a_long_append(Occupancy occupancy)
    {
        string path = NewPath();
        var lengths = new List<long>();
        await Succeed(
            async machine =>
            {
                FileHandle file = await machine.Open(path, OpenMode.Append);
                foreach (int size in (int[])[8_191, 1, 8_000, 20_000, 100])
                {
                    await machine.Append(file, new byte[size]);
                    lengths.Add(new FileInfo(path).Length);
                }

                await machine.Close(file);
                lengths.Add(new FileInfo(path).Length);
            },
            occupancy,
            Loop);
        Assert.Equal([0, 8_192, 8_192, 32_768, 32_768, 36_292], lengths);
    }

    [Fact]
    public async Task A_flush_is_one_piece_among_the_flushes_of_other_threads()
    {
        string path = NewPath();
        const int writers = 3, records = 400, size = 8_000;
        int ended = 0;
        await Run(_ => TestActor.Props((context, message) =>
        {
            if (message is Started)
            {
                IActorRef root = context.Self;
                for (int w = 0; w < writers; w++)
                {
                    byte letter = (byte)('a' + w);
                    context.Spawn(TestActor.Props((c, m) =>
                    {
                        if (m is Started)
                        {
                            c.Execute(
                                new TestBody(async machine =>
                                {
                                    FileHandle file = await machine.Open(path, OpenMode.Append);
                                    byte[] record = new byte[size];
                                    Array.Fill(record, letter);
                                    for (int i = 0; i < records; i++)
                                    {
                                        await machine.Append(file, record);
                                        await machine.Flush(file);
                                    }

                                    await machine.Close(file);
                                }),
                                m);
                        }
                        else if (m is BodyCompleted)
                        {
                            c.Send(root, new Number(0));
                        }
                    }) with { Dispatcher = DispatcherPolicy.ForkJoin("pool", writers) });
                }
            }
            else if (message is Number && ++ended == writers)
            {
                context.Stop(context.Self);
            }
        }));
        byte[] content = File.ReadAllBytes(path);
        Assert.Equal(writers * records * size, content.Length);
        for (int at = 0; at < content.Length; at += size) Assert.Equal(-1, content.AsSpan(at, size).IndexOfAnyExcept(content[at]));
    }

    [Theory]
    [InlineData(Occupancy.Synchronous)]
    [InlineData(Occupancy.Asynchronous)]
    public async Task A_full_device_fails_the_flush_in_the_words_of_the_system(Occupancy occupancy)
    {
        MachineFailureException failure = await Fail(
            async machine =>
            {
                FileHandle file = await machine.Open("/dev/full", OpenMode.Append);
                await machine.Append(file, Bytes("x"));
                await machine.Flush(file);
            },
            occupancy);
        Assert.Equal((StepKind.Flush, "/dev/full", "No space left on device"), (failure.Step, failure.Target, failure.Reason));
    }

    [Fact]
    public async Task A_close_that_cannot_flush_fails_and_closes_all_the_same()
    {
        MachineFailureException? atClose = null;
        MachineFailureException again = await Fail(async machine =>
        {
            FileHandle file = await machine.Open("/dev/full", OpenMode.Append);
            await machine.Append(file, Bytes("x"));
            atClose = await Assert.ThrowsAsync<MachineFailureException>(async () => await machine.Close(file));
            await machine.Close(file);
        });
        Assert.Equal("No space left on device", atClose!.Reason);
        Assert.Equal((StepKind.Close, "the file is closed already"), (again.Step, again.Reason));
    }

    [Fact]
    public async Task A_missing_file_cannot_be_opened_for_reading()
    {
        string path = NewPath();
        MachineFailureException failure = await Fail(async machine => await machine.Open(path, OpenMode.Read));
        Assert.Equal((StepKind.Open, path, "No such file or directory"), (failure.Step, failure.Target, failure.Reason));
    }

    [Fact]
    public async Task A_handle_does_only_what_it_was_opened_for()
    {
        string path = NewPath();
        MachineFailureException failure = await Fail(async machine => await machine.ReadAll(await machine.Open(path, OpenMode.Append)));
        Assert.Equal("the file is open for appending", failure.Reason);
    }

    [Fact]
    public async Task All_of_a_file_is_read_anew_each_time_and_stays_readable_until_the_close()
    {
        string path = NewPath();
        var seen = new List<string>();
        await Succeed(async machine =>
        {
            File.WriteAllText(path, "abcdef");
            FileHandle file = await machine.Open(path, OpenMode.Read);
            ReadOnlyMemory<byte> first = await machine.ReadAll(file);
            ReadOnlyMemory<byte> next = await machine.ReadNext(file, 2);
            seen.Add(Text(next));
            File.WriteAllText(path, "ABCDEF");
            ReadOnlyMemory<byte> second = await machine.ReadAll(file);
            seen.Add(Text(await machine.ReadNext(file, 2)));
            seen.Add($"{Text(first)} {Text(second)}");
            await machine.Close(file);
        });
        Assert.Equal(["ab", "CD", "abcdef ABCDEF"], seen);
    }

    [Fact]
    public async Task A_large_file_and_one_whose_size_the_system_does_not_know_are_read_to_their_end()
    {
        string path = NewPath();
        byte[] content = new byte[300_000];
        for (int i = 0; i < content.Length; i++) content[i] = (byte)(i * 31);
        File.WriteAllBytes(path, content);
        byte[] read = [], status = [];
        await Succeed(async machine =>
        {
            FileHandle file = await machine.Open(path, OpenMode.Read);
            read = (await machine.ReadAll(file)).ToArray();
            await machine.Close(file);
            file = await machine.Open("/proc/self/status", OpenMode.Read);
            status = (await machine.ReadAll(file)).ToArray();
            await machine.Close(file);
        });
        Assert.Equal(content, read);
        Assert.Contains($"Pid:\t{Environment.ProcessId}\n", Text(status), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_may_be_closed_by_another_actors_body_than_opened_it()
    {
        string path = NewPath();
        FileHandle? handle = null;
        await Run(_ => TestActor.Props((context, message) =>
        {
            switch (message)
            {
                case Started:
                    context.Execute(new TestBody(async machine => await machine.Append(handle = await machine.Open(path, OpenMode.Append), Bytes("passed on"))), message);
                    break;
                case BodyCompleted:
                    IActorRef root = context.Self;
                    context.Spawn(TestActor.Props((c, m) =>
                    {
                        if (m is Started) c.Execute(new TestBody(machine => machine.Close(handle!)), m);
                        else if (m is BodyCompleted) c.Send(root, new Number(0));
                    }));
                    break;
                case Number:
                    context.Stop(context.Self);
                    break;
            }
        }));
        Assert.Equal("passed on", File.ReadAllText(path));
    }

    [Fact]
    public async Task A_body_that_ends_holding_a_lock_fails_and_frees_it()
    {
        var handle = new LockHandle("guard");
        IMessage end = await Execute(machine => machine.Acquire(handle));
        Assert.Equal("the body ended holding lock 'guard'", Assert.IsType<BodyFailed>(end).Cause.Message);
        await Succeed(async machine =>
        {
            await machine.Acquire(handle);
            await machine.Release(handle);
        });
    }

    [Theory]
    [InlineData(Occupancy.Synchronous)]
    [InlineData(Occupancy.Asynchronous)]
    public async Task A_lock_goes_to_who_has_waited_longest_even_if_its_holder_asks_again_at_once(Occupancy occupancy)
    {
        const int workers = 3, rounds = 40;
        var handle = new LockHandle("guard");
        var order = new List<int>();
        int asked = 0, ended = 0;
        await Run(_ => TestActor.Props((context, message) =>
        {
            if (message is Started)
            {
                IActorRef root = context.Self;
                for (int w = 0; w < workers; w++)
                {
                    int worker = w;
                    var body = new TestBody(async machine =>
                    {
                        for (int round = 0; round < rounds; round++)
                        {
                            Interlocked.Increment(ref asked);
                            await machine.Acquire(handle);
                            // From the first holder on, each waits until all others have asked.
                            while (Volatile.Read(ref asked) < workers) await machine.Sleep(SimDuration.FromMicroseconds(50));
                            order.Add(worker);
                            await machine.Sleep(Ms(1));
                            await machine.Release(handle);
                        }
                    });
                    context.Spawn(TestActor.Props((c, m) =>
                    {
                        if (m is Started) c.Execute(body, m, occupancy);
                        else if (m is BodyCompleted) c.Send(root, new Number(0));
                    }) with { Dispatcher = occupancy == Occupancy.Asynchronous ? Loop : DispatcherPolicy.ForkJoin("pool", workers) });
                }
            }
            else if (message is Number && ++ended == workers)
            {
                context.Stop(context.Self);
            }
        }));
        Assert.Equal(workers * rounds, order.Count);
        int repeated = order.Skip(workers).Zip(order.Skip(workers + 1), (a, b) => a == b ? 1 : 0).Take((workers * (rounds - 3))).Sum();
        Assert.Equal(0, repeated);
    }

    [Fact]
    public async Task A_body_that_awaits_what_is_no_step_fails_and_whatever_is_left_of_it_can_do_no_more()
    {
        var never = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Exception? refusal = null;
        IMessage end = await Execute(async machine =>
        {
            await never.Task.ConfigureAwait(false);
            refusal = await Record.ExceptionAsync(async () => await machine.Sleep(SimDuration.Zero));
        });
        Assert.Equal("the body awaited something that is no step of its machine", Assert.IsType<BodyFailed>(end).Cause.Message);
        never.SetResult();
        Await(() => Volatile.Read(ref refusal) is not null, "the rest of the body is refused");
        Assert.IsType<InvalidOperationException>(refusal);
    }

    [Fact]
    public async Task The_identity_is_that_of_the_thread_as_the_system_knows_it()
    {
        ThreadIdentity identity = default;
        int threads = -1, managed = 0;
        string name = "";
        await Succeed(
            async machine =>
            {
                // Other threads of the process come and go: once between two equal counts is enough.
                do
                {
                    threads = SystemThreads();
                    identity = await machine.Identify();
                }
                while (threads != SystemThreads());
                managed = Environment.CurrentManagedThreadId;
                name = File.ReadAllText("/proc/thread-self/comm").Trim();
            },
            on: DispatcherPolicy.ForkJoin("worker", 3));
        Assert.Equal(("worker-1", "worker-1", managed, Environment.ProcessId, threads), (identity.Thread, name, identity.ManagedThreadId, identity.ProcessId, identity.ThreadCount));
        Assert.InRange(identity.CpuNumber, 0, 4_095);

        static int SystemThreads() => int.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith("Threads:", StringComparison.Ordinal))["Threads:".Length..].Trim());
    }

    [Theory]
    [InlineData(Occupancy.Synchronous)]
    [InlineData(Occupancy.Asynchronous)]
    public async Task A_request_sends_all_and_takes_all_of_the_answer(Occupancy occupancy)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task server = Echo(listener);
        string answer = "";
        var service = new Service("echo", "127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port);
        await Succeed(async machine => answer = Text(await machine.Request(service, Bytes("ping"))), occupancy);
        await server;
        Assert.Equal("you said: ping", answer);
    }

    [Theory]
    [InlineData(Occupancy.Synchronous)]
    [InlineData(Occupancy.Asynchronous)]
    public async Task A_request_that_nobody_answers_fails_with_the_name_of_the_service(Occupancy occupancy)
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        MachineFailureException failure = await Fail(async machine => await machine.Request(new Service("gone", "127.0.0.1", port), Bytes("ping")), occupancy);
        Assert.Equal((StepKind.Request, $"gone (127.0.0.1:{port})"), (failure.Step, failure.Target));
    }

    [Theory]
    [InlineData(Occupancy.Synchronous)]
    [InlineData(Occupancy.Asynchronous)]
    public async Task A_sleep_is_never_shorter_than_asked_for(Occupancy occupancy)
    {
        var early = new List<SimDuration>();
        await Succeed(
            async machine =>
            {
                foreach (long microseconds in (long[])[0, 1, 300, 999, 1_001, 2_500])
                {
                    SimDuration asked = SimDuration.FromMicroseconds(microseconds);
                    long start = System.Diagnostics.Stopwatch.GetTimestamp();
                    await machine.Sleep(asked);
                    SimDuration slept = SimDuration.FromTimeSpan(System.Diagnostics.Stopwatch.GetElapsedTime(start));
                    if (slept < asked) early.Add(asked);
                }
            },
            occupancy);
        Assert.Empty(early);
    }

    [Fact]
    public async Task Asynchronous_waits_leave_the_thread_to_others_and_come_back_to_it()
    {
        const int bodies = 4;
        int waiting = 0, ended = 0;
        var threads = new HashSet<int>();
        await Run(_ => TestActor.Props((context, message) =>
        {
            if (message is Started)
            {
                IActorRef root = context.Self;
                for (int i = 0; i < bodies; i++)
                {
                    context.Spawn(TestActor.Props((c, m) =>
                    {
                        if (m is Started)
                        {
                            c.Execute(
                                new TestBody(async machine =>
                                {
                                    threads.Add(Environment.CurrentManagedThreadId);
                                    waiting++;
                                    // Ends only if the others get the one thread meanwhile.
                                    while (waiting < bodies) await machine.Sleep(SimDuration.Zero);
                                    await machine.Sleep(Ms(1));
                                    threads.Add(Environment.CurrentManagedThreadId);
                                }),
                                m,
                                Occupancy.Asynchronous);
                        }
                        else if (m is BodyCompleted)
                        {
                            c.Send(root, new Number(0));
                        }
                    }) with { Dispatcher = Loop });
                }
            }
            else if (message is Number && ++ended == bodies)
            {
                context.Stop(context.Self);
            }
        }));
        Assert.Single(threads);
    }

    private static async Task Echo(TcpListener listener)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync();
        using var reader = new StreamReader(client.GetStream());
        string said = await reader.ReadToEndAsync();
        await client.GetStream().WriteAsync(Bytes($"you said: {said}"));
    }

    private static async Task<MachineFailureException> Fail(Func<IMachine, ValueTask> steps, Occupancy occupancy = Occupancy.Synchronous) =>
        Assert.IsType<MachineFailureException>(Assert.IsType<BodyFailed>(await Execute(steps, occupancy)).Cause);

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.ASCII.GetString(bytes.Span);

    private string NewPath() => Path.Combine(_folder, Path.GetRandomFileName());
}
