using ActorLab.Core.Trace;

namespace ActorLab.Conformance;

/// <summary>What a trace tells, G49 to G51: which send led to which turn, what asked for a body, and where an item went.</summary>
public abstract class TraceConformance(EngineFixture fixture) : EngineConformance(fixture)
{
    private static readonly DispatcherPolicy Loop = DispatcherPolicy.EventLoop("loop");

    [Fact]
    public async Task G49_every_send_of_a_storm_leads_to_one_turn_of_the_same_number()
    {
        var trace = new TraceLog();
        await Run(_ => new Storm().Root(), options: new EngineOptions { Trace = trace });
        var causes = new TraceCauses(trace.Events);
        causes.AssertEverySendEnds();
        Assert.True(causes.TurnsOfMessages > 1_000, $"the storm had only {causes.TurnsOfMessages} turns");
    }

    [Fact]
    public async Task G49_a_send_that_nobody_handles_ends_in_a_drop_of_the_same_number()
    {
        var trace = new TraceLog();
        await Run(_ => Mishaps(), options: new EngineOptions { Trace = trace });
        var causes = new TraceCauses(trace.Events);
        causes.AssertEverySendEnds();
        string[] reasons = [.. trace.Events.Where(e => e.Kind == TraceKind.Drop && e.Message > 0).Select(e => e.Detail).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Assert.Equal(["ReceiverFailed", "ReceiverStopped", "Unhandled"], reasons);
    }

    [Fact]
    public async Task G49_a_message_of_the_engine_names_who_is_behind_it()
    {
        var trace = new TraceLog();
        string rootPath = "", childPath = "";
        await Run(
            _ => Script.Root(
                context =>
                {
                    IActorRef spawned = context.Spawn(Script.Worker(context.Self, new ScriptBody(_ => ValueTask.CompletedTask), Loop));
                    (rootPath, childPath) = (context.PathOf(context.Self), context.PathOf(spawned));
                    context.Watch(spawned);
                },
                (context, message) =>
                {
                    if (message is BodyCompleted) context.Stop(context.Sender!);
                    return message is Terminated;
                }),
            options: new EngineOptions { Trace = trace });
        ActorId root = IdOf(trace, rootPath), child = IdOf(trace, childPath);
        Assert.Equal(root, TurnWith(trace, child, nameof(Started)).Peer);
        Assert.Equal(child, TurnWith(trace, child, nameof(BodyCompleted)).Peer);
        Assert.Equal(child, TurnWith(trace, root, nameof(Terminated)).Peer);
        Assert.Equal(root, trace.Events.Single(e => e.Kind == TraceKind.Spawn && e.Actor == child).Peer);
        Assert.All(trace.Events.Where(e => e.Kind == TraceKind.Turn && e.Detail is nameof(Started) or nameof(Terminated)), e => Assert.Equal(0, e.Message));
    }

    [Fact]
    public async Task G50_turns_and_messages_of_an_actor_are_numbered_without_a_gap_through_restarts()
    {
        var trace = new TraceLog();
        await Run(_ => Mishaps(), options: new EngineOptions { Trace = trace });
        Assert.Contains(trace.Events, e => e.Kind == TraceKind.Restart);
        Assert.Contains(trace.Events, e => e.Kind == TraceKind.Turn && e.Detail == nameof(Restarted) && e.Turn > 2);
        AssertNumbered(trace.Events.Where(e => e.Kind == TraceKind.Turn), e => e.Turn);
        AssertNumbered(trace.Events.Where(e => e.Kind == TraceKind.Send), e => e.Message);
    }

    [Fact]
    public async Task G50_a_cause_is_never_after_its_effect()
    {
        var trace = new TraceLog();
        await Run(_ => Mishaps(), options: new EngineOptions { Trace = trace });
        new TraceCauses(trace.Events).AssertCausesComeFirst();
        Assert.Contains(trace.Events, e => e.Kind == TraceKind.Send && e.Detail == nameof(Text) && e.Turn == 1);
    }

    [Fact]
    public async Task G51_an_item_is_named_from_its_message_through_the_body_to_what_came_of_it()
    {
        const int items = 6;
        var trace = new TraceLog();
        await RunPieces(items, trace);
        for (int item = 1; item <= items; item++)
        {
            TraceEvent[] about = [.. trace.Events.Where(e => e.Item == item)];
            TraceEvent turn = Assert.Single(about, e => e.Kind == TraceKind.Turn && e.Detail == nameof(Piece));
            Assert.Single(about, e => e.Kind == TraceKind.Send && e.Detail == nameof(Piece));
            Assert.Single(about, e => e.Kind == TraceKind.Turn && e.Detail == nameof(BodyCompleted) && e.Turn == turn.Turn + 1);
            Assert.Equal(["Acquire", "Sleep", "Release"], about.Where(e => e.Kind == TraceKind.Step).Select(e => e.Detail));
            Assert.All(about.Where(e => e.Kind == TraceKind.Step), e => Assert.Equal((turn.Actor, turn.Turn), (e.Actor, e.Turn)));
        }
    }

    [Fact]
    public async Task G51_a_wait_of_a_step_lies_inside_it_and_has_its_cause()
    {
        var trace = new TraceLog();
        await RunPieces(6, trace);
        TraceEvent[] waits = [.. trace.Events.Where(e => e.Kind == TraceKind.Wait && e.Detail is "Sleep" or "Lock")];
        Assert.Equal(["Lock", "Sleep"], waits.Select(e => e.Detail).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.All(waits, wait => Assert.Single(
            trace.Events,
            e => e.Kind == TraceKind.Step && e.Actor == wait.Actor && e.Turn == wait.Turn && e.Item == wait.Item && e.Start <= wait.Start && wait.Time <= e.Time));
    }

    [Fact]
    public async Task G51_every_turn_step_and_wait_has_the_thread_that_it_was_on()
    {
        var trace = new TraceLog();
        await RunPieces(6, trace);
        Assert.All(trace.Events.Where(e => e.Kind is TraceKind.Turn or TraceKind.Step or TraceKind.Wait), e => Assert.NotNull(e.Place));
        Assert.All(trace.Events, e => Assert.Equal("", e.Place?.Node ?? ""));
        string[] threads = [.. trace.Events.Where(e => e.Kind == TraceKind.Step).Select(e => e.Place!.Thread).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Assert.Equal(["pieces-1", "pieces-2"], threads);
    }

    /// <summary>Two workers, which need one lock for all of every item, and a thread each.</summary>
    private Task<RunResult> RunPieces(int items, TraceLog trace)
    {
        int finished = 0;
        var guard = new LockHandle("guard");
        var body = new ScriptBody(async machine =>
        {
            await machine.Acquire(guard);
            // Long enough for the other worker to find the lock taken, on a busy machine too.
            await machine.Sleep(SimDuration.FromMilliseconds(100));
            await machine.Release(guard);
        });
        DispatcherPolicy two = DispatcherPolicy.ForkJoin("pieces", 2);
        return Run(
            _ => Script.Root(
                context =>
                {
                    IActorRef[] workers = [context.Spawn(PieceWorker(context.Self, body, two)), context.Spawn(PieceWorker(context.Self, body, two))];
                    for (int i = 1; i <= items; i++) context.Send(workers[i % 2], new Piece(i));
                },
                (_, _) => ++finished == items),
            options: new EngineOptions { Trace = trace });
    }

    private static ActorId IdOf(TraceLog trace, string path) =>
        trace.Events.Single(e => e.Kind == TraceKind.Spawn && e.Detail == path).Actor;

    private static ActorProps PieceWorker(IActorRef report, IBody body, DispatcherPolicy on) => Script.Props(
        (context, message) =>
        {
            // The body's message names no item; it is that of the turn.
            if (message is Piece) context.Execute(body, Go.Instance);
            else if (message is BodyCompleted) context.Send(report, Go.Instance);
        },
        on);

    /// <summary>Everything that can become of a message.</summary>
    private static ActorProps Mishaps()
    {
        IActorRef? fragile = null, stopped = null;
        return Script.Root(
            context =>
            {
                SupervisionPolicy restarts = new() { Directive = SupervisionDirective.Restart };
                fragile = context.Spawn(Script.Props(Fragile, Loop) with { Supervision = restarts });
                stopped = context.Spawn(Script.Props((_, _) => { }, Loop));
                context.Send(fragile, new Number(1));
                context.Send(fragile, new Poison(new PlannedFailureException("planned")));
                context.Send(fragile, new Number(2));
                context.Watch(stopped);
                context.Stop(stopped);
                context.SendLater(context.Self, new Text("done"), SimDuration.FromMilliseconds(5));
            },
            (context, message) =>
            {
                if (message is Terminated) context.Send(stopped!, Go.Instance);
                return message is Text("done");
            },
            Loop);
    }

    private static void Fragile(IActorContext context, IMessage message)
    {
        if (message is Poison poison) throw poison.Cause;
        if (message is Number(1)) context.Send(context.Self, Go.Instance);
        if (message is Number(2)) context.Unhandled(message);
    }

    private static void AssertNumbered(IEnumerable<TraceEvent> events, Func<TraceEvent, long> number) =>
        Assert.All(events.GroupBy(e => e.Actor), ofOne => Assert.Equal(Enumerable.Range(1, ofOne.Count()).Select(i => (long)i), ofOne.Select(number).Order()));

    private static TraceEvent TurnWith(TraceLog trace, ActorId actor, string message) => Assert.Single(trace.Events, e => e.Kind == TraceKind.Turn && e.Actor == actor && e.Detail == message);
}
