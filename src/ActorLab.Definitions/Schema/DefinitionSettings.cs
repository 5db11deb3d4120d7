using ActorLab.Core.Definition;
using ActorLab.Experiments.Cases;
using ActorLab.Experiments.Idle;
using ActorLab.Experiments.LineCopy;

namespace ActorLab.Definitions.Schema;

/// <summary>All that may stand in a definition. There is no other list of these names: the reader, its suggestions, the command line and the test of <c>reference.conf</c> use this one.</summary>
public static class DefinitionSettings
{
    /// <summary>The word for all models, one after the other.</summary>
    public const string AllModels = "all";

    public const string Local = "local";
    public const string Simulation = "simulation";

    /// <summary>The machine that others have from what they do not say themselves.</summary>
    public const string PlainMachine = "plain";

    internal const long Mebibyte = 1 << 20;

    public static readonly Section Root = new("");

    public static readonly WordSetting Experiment = Root.Add(new WordSetting("experiment", [LineCopyExperiment.Name, .. CaseExperiments.All.Select(e => e.Name), IdleExperiment.Name]));
    public static readonly WordSetting Engine = Root.Add(new WordSetting("engine", Local, Simulation));
    public static readonly SeedSetting Seed = Root.Add(new SeedSetting("seed"));
    public static readonly MachineChoice Machine = Root.Add(new MachineChoice("machine"));
    public static readonly NamedSections Machines = Root.Add(new NamedSections("machines", MachineSettings.Machine));
    public static readonly NodesSettings Nodes = Root.Add(new NodesSettings());

    public static readonly LineCopySettings LineCopy = Root.Add(new LineCopySettings());
    public static readonly CasesSettings Daemon = Root.Add(new CasesSettings("daemon"));
    public static readonly LargeStateSettings LargeState = Root.Add(new LargeStateSettings());
    public static readonly CasesSettings Contexts = Root.Add(new CasesSettings("contexts"));
    public static readonly ProcessQueueSettings ProcessQueue = Root.Add(new ProcessQueueSettings());
    public static readonly IdleSettings Idle = Root.Add(new IdleSettings());
}

/// <summary>Line-copy, rows E2 to E10.</summary>
public sealed class LineCopySettings : Section
{
    internal LineCopySettings() : base(LineCopyExperiment.Name)
    {
        Model = Add(new WordSetting("model", [DefinitionSettings.AllModels, .. ExecutionModel.All.Select(m => m.Name)]));
        Workers = Add(new IntegerSetting("workers", 1, LineCopyDefinition.MaxWorkers) { IsOptional = true });
        Lines = Add(new IntegerSetting("lines", 1, LineCopyDefinition.MaxLines));
        Input = Add(new PathSetting("input") { IsOptional = true });
        Output = Add(new PathSetting("output") { IsOptional = true });
        InterpreterLock = Add(new BooleanSetting("interpreter-lock"));
        Cores = Add(new IntegerSetting("cores", 1, LineCopyDefinition.MaxCores) { IsOptional = true });
    }

    public WordSetting Model { get; }

    public IntegerSetting Workers { get; }

    public IntegerSetting Lines { get; }

    public PathSetting Input { get; }

    public PathSetting Output { get; }

    public BooleanSetting InterpreterLock { get; }

    public IntegerSetting Cores { get; }
}

/// <summary>A small experiment, of which only the cases can be chosen.</summary>
public class CasesSettings : Section
{
    internal CasesSettings(string experiment) : base(experiment)
    {
        ICaseExperiment found = CaseExperiments.Find(experiment) ?? throw new InvariantViolatedException($"there is no experiment {experiment}");
        Cases = Add(new WordsSetting("cases", found.CaseNames) { IsOptional = true });
    }

    public WordsSetting Cases { get; }
}

/// <summary>Row E14.</summary>
public sealed class LargeStateSettings : CasesSettings
{
    internal LargeStateSettings() : base("large-state")
    {
        Size = Add(new SizeSetting("size", DefinitionSettings.Mebibyte, CaseOptions.MaxMegabytes));
        Workers = Add(new IntegerSetting("workers", 1, CaseOptions.MaxWorkers));
    }

    public SizeSetting Size { get; }

    public IntegerSetting Workers { get; }
}

/// <summary>Row E20, a queue between processes.</summary>
public sealed class ProcessQueueSettings : Section
{
    internal ProcessQueueSettings() : base("process-queue")
    {
        Items = Add(new IntegerSetting("items", 1, CaseOptions.MaxItems));
        Capacity = Add(new IntegerSetting("capacity", 1, CaseOptions.MaxItems));
    }

    public IntegerSetting Items { get; }

    public IntegerSetting Capacity { get; }
}

/// <summary>Row E1.</summary>
public sealed class IdleSettings : Section
{
    internal IdleSettings() : base(IdleExperiment.Name)
    {
        Actors = Add(new IntegerSetting("actors", 1, IdleDefinition.MaxActors));
        Window = Add(new DurationSetting("window", SimDuration.FromMilliseconds(1), IdleDefinition.MaxWindow));
    }

    public IntegerSetting Actors { get; }

    public DurationSetting Window { get; }
}
