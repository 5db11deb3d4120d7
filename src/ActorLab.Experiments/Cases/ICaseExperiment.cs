using System.Collections.Immutable;
using ActorLab.Core.Engine;
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

    public ulong Seed { get; init; } = 1;

    /// <summary>Size of the large object in 2²⁰ bytes, 1 to <see cref="MaxMegabytes"/>.</summary>
    public int Megabytes { get; init; } = DefaultMegabytes;

    /// <summary>1 to <see cref="MaxWorkers"/>.</summary>
    public int Workers { get; init; } = DefaultWorkers;
}
