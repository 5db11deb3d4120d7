using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.TestKit;
using ActorLab.TestKit.Running;
using ActorLab.TestKit.Waiting;
using ActorLab.VirtualTime;
using Xunit.Abstractions;

namespace ActorLab.TestKit;

/// <summary>Akka's TestKit in virtual time: the test and its actor systems share one thread and one clock, which moves only when
/// nothing is left to be done at a moment.
/// What the kit offers waits on that clock, so that <c>ExpectNoMsg</c> of an hour returns at once, and exactly an hour
/// later.</summary>
/// <remarks>Tests that await need <see cref="VirtualFactAttribute"/> in the place of <c>Fact</c>. <see cref="SeedsAttribute"/>
/// runs a test under many schedules.</remarks>
[AsyncTestsNeedVirtualFact]
public partial class VirtualTimeTestKit : Akka.TestKit.Xunit2.TestKit
{
    // Each test ends its system, and a thousand schedules would say so a thousand times.
    private static readonly Config Quiet = ConfigurationFactory.ParseString("akka.coordinated-shutdown.log-info = off");

    private VirtualWorld? _ownWorld;

    /// <param name="system">A system of this thread's <see cref="VirtualWorld"/>; null for a world and a system of the kit's
    /// own.</param>
    /// <param name="output">Where the log goes.</param>
    /// <exception cref="ArgumentException">The system does not run in virtual time.</exception>
    public VirtualTimeTestKit(ActorSystem? system = null, ITestOutputHelper? output = null)
        : base(system, output)
    {
    }

    /// <param name="config">Settings of the system; the section <c>akka.virtual-time</c> is that of its world.</param>
    /// <param name="actorSystemName">Null for "test".</param>
    /// <param name="output">Where the log goes.</param>
    public VirtualTimeTestKit(ActorSystemSetup config, string? actorSystemName = null, ITestOutputHelper? output = null)
        : base(config, actorSystemName, output)
    {
    }

    /// <inheritdoc cref="VirtualTimeTestKit(ActorSystemSetup, string, ITestOutputHelper)"/>
    public VirtualTimeTestKit(Config config, string? actorSystemName = null, ITestOutputHelper? output = null)
        : base(config, actorSystemName, output)
    {
    }

    /// <inheritdoc cref="VirtualTimeTestKit(ActorSystemSetup, string, ITestOutputHelper)"/>
    public VirtualTimeTestKit(string config, ITestOutputHelper? output = null)
        : base(config, output)
    {
    }

    /// <summary>The clock, the schedule and the systems of this test.</summary>
    public VirtualWorld World => _expectations.World;

    /// <summary>Of the <see cref="World"/>, for code that takes a <see cref="System.TimeProvider"/>.</summary>
    public TimeProvider TimeProvider => World.TimeProvider;

    /// <inheritdoc cref="TestKitBase.Sys"/>
    public new ActorSystem Sys
    {
        get
        {
            // Most tests come by here before they wait for anything.
            World.BePumped();
            return base.Sys;
        }
    }

    /// <summary>Starts an asynchronous function and runs the world until it is finished.</summary>
    /// <exception cref="VirtualTimeException">It cannot finish any more: a standstill.</exception>
    public void Run(Func<Task> body) => _expectations.Run(AsTask(body));

    /// <inheritdoc cref="Run(Func{Task})"/>
    /// <returns>What the function gives.</returns>
    public T Run<T>(Func<Task<T>> body) => _expectations.Run(body);

    /// <inheritdoc/>
    public override VirtualTestProbe CreateTestProbe(string? name = null) => CreateTestProbe(base.Sys, name);

    /// <inheritdoc/>
    public override VirtualTestProbe CreateTestProbe(ActorSystem system, string? name = null) => new(system, Assertions, name);

    /// <inheritdoc cref="TestKitBase.RemainingOr(TimeSpan)"/>
    protected new TimeSpan RemainingOr(TimeSpan duration) => _expectations.RemainingOr(duration);

    internal static VirtualWorld WorldOf(ActorSystem system) =>
        system is ExtendedActorSystem { Scheduler: VirtualScheduler scheduler }
            ? scheduler.World
            : throw new ArgumentException(
                $"the system {system?.Name} does not run in virtual time: expected one of VirtualWorld.CreateSystem, " +
                "or none, so that the kit makes its own", nameof(system));

    /// <inheritdoc/>
    protected override void InitializeTest(ActorSystem? system, ActorSystemSetup config, string actorSystemName,
        string testActorName)
    {
        if (system is null) (_ownWorld, config) = MakeWorld(config);
        VirtualWorld world = _ownWorld ?? WorldOf(system!);
        try
        {
            world.Create(() =>
            {
                base.InitializeTest(system, config, actorSystemName, TestActorNames.Or(testActorName, world));
                return base.Sys;
            });
            _expectations = new Expectations(this, world, Assertions);
            world.BePumped();
        }
        catch
        {
            // The test's thread must be free for the next one.
            _ownWorld?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void Shutdown(ActorSystem? system, TimeSpan? duration = null, bool verifySystemShutdown = false)
    {
        system ??= base.Sys;
        TimeSpan max = duration ?? Dilated(TimeSpan.FromSeconds(5));
        Task end = system.Terminate();
        bool ended;
        try
        {
            ended = World.RunUntil(() => end.IsCompleted, max);
        }
        catch (VirtualTimeException) when (!verifySystemShutdown)
        {
            // A world that cannot go on told the test so before.
            return;
        }

        if (!ended && verifySystemShutdown) throw new TimeoutException($"the system {system.Name} did not stop within {max}");
    }

    /// <inheritdoc/>
    protected override Task ShutdownAsync(ActorSystem? system, TimeSpan? duration = null, bool verifySystemShutdown = false)
    {
        Shutdown(system, duration, verifySystemShutdown);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        try
        {
            base.Dispose(disposing);
        }
        finally
        {
            _ownWorld?.Dispose();
        }
    }

    private static (VirtualWorld World, ActorSystemSetup Setup) MakeWorld(ActorSystemSetup setup)
    {
        Akka.Util.Option<BootstrapSetup> given = setup.Get<BootstrapSetup>();
        BootstrapSetup bootstrap = given.HasValue ? given.Value : BootstrapSetup.Create();
        Config own = bootstrap.Config.HasValue ? bootstrap.Config.Value : Config.Empty;
        VirtualWorldOptions options = VirtualWorldOptions.From(own);
        var world = new VirtualWorld(TestRun.Strategy is { } strategy ? options with { Strategy = strategy } : options);
        return (world, setup.WithSetup(bootstrap.WithConfig(VirtualWorld.Virtual(own.WithFallback(Quiet)))));
    }
}
