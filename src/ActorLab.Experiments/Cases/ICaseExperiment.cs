using System.Collections.Immutable;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Core.Report;

namespace ActorLab.Experiments.Cases;

/// <summary>A small experiment: a few cases side by side, each a run of its own, whose difference is the lesson.</summary>
public interface ICaseExperiment
{
    /// <summary>Canonical, kebab-case.</summary>
    string Name { get; }

    /// <summary>The row of the tutorials that it belongs to.</summary>
    string Row { get; }

    /// <summary>One line for help texts.</summary>
    string Summary { get; }

    /// <summary>True when size and workers of <see cref="CaseOptions"/> mean something to it.</summary>
    bool HasSize { get; }

    /// <summary>The names of all cases, in the order in which they run.</summary>
    ImmutableArray<string> CaseNames { get; }

    /// <summary>What is chosen where nobody chooses.</summary>
    CaseOptions Defaults => new();

    /// <summary>What is simulated where no machine is chosen.</summary>
    MachineProfile DefaultMachine => PublishedMachines.Laptop;

    /// <summary>What other processes would be told to make the plans of the cases that are to run. A file that has no name yet is called <c>output</c>.</summary>
    ImmutableArray<PlanOrigin> Origins(CaseOptions options);

    /// <summary>Runs all cases in turn, or those before somebody interrupts.</summary>
    Task<ImmutableArray<CaseReport>> RunAsync(CaseOptions options, IEngine engine, CancellationToken interrupt);

    /// <summary>What the cases teach, with their figures. Empty when not all of them were completed.</summary>
    string Lesson(ImmutableArray<CaseReport> cases);
}

/// <summary>What can be chosen about a small experiment.</summary>
public sealed record CaseOptions
{
    public const int DefaultMegabytes = 64;
    public const int MaxMegabytes = 1_024;
    public const int DefaultWorkers = 3;
    public const int MaxWorkers = 64;
    public const int DefaultItems = 50;
    public const int DefaultCapacity = 8;
    public const int MaxItems = 1_000_000;

    public ulong Seed { get; init; } = 1;

    /// <summary>Size of the large object in 2²⁰ bytes, 1 to <see cref="MaxMegabytes"/>.</summary>
    public int Megabytes { get; init; } = DefaultMegabytes;

    /// <summary>1 to <see cref="MaxWorkers"/>.</summary>
    public int Workers { get; init; } = DefaultWorkers;

    /// <summary>The machine to simulate; null for <see cref="ICaseExperiment.DefaultMachine"/>.</summary>
    public MachineProfile? Machine { get; init; }

    /// <summary>The cases to run; empty for all. A name that the experiment does not have means nothing.</summary>
    public ImmutableArray<string> Cases { get; init; } = [];

    /// <summary>How long a real run of an experiment that can hang waits for something to move; above zero.</summary>
    public SimDuration Patience { get; init; } = SimDuration.FromSeconds(2);

    /// <summary>Items that go through the queue, 1 to <see cref="MaxItems"/>.</summary>
    public int Items { get; init; } = DefaultItems;

    /// <summary>Items that may wait in the queue, 1 to <see cref="MaxItems"/>.</summary>
    public int Capacity { get; init; } = DefaultCapacity;

    internal IEnumerable<string> Of(ImmutableArray<string> all) => all.Where(name => Cases.IsEmpty || Cases.Contains(name, StringComparer.Ordinal));
}
