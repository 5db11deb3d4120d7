using ActorLab.TestKit.Running;
using ActorLab.VirtualTime;
using ActorLab.VirtualTime.Schedules;

namespace ActorLab.TestKit;

/// <summary>What is explored, and how.</summary>
public sealed record ExploreOptions
{
    /// <inheritdoc cref="SeedsAttribute.First"/>
    public int First { get; init; } = 1;

    /// <inheritdoc cref="SeedsAttribute.Strategy"/>
    public string Strategy { get; init; } = SchedulePlan.Random;

    /// <inheritdoc cref="SeedsAttribute.Replay"/>
    public string? Replay { get; init; }

    /// <summary>What the worlds are like; their strategy is replaced.</summary>
    public VirtualWorldOptions World { get; init; } = new();

    /// <summary>Names the exploration in messages.</summary>
    public string Name { get; init; } = "exploration";
}

/// <summary>Runs code under many schedules, without a test framework. See <see cref="SeedsAttribute"/> for tests.</summary>
public static class Explore
{
    /// <summary>Runs a function under so many schedules, each in a world of its own.</summary>
    /// <param name="count">1 or more.</param>
    /// <param name="body">Makes systems in the world, runs it, and throws if something is wrong.</param>
    /// <param name="options">Null for random schedules with the seeds from 1.</param>
    /// <exception cref="ScheduleFailedException">The function threw under a schedule.</exception>
    /// <exception cref="ArgumentException">A number, the strategy or the schedule cannot be used; the message says
    /// which.</exception>
    public static void Schedules(int count, Action<VirtualWorld> body, ExploreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        options ??= new ExploreOptions();
        SchedulePlan plan = SchedulePlan.Of(count, options.First, options.Strategy, options.Replay);
        new Exploration(options.Name, plan, strategy => RunOnce(body, options.World with { Strategy = strategy }),
            text => $"Explore.Schedules(…, new ExploreOptions {{ Replay = \"{text}\" }})").Run();
    }

    /// <inheritdoc cref="Schedules(int, Action{VirtualWorld}, ExploreOptions)"/>
    public static void Schedules(int count, Func<VirtualWorld, Task> body, ExploreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        Schedules(count, world => world.Run(() => body(world)), options);
    }

    private static TestRun RunOnce(Action<VirtualWorld> body, VirtualWorldOptions options)
    {
        using var world = new VirtualWorld(options);
        Exception? failure = null;
        try
        {
            body(world);
        }
        catch (Exception thrown)
        {
            failure = thrown;
        }

        return new TestRun(failure, world.Schedule, [.. world.DoubtsOfDeterminism]);
    }
}
