using System.Collections.Immutable;
using ActorLab.Definitions.Schema;
using ActorLab.Experiments.Cases;
using ActorLab.Experiments.Idle;
using ActorLab.Experiments.LineCopy;
using ActorLab.Experiments.Tasks;

namespace ActorLab.Cli.Runs;

/// <summary>An experiment that can be asked for by name.</summary>
/// <param name="Name">Canonical, as in reports.</param>
/// <param name="Rows">The rows of the tutorials that it repeats.</param>
/// <param name="Summary">One line for help texts.</param>
internal sealed record ExperimentChoice(string Name, ImmutableArray<string> Rows, string Summary)
{
    public static readonly ExperimentChoice LineCopy =
        new(LineCopyExperiment.Name, PublishedRow.NamesOf(LineCopyExperiment.Name), "copy a file line by line, and see who kept the order of the lines");

    public static readonly ExperimentChoice Idle = new(IdleExperiment.Name, ["E1"], "the threads of a process in which nothing happens");

    public static readonly ExperimentChoice CheckFaults = new("check-faults", ["E8"], "three files that the tutorials' check misjudges");

    public static readonly ExperimentChoice CalcPi =
        new(TasksExperiment.CalcPi, PublishedRow.NamesOf(TasksExperiment.CalcPi), "compute pi from random points: what threads and processes gain, and what starting them costs") { HasTasks = true };

    public static readonly ExperimentChoice SleepOrCrunch =
        new(TasksExperiment.SleepOrCrunch, PublishedRow.NamesOf(TasksExperiment.SleepOrCrunch), "four tasks that wait and four that compute, one after another, in threads and in processes") { HasTasks = true };

    public static readonly ExperimentChoice Pipeline = new(PipelineSettings.Name, [], "stages of your own with queues between them, from a file (actorlab new pipeline NAME writes one)");

    public static readonly ImmutableArray<ExperimentChoice> All =
        [LineCopy, Idle, CheckFaults, CalcPi, SleepOrCrunch, Pipeline, .. CaseExperiments.All.Select(e => new ExperimentChoice(e.Name, [e.Row], e.Summary) { Cases = e })];

    /// <summary>The rows of the tutorials that are not built yet, and what they will be asked for by.</summary>
    public static readonly ImmutableArray<(string Row, string Experiment)> Unbuilt =
    [
        ("E15", "compiled"), ("E16", "compiled"), ("E17", "sort"), ("E24", "factorial"), ("E25", "download"), ("E26", "advise"),
        ("E29", "sleepers"), ("E30", "sleepers"), ("E31", "primes"),
        ("E34", "uptime"), ("E35", "uptime"), ("E36", "uptime"), ("E37", "uptime"), ("E38", "uptime"),
        ("E39", "interleave"), ("E40", "advise"),
    ];

    /// <summary>Null for the experiments that are more than a few cases side by side.</summary>
    public ICaseExperiment? Cases { get; private init; }

    /// <summary>True for equal tasks under several models.</summary>
    public bool HasTasks { get; private init; }

    /// <summary>All words that name an experiment: its name and its rows.</summary>
    public static IReadOnlyList<string> KnownNames => [.. All.Select(e => e.Name), .. All.SelectMany(e => e.Rows).Distinct(StringComparer.Ordinal).OrderBy(r => int.Parse(r.AsSpan(1)))];

    /// <param name="word">A name or a row, in any case.</param>
    public static ImmutableArray<ExperimentChoice> Find(string word) =>
        [.. All.Where(e => e.Rows.Append(e.Name).Contains(word, StringComparer.OrdinalIgnoreCase))];
}
