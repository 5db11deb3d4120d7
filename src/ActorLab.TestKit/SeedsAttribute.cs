using ActorLab.TestKit.Running;
using Xunit.Sdk;

namespace ActorLab.TestKit;

/// <summary>Runs a test of a <see cref="VirtualTimeTestKit"/> under many schedules. The first that fails is shrunk to the fewest
/// deviations from <c>fifo</c>, and told with
/// one line that replays it.</summary>
/// <remarks>Each schedule has a world, actor systems and an instance of the test's class of its own; only static fields are
/// shared. The environment variable
/// <c>ACTORLAB_REPLAY</c> stands for <see cref="Replay"/>.</remarks>
/// <param name="count">How many schedules; 1 or more.</param>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("ActorLab.TestKit.Running.VirtualFactDiscoverer", "ActorLab.TestKit")]
public sealed class SeedsAttribute(int count = 1000) : VirtualFactAttribute
{
    /// <summary>How many schedules.</summary>
    public int Count { get; } = count;

    /// <summary>The first seed; the others count up from it.</summary>
    public int First { get; set; } = 1;

    /// <summary><c>random</c>, or <c>pct(DEPTH)</c> or <c>pct(DEPTH, CHOICES)</c> for probabilistic concurrency
    /// testing.</summary>
    public string Strategy { get; set; } = SchedulePlan.Random;

    /// <summary>A schedule such as <c>3:1,17:2</c>, <c>fifo</c>, or a strategy with its seed such as <c>random(17)</c>: the test
    /// runs under this one alone.</summary>
    public string? Replay { get; set; }
}
