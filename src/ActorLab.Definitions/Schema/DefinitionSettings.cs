using System.Collections.Immutable;

namespace ActorLab.Definitions.Schema;

/// <summary>All that may stand in a definition. There is no other list of these names: the reader, its suggestions, the command line and the test of <c>reference.conf</c> use this one.</summary>
public static class DefinitionSettings
{
    public const string Local = "local";
    public const string Simulation = "simulation";
    public const string Cluster = "cluster";

    /// <summary>The machine that others have from what they do not say themselves.</summary>
    public const string PlainMachine = "plain";

    public static readonly LineCopySettings LineCopy = new();
    public static readonly CalcPiSettings CalcPi = new();
    public static readonly SleepOrCrunchSettings SleepOrCrunch = new();
    public static readonly CasesSettings Daemon = new("daemon");
    public static readonly LargeStateSettings LargeState = new();
    public static readonly CasesSettings Contexts = new("contexts");
    public static readonly ProcessQueueSettings ProcessQueue = new();
    public static readonly QueueWorkersSettings QueueWorkers = new();
    public static readonly CasesSettings PipelineShapes = new("pipeline-shapes");
    public static readonly IdleSettings Idle = new();
    public static readonly PipelineSettings Pipeline = new();

    /// <summary>One section for each experiment that a definition can ask for.</summary>
    public static readonly ImmutableArray<ExperimentSettings> Experiments = [LineCopy, CalcPi, SleepOrCrunch, Daemon, LargeState, Contexts, ProcessQueue, QueueWorkers, PipelineShapes, Idle, Pipeline];

    public static readonly WordSetting Experiment = new("experiment", Experiments.Select(e => e.Key));
    public static readonly WordSetting Engine = new("engine", Local, Simulation, Cluster);
    public static readonly SeedSetting Seed = new("seed");
    public static readonly MachineChoice Machine = new("machine");
    public static readonly NamedSections Machines = new("machines", MachineSettings.Machine);
    public static readonly NodesSettings Nodes = new();
    public static readonly SimulationSettings Simulated = new();
    public static readonly ClusterSettings Clustered = new();
    public static readonly AkkaSettings Akka = new();

    public static readonly Section Root = Section.Of([Experiment, Engine, Seed, Machine, Machines, Nodes, Simulated, Clustered, Akka, .. Experiments]);
}
