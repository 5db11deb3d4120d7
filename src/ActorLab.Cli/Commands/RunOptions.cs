using System.CommandLine;
using ActorLab.Cli.Runs;
using ActorLab.Core.Definition;
using ActorLab.Definitions;
using ActorLab.Experiments.Cases;
using ActorLab.Experiments.LineCopy;
using ActorLab.Experiments.Tasks;

namespace ActorLab.Cli.Commands;

/// <summary>The options of <c>actorlab run</c>. Values are taken as text and read by ActorLab, so that all mistakes are reported alike and at once.</summary>
internal sealed class RunOptions
{
    public const string ReportOption = "--report";

    public const string PlainOption = "--plain";

    public const int MaxReplications = 1_000_000;

    public Argument<string> Experiment { get; } = new("experiment")
    {
        Description = "An experiment or a row of the tutorials (actorlab list names them all), or a file with a definition.",
        HelpName = "experiment",
        // A run that goes on is told by its state alone.
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Option<string> Model { get; } = Valued("--model", "model", "The model to run under. Without it: all of them, in turn.");

    public Option<string> Workers { get; } =
        Valued("--workers", "n", $"Workers, or items in flight: 1 to {LineCopyDefinition.MaxWorkers}. Each model has its own default.");

    public Option<string> Lines { get; } =
        Valued("--lines", "n", $"Lines of the generated input: 1 to {LineCopyDefinition.MaxLines}. [default: {LineCopyDefinition.DefaultLines}]");

    public Option<string> Input { get; } = Valued("--input", "file", "Copy this file instead of a generated one.");

    public Option<string> Output { get; } = Valued(
        "--output", "file",
        "Keep the output here: a record for each line, which says who wrote it. It is truncated before each model.");

    public Option<bool> Plain { get; } = new(PlainOption)
    {
        Description = "Keep the lines alone in --output, with their line ends: where the order holds, the bytes of the input.",
    };

    public Option<string> Trace { get; } =
        Valued(TraceFiles.Option, "file", "Record the run in this file, which is replaced. Several runs have a file each: with -1, -2, … before the extension.");

    public Option<string> LogLevel { get; } = Valued(
        "--log-level", "level",
        "What actors and their system log, a line for each event on standard error: off, error, warning, info or debug. Without "
            + "it: what akka.loglevel in a definition says. [default: off]");

    public Option<string> Engine { get; } = Valued("--engine", "engine", "local (real threads and files), simulation (virtual time) or cluster (as local, with nodes on the members of a lab; what has no nodes runs here). [default: local]");

    public Option<string> Broker { get; } = LabOptions.Broker();

    public Option<string> Lab { get; } = LabOptions.Lab();

    public Option<string> Tls { get; } = LabOptions.Tls();

    public Option<string> Role { get; } = Valued("--role", "role", $"Only members of the lab that were started for it take part. [default: {ClusterDefinition.DefaultRole}]");

    public Option<string[]> Allow { get; } = LabOptions.Allow("on the members that are started here");

    public Option<string> Nodes { get; } =
        Valued("--nodes", "n", $"Members of the lab to start here: 0 to {ClusterDefinition.MostNodes}; 0 waits for those that join by themselves (actorlab node). Without it: those that are there, or three.");

    public Option<string> Distribution { get; } = Valued(
        "--distribution", "way",
        $"How items get to the nodes: {ClusterDefinition.DirectWork} (over the link to each) or {ClusterDefinition.QueuedWork} (through a queue of the broker, where the run can). [default: {ClusterDefinition.DirectWork}]");

    public Option<string> Seed { get; } = Valued("--seed", "seed", "Seed of all that is left to chance. [default: 1]");

    public Option<string> Replications { get; } = Valued(
        ["--replications", "--repeats", "--seeds"], "n",
        $"Run so often: in virtual time with the seeds from --seed on, for real again and again. Prints means, 95 % intervals and how often lines are swapped, duplicated and skipped: 1 to {MaxReplications}.");

    public Option<string> Sweep { get; } = Valued(
        ["--sweep", "--vary"], "values",
        "One run, or --replications of them, for each value: workers=1,2,4,8 or work=10^2,10^4, lines, cores, gil=true,false, a range (1..16, 1..16*2), and with a file any key such as pipeline.stages.priced.workers.");

    public Option<string> WarmUp { get; } = Valued("--warm-up", "items", "The latency of an item after the first items, so many of them or auto, with an interval from the batches of a single run.");

    public Option<bool> CheckDeterminism { get; } =
        new("--check-determinism") { Description = "Run in two processes with different cultures, time zones and memory, and compare every event. On the simulation." };

    public Option<string> Cores { get; } = Valued(
        "--cores", "n",
        $"CPUs of the simulated machine: 1 to {LineCopyDefinition.MaxCores}. Without it: as many as the machine has anyway.");

    public Option<string> Megabytes { get; } =
        Valued("--megabytes", "n", $"Size of the large object: 1 to {CaseOptions.MaxMegabytes}. [default: {CaseOptions.DefaultMegabytes}]");

    public Option<string> Work { get; } =
        Valued("--work", "n", "Points of calc-pi, in all tasks together, or turns of each loop of sleep-or-crunch: 1 to 10^10 in all. [default: 10^7]");

    public Option<string> Seconds { get; } = Valued("--seconds", "seconds", $"How long a task of sleep-or-crunch sleeps, such as 0.05. [default: {TasksDefinition.DefaultSleep.TotalSeconds}]");

    public Option<string> Start { get; } = Valued("--start", "method", "How calc-pi starts processes: spawn, fork or forkserver. A real run spawns. [default: spawn]");

    public Option<bool> InterpreterLock { get; } = new("--gil")
    {
        Description =
            "Run under an interpreter lock, as CPython does: one in each process. The rows of the tutorials, and all of "
                + "line-copy, calc-pi and sleep-or-crunch in virtual time, do so unless --gil false.",
    };

    public Option<bool> Json { get; } =
        new("--json") { Description = "Print an array of runs as JSON: on standard output, or on standard error where a pipeline writes its items to standard output." };

    public Option<string> Report { get; } = Valued(ReportOption, "file", "Write what came of a pipeline to this file, which is replaced, instead of printing it.");

    public Option<string> State { get; } = Valued("--state", "folder", "Keep there what it takes to go on with the run when this process is killed. For line-copy with one writer, and pipelines that do the same twice.");

    public Option<string> Resume { get; } = new("--resume")
    {
        Description = "Go on with the run whose state is in a folder, given here or with --state; with an experiment and --state, begin it where none has begun.",
        HelpName = "folder",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>For the processes of <see cref="CheckDeterminism"/>, which run at the same time.</summary>
    public Option<bool> DiscardFiles { get; } = new("--discard-files") { Description = "Keep nothing that the sinks of a simulated pipeline write to files.", Hidden = true };

    /// <summary>For definitions in files, whatever their experiment.</summary>
    public DefinitionOptions Definition { get; } = new();

    public RunOptions()
    {
        Experiment.CompletionSources.Add(_ => ExperimentChoice.KnownNames.Select(n => new System.CommandLine.Completions.CompletionItem(n)));
        Model.CompletionSources.Add(_ => ExecutionModel.All.Select(m => new System.CommandLine.Completions.CompletionItem(m.Name)));
        Start.CompletionSources.Add(_ => StartMethod.All.Select(m => new System.CommandLine.Completions.CompletionItem(m.Name)));
        Distribution.CompletionSources.Add(_ => ClusterDefinition.WaysOfWork.Select(w => new System.CommandLine.Completions.CompletionItem(w)));
        LogLevel.CompletionSources.Add(_ => LogLevels.Words.Select(w => new System.CommandLine.Completions.CompletionItem(w)));
        Engine.CompletionSources.Add(_ => Engines.All.Select(e => new System.CommandLine.Completions.CompletionItem(e.Name)));
    }

    /// <summary>Those of the engine cluster alone.</summary>
    public IReadOnlyList<Option> OfLab => [Broker, Lab, Tls, Role, Nodes, Distribution, Allow];

    public IReadOnlyList<Option> All =>
        [
            Model, Workers, Lines, Megabytes, Work, Seconds, Start, Input, Output, Plain, Trace, Engine, .. OfLab, Cores, Seed,
            Replications, Sweep, WarmUp, CheckDeterminism, InterpreterLock, LogLevel, Json, Report, State, Resume,
            DiscardFiles,
        ];

    /// <summary>Those that mean something to an experiment.</summary>
    public IReadOnlyList<Option> Of(ExperimentChoice experiment)
    {
        if (experiment == ExperimentChoice.LineCopy)
        {
            return
            [
                Model, Workers, Lines, Input, Output, Plain, Trace, Engine, .. OfLab, Cores, Seed, Replications, Sweep, WarmUp,
                CheckDeterminism, InterpreterLock, LogLevel, Json, State, Resume,
            ];
        }

        if (experiment == ExperimentChoice.CalcPi || experiment == ExperimentChoice.SleepOrCrunch)
        {
            return
            [
                Model, Workers, Work, experiment == ExperimentChoice.CalcPi ? Start : Seconds, Trace, Engine, .. OfLab, Cores, Seed,
                Replications, Sweep, CheckDeterminism, InterpreterLock, LogLevel, Json,
            ];
        }

        if (experiment == ExperimentChoice.Pipeline)
        {
            return
            [
                Trace, Engine, .. OfLab, Cores, Seed, Replications, Sweep, CheckDeterminism, LogLevel, Json, Report, State,
                Resume, DiscardFiles,
            ];
        }

        if (experiment.Cases is not { } cases) return experiment == ExperimentChoice.Idle ? [Trace, LogLevel, Json] : [Json];
        return cases.HasSize
            ? [Workers, Megabytes, Trace, Engine, .. OfLab, Cores, Seed, Replications, Sweep, CheckDeterminism, LogLevel, Json]
            : [Trace, Engine, .. OfLab, Cores, Seed, Replications, Sweep, CheckDeterminism, LogLevel, Json];
    }

    private static Option<string> Valued(string name, string valueName, string description) => Valued([name], valueName, description);

    /// <param name="names">The first is the one that is told; the others mean the same.</param>
    /// <param name="valueName">What stands for the value in the help.</param>
    /// <param name="description">One line for the help.</param>
    private static Option<string> Valued(string[] names, string valueName, string description) => new(names[0], names[1..]) { Description = description, HelpName = valueName };
}
