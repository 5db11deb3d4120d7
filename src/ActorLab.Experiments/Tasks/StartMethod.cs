using System.Collections.Immutable;

namespace ActorLab.Experiments.Tasks;

/// <summary>How a process is started, as Python's multiprocessing names it. A real run spawns; a simulated machine charges what the method costs.</summary>
/// <param name="Name">Canonical.</param>
/// <param name="Cost">On the laptop of rows E11 to E23, from the start to the first turn.</param>
public sealed record StartMethod(string Name, SimDuration Cost)
{
    /// <summary>A new program that loads all it needs: the fixed cost of row E21.</summary>
    public static readonly StartMethod Spawn = new("spawn", SimDuration.FromMilliseconds(300));

    /// <summary>A copy of the program as it is. E18 and E19 forked a notebook and left more than 0.3 s beside the computing, so nothing that was published says that forking was cheaper than
    /// spawning; no more than that is charged, since what the rest was is not known.</summary>
    public static readonly StartMethod Fork = new("fork", SimDuration.FromMilliseconds(300));

    /// <summary>A copy of a small program that was spawned for the purpose. An assumption, as nothing was published: the server is spawned, and copying it takes what row E33 gives for small programs.</summary>
    public static readonly StartMethod ForkServer = new("forkserver", SimDuration.FromMilliseconds(363));

    public static readonly ImmutableArray<StartMethod> All = [Spawn, Fork, ForkServer];

    public static StartMethod? Find(string name) => All.FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.Ordinal));

    public override string ToString() => Name;
}
