using System.Text;

namespace ActorLab.Conformance;

/// <summary>Bodies, G30 and G32: files with a buffer per handle, and the count of all steps.</summary>
public abstract class FilesConformance(EngineFixture fixture) : EngineConformance(fixture)
{
    private const int BufferBytes = 8_192;

    private static readonly (StepKind Kind, int Count)[] StepsOfOneBody =
    [
        (StepKind.Identify, 1), (StepKind.Compute, 2), (StepKind.ReadCell, 3), (StepKind.WriteCell, 2), (StepKind.Open, 2), (StepKind.ReadAll, 2), (StepKind.ReadNext, 3),
        (StepKind.Append, 4), (StepKind.Flush, 2), (StepKind.Close, 2), (StepKind.Acquire, 1), (StepKind.Release, 1), (StepKind.Sleep, 1), (StepKind.Request, 1),
    ];

    [Fact]
    public async Task G30_appends_stay_in_the_buffer_until_a_flush_or_the_close()
    {
        string path = Fixture.NewPath("buffered.txt");
        var contents = new List<string>();
        await RunBody(async machine =>
        {
            FileHandle writer = await machine.Open(path, OpenMode.Append);
            FileHandle reader = await machine.Open(path, OpenMode.Read);
            await machine.Append(writer, Bytes("one "));
            await machine.Append(writer, Bytes("two "));
            contents.Add(await Read(machine, reader));
            await machine.Flush(writer);
            contents.Add(await Read(machine, reader));
            await machine.Append(writer, Bytes("three"));
            contents.Add(await Read(machine, reader));
            await machine.Close(writer);
            contents.Add(await Read(machine, reader));
            await machine.Close(reader);
        });
        Assert.Equal(["", "one two ", "one two ", "one two three"], contents);
    }

    [Fact]
    public async Task G30_the_append_that_fills_the_buffer_flushes_it()
    {
        string path = Fixture.NewPath("overflow.bin");
        var lengths = new List<int>();
        await RunBody(async machine =>
        {
            FileHandle writer = await machine.Open(path, OpenMode.Append);
            FileHandle reader = await machine.Open(path, OpenMode.Read);
            await machine.Append(writer, new byte[BufferBytes - 1]);
            lengths.Add((await machine.ReadAll(reader)).Length);
            await machine.Append(writer, new byte[1]);
            lengths.Add((await machine.ReadAll(reader)).Length);
            await machine.Append(writer, new byte[100]);
            lengths.Add((await machine.ReadAll(reader)).Length);
            await machine.Close(writer);
            lengths.Add((await machine.ReadAll(reader)).Length);
            await machine.Close(reader);
        });
        Assert.Equal([0, BufferBytes, BufferBytes, BufferBytes + 100], lengths);
    }

    [Fact]
    public async Task G30_an_append_longer_than_the_buffer_leaves_only_its_rest_in_it()
    {
        string path = Fixture.NewPath("long.bin");
        var lengths = new List<int>();
        byte[] content = [.. Enumerable.Range(0, 20_000).Select(i => (byte)(i % 251))];
        byte[] landed = [];
        await RunBody(async machine =>
        {
            FileHandle writer = await machine.Open(path, OpenMode.Append);
            await machine.Append(writer, content.AsMemory(0, 100));
            await machine.Append(writer, content.AsMemory(100));
            FileHandle reader = await machine.Open(path, OpenMode.Read);
            lengths.Add((await machine.ReadAll(reader)).Length);
            await machine.Close(reader);
            await machine.Close(writer);
            reader = await machine.Open(path, OpenMode.Read);
            landed = (await machine.ReadAll(reader)).ToArray();
            await machine.Close(reader);
        });
        Assert.Equal([2 * BufferBytes], lengths);
        Assert.Equal(content, landed);
    }

    [Fact]
    public async Task G30_flushes_land_at_the_end_of_the_file_in_the_order_of_the_flushes()
    {
        string path = Fixture.NewPath("order.txt");
        string content = "";
        await RunBody(async machine =>
        {
            FileHandle first = await machine.Open(path, OpenMode.Append);
            FileHandle second = await machine.Open(path, OpenMode.Append);
            await machine.Append(first, Bytes("appended first;"));
            await machine.Append(second, Bytes("flushed first;"));
            await machine.Flush(second);
            await machine.Flush(first);
            await machine.Append(second, Bytes("end"));
            await machine.Close(second);
            await machine.Close(first);
            FileHandle reader = await machine.Open(path, OpenMode.Read);
            content = await Read(machine, reader);
            await machine.Close(reader);
        });
        Assert.Equal("flushed first;appended first;end", content);
    }

    [Fact]
    public async Task G30_the_flushes_of_many_handles_land_in_one_piece_each()
    {
        const int writers = 4, records = 25;
        string path = Fixture.NewPath("records.txt");
        string content = "";
        int started = 0, finished = 0;
        // The last writer to finish reads what all of them have written.
        var write = new ScriptBody(async machine =>
        {
            await WriteRecords(machine, path, Interlocked.Increment(ref started) - 1, records);
            if (Interlocked.Increment(ref finished) != writers) return;
            FileHandle reader = await machine.Open(path, OpenMode.Read);
            content = await Read(machine, reader);
            await machine.Close(reader);
        });
        MachineProfile slowDisk = TwoCores with { DiskFlush = Latency.Constant(SimDuration.FromMicroseconds(50)) };
        await RunWorkers(writers, write, DispatcherPolicy.ForkJoin("pool", writers), machine: slowDisk);
        string[] rows = content.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(writers * records, rows.Length);
        foreach (int writer in Enumerable.Range(0, writers))
        {
            IEnumerable<string> expected = Enumerable.Range(0, records).Select(i => Record(writer, i).TrimEnd('\n'));
            Assert.Equal(expected, rows.Where(row => row.StartsWith($"{writer}:", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task G30_read_next_follows_a_file_to_its_present_end()
    {
        string path = Fixture.NewPath("tail.txt");
        var pieces = new List<string>();
        await RunBody(async machine =>
        {
            FileHandle writer = await machine.Open(path, OpenMode.Append);
            FileHandle reader = await machine.Open(path, OpenMode.Read);
            await machine.Append(writer, Bytes("abcde"));
            await machine.Flush(writer);
            for (int i = 0; i < 3; i++) pieces.Add(Text(await machine.ReadNext(reader, 3)));
            await machine.Append(writer, Bytes("fg"));
            await machine.Close(writer);
            for (int i = 0; i < 2; i++) pieces.Add(Text(await machine.ReadNext(reader, 3)));
            await machine.Close(reader);
        });
        Assert.Equal(["abc", "de", "", "fg", ""], pieces);
    }

    [Fact]
    public async Task G30_another_body_reads_all_that_was_flushed_before()
    {
        string path = Fixture.NewPath("shared.txt");
        var flushed = new Gate();
        string content = "";
        int next = 0;
        var body = new ScriptBody(async machine =>
        {
            if (Interlocked.Increment(ref next) == 1)
            {
                FileHandle writer = await machine.Open(path, OpenMode.Append);
                await machine.Append(writer, Bytes("all of it"));
                await machine.Flush(writer);
                flushed.Open();
                await machine.Close(writer);
                return;
            }

            await flushed.Pass(machine);
            FileHandle reader = await machine.Open(path, OpenMode.Read);
            content = await Read(machine, reader);
            await machine.Close(reader);
        });
        await RunWorkers(2, body, DispatcherPolicy.ForkJoin("pool", 2));
        Assert.Equal("all of it", content);
    }

    [Fact]
    public async Task G32_every_step_is_counted_by_kind_and_those_of_observers_are_not()
    {
        const int workers = 3;
        using var server = new ReplyServer(request: Bytes("question"), reply: Bytes("answer"));
        var profile = new ServiceProfile(Latency.Constant(SimDuration.FromMicroseconds(10)), 1, [.. "answer"u8]);
        MachineProfile machine = TwoCores with { Services = TwoCores.Services.Add(server.Service.Name, profile) };
        int finished = 0;
        var failures = new List<Exception>();
        var replies = new Journal();
        RunResult result = await Run(
            Script.Root(
                context =>
                {
                    DispatcherPolicy pool = DispatcherPolicy.ForkJoin("pool", workers);
                    for (int i = 0; i < workers; i++) context.Spawn(Script.Worker(context.Self, EveryStep(server.Service, i, replies), pool));
                    context.Spawn(Script.Worker(context.Self, EveryStep(server.Service, workers, replies), pool) with { Observer = true });
                },
                (_, message) =>
                {
                    if (message is BodyFailed failed) failures.Add(failed.Cause);
                    return ++finished == workers + 1;
                }),
            machine);
        Assert.Empty(failures);
        Assert.Equal(workers + 1, replies.Count("answer"));
        long[] perBody = new long[StepCounts.KindCount];
        foreach ((StepKind kind, int count) in StepsOfOneBody) perBody[(int)kind] = count;
        foreach (StepKind kind in Enum.GetValues<StepKind>()) Assert.Equal((kind, perBody[(int)kind] * workers), (kind, result.Steps[kind]));
    }

    private ScriptBody EveryStep(Service service, int worker, Journal replies)
    {
        string path = Fixture.NewPath($"steps-{worker}.txt");
        var cell = new Cell<int>(0);
        var handle = new LockHandle($"lock-{worker}");
        return new ScriptBody(async machine =>
        {
            await machine.Identify();
            int slices = 0;
            for (int i = 0; i < 2; i++) await machine.Compute(Cost.FromNanoseconds(1_000), new SlicedLoop(() => ++slices % 10 != 0));
            for (int i = 0; i < 3; i++) await machine.Read(cell);
            for (int i = 0; i < 2; i++) await machine.Write(cell, i);
            FileHandle writer = await machine.Open(path, OpenMode.Append);
            for (int i = 0; i < 4; i++) await machine.Append(writer, Bytes("text"));
            for (int i = 0; i < 2; i++) await machine.Flush(writer);
            FileHandle reader = await machine.Open(path, OpenMode.Read);
            for (int i = 0; i < 2; i++) await machine.ReadAll(reader);
            for (int i = 0; i < 3; i++) await machine.ReadNext(reader, 4);
            await machine.Close(reader);
            await machine.Close(writer);
            await machine.Acquire(handle);
            await machine.Sleep(SimDuration.FromMicroseconds(10));
            await machine.Release(handle);
            replies.Add(Text(await machine.Request(service, Bytes("question"))));
        });
    }

    /// <summary>Each record is made of three appends and one flush.</summary>
    private static async ValueTask WriteRecords(IMachine machine, string path, int writer, int count)
    {
        FileHandle handle = await machine.Open(path, OpenMode.Append);
        for (int i = 0; i < count; i++)
        {
            string record = Record(writer, i);
            await machine.Append(handle, Bytes(record[..2]));
            await machine.Append(handle, Bytes(record[2..^1]));
            await machine.Append(handle, Bytes(record[^1..]));
            await machine.Flush(handle);
        }

        await machine.Close(handle);
    }

    /// <summary>A row of some 700 bytes.</summary>
    private static string Record(int writer, int index) => $"{writer}:{index}:{new string((char)('a' + writer), 700)}\n";

    private Task<RunResult> RunBody(Func<IMachine, ValueTask> body) => RunWorkers(1, new ScriptBody(body), DispatcherPolicy.Shared);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private static async ValueTask<string> Read(IMachine machine, FileHandle file) => Text(await machine.ReadAll(file));
}
