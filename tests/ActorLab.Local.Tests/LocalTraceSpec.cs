using System.Text;
using ActorLab.Conformance.Scripts;
using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Core.Primitives;
using ActorLab.Core.Trace;
using ActorLab.TestSupport;

namespace ActorLab.Local.Tests;

/// <summary>What a trace of a real run says about waits and threads. Which waits there are is exact; how long they are is the machine's business.</summary>
public sealed class LocalTraceSpec : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("actorlab-test-");
    private readonly TraceLog _trace = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(Occupancy.Synchronous)]
    [InlineData(Occupancy.Asynchronous)]
    public async Task Only_the_steps_that_go_to_the_disk_wait_for_it(Occupancy occupancy)
    {
        string path = Path.Combine(_folder.FullName, "file");
        await RunBodies(1, occupancy, new ScriptBody(async machine =>
        {
            FileHandle written = await machine.Open(path, OpenMode.Append);
            await machine.Append(written, Encoding.ASCII.GetBytes("fits"));
            await machine.Flush(written);
            await machine.Close(written);
            FileHandle read = await machine.Open(path, OpenMode.Read);
            await machine.ReadAll(read);
            await machine.Compute(Cost.FromNanoseconds(1), new SlicedLoop(() => false));
        }));
        TraceEvent[] steps = Steps();
        Assert.Equal(["Open", "Append", "Flush", "Close", "Open", "ReadAll", "Compute"], steps.Select(s => s.Detail));
        Assert.Equal([1, 0, 1, 1, 1, 1, 0], steps.Select(step => WaitsIn(step).Count(w => w.Detail == nameof(WaitKind.Disk))));
        Assert.All(steps, step => Assert.All(WaitsIn(step), w => Assert.Contains(w.Detail, new[] { nameof(WaitKind.Disk), nameof(WaitKind.Queue) })));
        if (occupancy == Occupancy.Synchronous) Assert.All(steps, step => Assert.DoesNotContain(WaitsIn(step), w => w.Detail == nameof(WaitKind.Queue)));
    }

    [Theory]
    [InlineData(Occupancy.Synchronous)]
    [InlineData(Occupancy.Asynchronous)]
    public async Task A_request_waits_for_the_network(Occupancy occupancy)
    {
        using var server = new ReplyServer("ping"u8.ToArray(), "pong"u8.ToArray());
        await RunBodies(1, occupancy, new ScriptBody(async machine => await machine.Request(server.Service, "ping"u8.ToArray())));
        TraceEvent step = Assert.Single(Steps());
        Assert.Single(WaitsIn(step), w => w.Detail == nameof(WaitKind.Network));
    }

    [Theory]
    [InlineData(Occupancy.Synchronous)]
    [InlineData(Occupancy.Asynchronous)]
    public async Task What_is_asked_of_a_program_waits_like_any_other_request(Occupancy occupancy)
    {
        using var program = new ExternalProgram(["cat"]);
        await RunBodies(1, occupancy, new ScriptBody(async machine => Assert.Equal("line", (await machine.Request(program, "line", Cost.Free)).Line)));
        TraceEvent step = Assert.Single(Steps());
        Assert.Equal("Request", step.Detail);
        Assert.Single(WaitsIn(step), w => w.Detail == nameof(WaitKind.Network));
    }

    [Theory]
    [InlineData(Occupancy.Synchronous)]
    [InlineData(Occupancy.Asynchronous)]
    public async Task A_body_that_finds_the_lock_taken_waits_for_it_and_the_first_one_does_not(Occupancy occupancy)
    {
        var handle = new LockHandle("guard");
        await RunBodies(2, occupancy, new ScriptBody(async machine =>
        {
            await machine.Acquire(handle);
            await machine.Sleep(SimDuration.FromMilliseconds(20));
            await machine.Release(handle);
        }));
        TraceEvent[] waits = [.. Steps().Where(s => s.Detail == "Acquire").SelectMany(WaitsIn).Where(w => w.Detail == nameof(WaitKind.Lock))];
        Assert.Single(waits);
        Assert.Equal(2, Steps().Where(s => s.Detail == "Sleep").SelectMany(WaitsIn).Count(w => w.Detail == nameof(WaitKind.Sleep)));
    }

    [Fact]
    public async Task A_body_waits_for_the_interpreter_lock_while_another_computes()
    {
        int computing = 0;
        var body = new ScriptBody(async machine =>
        {
            // Each goes on until the other has come as well, which takes a hand-over.
            Interlocked.Increment(ref computing);
            await machine.Compute(Cost.FromNanoseconds(1), new SlicedLoop(() => Volatile.Read(ref computing) < 2));
        });
        await RunBodies(2, Occupancy.Synchronous, body, new MachineProfile { Name = "real", InterpreterLock = true, SwitchInterval = SimDuration.FromMilliseconds(1) });
        Assert.Contains(_trace.Events, e => e is { Kind: TraceKind.Wait, Detail: nameof(WaitKind.Gil) });
    }

    [Fact]
    public async Task A_pinned_actor_waits_for_the_start_of_its_thread_and_no_other_actor_does()
    {
        await Run(Script.Root(
            context => context.Spawn(Script.Props((c, m) => { if (m is Started) c.Send(context.Self, Go.Instance); }, DispatcherPolicy.Pinned) with { Name = "alone" }),
            (_, message) => message is Go));
        ActorId pinned = _trace.Events.Single(e => e.Kind == TraceKind.Spawn && e.Detail.EndsWith("/alone", StringComparison.Ordinal)).Actor;
        TraceEvent start = Assert.Single(_trace.Events, e => e is { Kind: TraceKind.Wait, Detail: nameof(WaitKind.StartUp) });
        Assert.Equal((pinned, 1L, new TracePlace("", "alone")), (start.Actor, start.Turn, start.Place));
    }

    [Fact]
    public async Task What_the_timer_sends_is_recorded_on_its_thread_for_the_turn_that_asked()
    {
        await Run(Script.Root(
            context => context.SendLater(context.Self, Go.Instance, SimDuration.FromMilliseconds(1)),
            (_, message) => message is Go));
        TraceEvent send = Assert.Single(_trace.Events, e => e.Kind == TraceKind.Send);
        Assert.Equal((1L, 1L, new TracePlace("", "timer")), (send.Turn, send.Message, send.Place));
    }

    [Fact]
    public async Task Every_dispatcher_thread_closes_its_track()
    {
        var tracks = new CountedTracks(_trace);
        await Run(
            Script.Root(
                context => context.Spawn(Script.Props((c, m) => { if (m is Started) c.Send(context.Self, Go.Instance); }, DispatcherPolicy.Pinned)),
                (_, message) => message is Go),
            sink: tracks);
        Assert.True(tracks.Opened >= 2, $"{tracks.Opened} tracks");
        Assert.Equal(tracks.Opened, tracks.Closed);
    }

    [Fact]
    public async Task The_steps_of_an_observer_are_not_recorded()
    {
        await Run(Script.Root(
            context => context.Spawn(Script.Worker(context.Self, new ScriptBody(async machine => await machine.Sleep(SimDuration.Zero)), DispatcherPolicy.Shared) with { Observer = true }),
            (_, message) => message is BodyCompleted));
        Assert.DoesNotContain(_trace.Events, e => e.Kind == TraceKind.Step);
    }

    private TraceEvent[] Steps() => [.. _trace.Events.Where(e => e.Kind == TraceKind.Step)];

    private TraceEvent[] WaitsIn(TraceEvent step) =>
        [.. _trace.Events.Where(e => e.Kind == TraceKind.Wait && e.Actor == step.Actor && e.Turn == step.Turn && step.Start <= e.Start && e.Time <= step.Time)];

    private Task RunBodies(int count, Occupancy occupancy, IBody body, MachineProfile? machine = null)
    {
        int finished = 0;
        return Run(
            Script.Root(
                context =>
                {
                    for (int i = 0; i < count; i++) context.Spawn(Script.Worker(context.Self, body, DispatcherPolicy.ForkJoin("bodies", 2), occupancy));
                },
                (_, message) => message is BodyCompleted ? ++finished == count : throw new InvalidOperationException($"{message}")),
            machine);
    }

    private async Task Run(ActorProps root, MachineProfile? machine = null, ITraceSink? sink = null)
    {
        var plan = new ScenarioPlan { Name = "traced", Root = _ => root, Machine = machine ?? new MachineProfile { Name = "real" } };
        RunResult result = await new LocalEngine().RunAsync(
            plan, new EngineOptions { Trace = sink ?? _trace }, CancellationToken.None).WaitAsync(HangGuard.Limit);
        Assert.True(result.Outcome == RunOutcome.Completed, $"{result.Outcome}: {result.Failure}");
    }

    private sealed class CountedTracks(ITraceSink inner) : ITraceSink
    {
        private int _opened;
        private int _closed;

        public int Opened => Volatile.Read(ref _opened);

        public int Closed => Volatile.Read(ref _closed);

        public void Record(in TraceEvent traceEvent) => inner.Record(traceEvent);

        public ITraceSink OpenTrack()
        {
            Interlocked.Increment(ref _opened);
            return this;
        }

        public void CloseTrack(ITraceSink track) => Interlocked.Increment(ref _closed);
    }
}
