namespace ActorLab.Conformance;

/// <summary>One chapter of <c>docs/guarantees.md</c>, as tests that an engine inherits. A test is named after the rule it checks.</summary>
/// <remarks>No test asserts inside an actor, where a failed assertion would be supervised away: actors write down what they saw, and the test looks at it after the run.</remarks>
public abstract class EngineConformance(EngineFixture fixture) : IDisposable
{
    protected const ulong Seed = 20_240_611;

    /// <summary>Two cores, so that a simulated machine overlaps as a real one does; actions of compute steps are run.</summary>
    protected static readonly MachineProfile TwoCores = new() { Name = "conformance", Cores = 2, Compute = true };

    public EngineFixture Fixture { get; } = fixture;

    /// <summary>The thread that called the engine last.</summary>
    protected int CallerThreadId { get; private set; }

    protected EngineCapabilities Capabilities => Fixture.CreateEngine().Capabilities;

    /// <summary>A rule that is skipped without a capability must not look like one that holds: an engine inherits a chapter exactly when it claims its capability.</summary>
    [Fact]
    public void An_engine_inherits_the_chapters_of_all_engines_and_those_of_its_capabilities()
    {
        string[] inherited = [.. ChaptersInheritedBy(Fixture.GetType(), GetType().Assembly).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        string[] expected =
        [
            .. typeof(EngineConformance).Assembly.GetTypes()
                .Where(t => t.IsAbstract && t.IsSubclassOf(typeof(EngineConformance)) && t != typeof(PlacedConformance))
                .Where(t => Capabilities.HasFlag(CapabilityOf(t)))
                .Select(t => t.Name)
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal(expected, inherited);
    }

    public void Dispose()
    {
        Fixture.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static ScenarioPlan Plan(Func<IActorRef, ActorProps> root, MachineProfile? machine = null, ulong seed = Seed) =>
        new() { Name = "conformance", Root = root, Machine = machine ?? TwoCores, Seed = seed };

    /// <summary>Runs to the end, which must be the stop of the root.</summary>
    protected async Task<RunResult> Run(Func<IActorRef, ActorProps> root, MachineProfile? machine = null, ulong seed = Seed, EngineOptions? options = null)
    {
        RunResult result = await RunToAnyEnd(Plan(root, machine, seed), options);
        Assert.True(result.Outcome == RunOutcome.Completed, $"the run ended as {result.Outcome}: {result.Failure} {result.Cause}");
        return result;
    }

    /// <summary>As <see cref="Run(Func{IActorRef, ActorProps}, MachineProfile?, ulong, EngineOptions?)"/>, for a root that sends nothing to the outside.</summary>
    protected Task<RunResult> Run(ActorProps root, MachineProfile? machine = null) => Run(_ => root, machine);

    /// <summary>Runs to whatever end comes before the safety net.</summary>
    protected async Task<RunResult> RunToAnyEnd(ScenarioPlan plan, EngineOptions? options = null, IEngine? on = null, CancellationToken interrupt = default)
    {
        using var net = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
        net.CancelAfter(Fixture.SafetyNet);
        IEngine engine = on ?? Fixture.CreateEngine();
        // A thread of its own, since an engine may run the whole plan on the thread that calls it.
        Task<RunResult> run = Task.Factory.StartNew(
            () =>
            {
                CallerThreadId = Environment.CurrentManagedThreadId;
                return engine.RunAsync(plan, options ?? EngineOptions.Default, net.Token);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap();
        if (await Task.WhenAny(run, GivesUp(net.Token)) != run) Assert.Fail($"the engine ignored the interrupt after {Fixture.SafetyNet}");
        RunResult result = await run;
        if (net.IsCancellationRequested && !interrupt.IsCancellationRequested) Assert.Fail($"the run had not ended after {Fixture.SafetyNet}");
        return result;
    }

    /// <summary>Lets so many workers execute the body once each; all of them must complete it.</summary>
    protected async Task<RunResult> RunWorkers(
        int count, IBody body, DispatcherPolicy on, Occupancy occupancy = Occupancy.Synchronous, MachineProfile? machine = null)
    {
        int finished = 0;
        var failures = new List<Exception>();
        RunResult result = await Run(
            Script.Root(
                context =>
                {
                    for (int i = 0; i < count; i++) context.Spawn(Script.Worker(context.Self, body, on, occupancy));
                },
                (_, message) =>
                {
                    if (message is BodyFailed failed) failures.Add(failed.Cause);
                    return ++finished == count;
                }),
            machine);
        Assert.Empty(failures);
        return result;
    }

    /// <summary>Completes when an interrupted run is overdue by far.</summary>
    private async Task GivesUp(CancellationToken interrupted)
    {
        var overdue = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var patience = new CancellationTokenSource();
        await using CancellationTokenRegistration atEnd = patience.Token.Register(overdue.SetResult);
        await using CancellationTokenRegistration atInterrupt = interrupted.Register(() => patience.CancelAfter(Fixture.SafetyNet));
        await overdue.Task;
    }

    private static IEnumerable<string> ChaptersInheritedBy(Type fixture, System.Reflection.Assembly assembly) =>
        from type in assembly.GetTypes()
        where !type.IsAbstract && type.IsSubclassOf(typeof(EngineConformance)) && type.GetConstructor(Type.EmptyTypes) is not null
        let suite = (EngineConformance)Activator.CreateInstance(type)!
        where suite.Fixture.GetType() == fixture
        select type.BaseType!.Name;

    private static EngineCapabilities CapabilityOf(Type chapter) =>
        chapter.GetCustomAttributes(typeof(RequiresAttribute), inherit: false).Cast<RequiresAttribute>().SingleOrDefault()?.Capability ?? EngineCapabilities.None;
}
