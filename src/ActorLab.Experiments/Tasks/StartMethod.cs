using System.Collections.Immutable;
using ActorLab.Core.Machine;

namespace ActorLab.Experiments.Tasks;

/// <summary>How a process is started, as Python's multiprocessing names it. A real run spawns; a simulated machine charges what the method costs there.</summary>
/// <param name="Name">Canonical.</param>
/// <param name="Method">What the machine is told.</param>
public sealed record StartMethod(string Name, ProcessStartMethod Method)
{
    public static readonly StartMethod Spawn = new("spawn", ProcessStartMethod.Spawn);
    public static readonly StartMethod Fork = new("fork", ProcessStartMethod.Fork);
    public static readonly StartMethod ForkServer = new("forkserver", ProcessStartMethod.Forkserver);

    public static readonly ImmutableArray<StartMethod> All = [Spawn, Fork, ForkServer];

    public static StartMethod? Find(string name) => All.FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.Ordinal));

    public override string ToString() => Name;
}
