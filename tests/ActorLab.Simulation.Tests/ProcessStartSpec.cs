namespace ActorLab.Simulation.Tests;

/// <summary>
/// When the processes of a pool are up. Starting one takes 10 ms of the parent; then a spawned one computes 50 ms, a forked one 5
/// ms and one of a fork server 7 ms, each on a core.
/// </summary>
public sealed class ProcessStartSpec
{
    private static readonly MachineProfile s_machine = Scenario.Machine with
    {
        Cores = 4,
        ProcessLaunch = Scenario.Ms(10),
        ProcessStart = Scenario.Ms(50),
        ForkStart = Scenario.Ms(5),
        ForkserverStart = Scenario.Ms(7),
    };

    [Theory]
    [InlineData(ProcessStartMethod.Spawn, "a@60000000 b@70000000 c@80000000")]
    [InlineData(ProcessStartMethod.Fork, "a@15000000 b@25000000 c@35000000")]
    // The server is up at 60 ms; until then all three have been asked for.
    [InlineData(ProcessStartMethod.Forkserver, "a@67000000 b@67000000 c@67000000")]
    public void The_processes_that_one_parent_starts_are_up_one_after_the_other(ProcessStartMethod method, string expected) =>
        Assert.Equal(expected.Split(' '), Starts(s_machine with { StartMethod = method }));

    [Fact]
    public void Where_launching_takes_no_time_they_are_up_together() =>
        Assert.Equal(["a@50000000", "b@50000000", "c@50000000"], Starts(s_machine with { ProcessLaunch = SimDuration.Zero }));

    /// <summary>With slices that are longer than a start, one is over before the next begins.</summary>
    [Theory]
    [InlineData(1, "a@60000000 b@110000000 c@160000000")]
    [InlineData(2, "a@60000000 b@70000000 c@110000000")]
    [InlineData(3, "a@60000000 b@70000000 c@80000000")]
    public void Starts_compete_for_the_cores(int cores, string expected) =>
        Assert.Equal(expected.Split(' '), Starts(s_machine with { Cores = cores, TimeSlice = Scenario.Ms(1_000) }));

    [Fact]
    public void What_a_start_takes_is_CPU_time_of_the_run() =>
        Assert.Equal(Scenario.Ms(3 * 50), Scenario.Run(Pool(s_machine, Tells())).ProcessorTime);

    [Fact]
    public void A_fork_server_that_is_up_only_has_to_fork()
    {
        string[] marks = Nodes.Marks(Nodes.Plan(s_machine with { StartMethod = ProcessStartMethod.Forkserver }, Tells(), (context, message, outside) =>
        {
            if (message is Started) context.Spawn(Nodes.On("a", outside, "a"));
            if (message is Started) context.SendLater(context.Self, new Number(1), Scenario.Ms(100));
            if (message is Number) context.Spawn(Nodes.On("b", outside, "b"));
            if (message is Number) context.StopAt(100);
            if (message is Done) context.Stop(context.Self);
        }));
        Assert.Equal(["a@67000000", "b@117000000"], marks);
    }

    [Fact]
    public void Each_parent_starts_its_own()
    {
        // a is up at 60 ms and starts d, while the root starts b and c.
        NodeRole role = (_, arguments) => TestActor.Props((context, message) =>
        {
            if (message is not Started) return;
            IActorRef outside = ((Tells)arguments).Whom;
            context.Send(outside, new Mark(context.NameOf(context.Self), context.Now));
            if (context.NameOf(context.Self) == "a") context.Spawn(Nodes.On("d", outside, "d"));
        });
        Assert.Equal(["a@60000000", "b@70000000", "c@80000000", "d@120000000"], Starts(s_machine, role));
    }

    [Fact]
    public void The_wait_for_a_start_is_recorded_from_the_moment_it_was_asked_for()
    {
        var waits = new List<(string, long)>();
        Scenario.Run(Pool(s_machine, Tells()), new EngineOptions { Trace = new Sink(e => waits.Add((e.Detail, e.Amount))) });
        Assert.Equal([("StartUp", 60_000_000), ("StartUp", 70_000_000), ("StartUp", 80_000_000)], waits);
    }

    private static NodeRole Tells() => Nodes.Acts((context, message, outside) =>
    {
        if (message is Started) context.Send(outside, new Mark(context.NameOf(context.Self), context.Now));
    });

    private static string[] Starts(MachineProfile machine, NodeRole? role = null) => Nodes.Marks(Pool(machine, role ?? Tells()));

    private static ScenarioPlan Pool(MachineProfile machine, NodeRole role) => Nodes.Plan(machine, role, (context, message, outside) =>
    {
        if (message is Done) context.Stop(context.Self);
        if (message is not Started) return;
        foreach (string node in (string[])["a", "b", "c"]) context.Spawn(Nodes.On(node, outside, node));
        context.StopAt(500);
    });

    private sealed class Sink(Action<TraceEvent> onWait) : ITraceSink
    {
        public void Record(in TraceEvent traceEvent)
        {
            if (traceEvent.Kind == TraceKind.Wait) onWait(traceEvent);
        }
    }
}
