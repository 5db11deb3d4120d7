using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;
using ActorLab.Core.Plan;
using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Planning;
using ActorLab.Wire;

namespace ActorLab.Pipelines.Nodes;

/// <summary>Workers in processes: a node for each, and what the process of such a node must know to be one.</summary>
public static class PipelineNodes
{
    /// <summary>Stands in the origins of plans of pipelines.</summary>
    public const string Experiment = "pipeline";

    /// <summary>The role of a worker on its node.</summary>
    internal const string WorkerRole = "pipeline-worker";

    /// <summary>The role of one that takes the orders of its worker from a queue.</summary>
    internal const string TapRole = "pipeline-tap";

    private const string InterpreterLock = "interpreterLock", SwitchInterval = "switchInterval", Pipeline = "pipeline";

    /// <summary>Whether an origin is that of a pipeline.</summary>
    public static bool IsOrigin(PlanOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        return origin.Experiment == Experiment;
    }

    /// <summary>Makes the plan that another process has made before, with the functions that are built in and what of the machine concerns a real node.</summary>
    /// <param name="origin">What that process says of it.</param>
    /// <param name="allowed">The external programs that this one may start, as pipelines name them; null for all.</param>
    /// <exception cref="FormatException">It is none of a pipeline.</exception>
    /// <exception cref="UnauthorizedAccessException">A worker on a node would start another program.</exception>
    public static ScenarioPlan Build(PlanOrigin origin, IReadOnlyCollection<string>? allowed = null)
    {
        ArgumentNullException.ThrowIfNull(origin);
        if (!IsOrigin(origin)) throw new FormatException($"'{origin.Experiment}' is no pipeline");
        try
        {
            (PipelineDefinition definition, MachineProfile machine) = Read(origin);
            if (allowed is not null) Check(definition, allowed);
            return PipelinePlan.Build(definition, FunctionCatalog.BuiltIn, machine, seed: 1) with { Origin = origin };
        }
        catch (Exception broken) when (broken is KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"the definition of a pipeline is broken: {broken.Message}", broken);
        }
    }

    /// <summary>The pipeline that an origin was made of, and what of the machine concerns a real one.</summary>
    /// <exception cref="FormatException">It is none of a pipeline.</exception>
    public static (PipelineDefinition Definition, MachineProfile Machine) Read(PlanOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        try
        {
            using JsonDocument document = JsonDocument.Parse(origin.Definition);
            JsonElement root = document.RootElement;
            var machine = new MachineProfile
            {
                Name = "node",
                InterpreterLock = root.GetProperty(InterpreterLock).GetBoolean(),
                SwitchInterval = new SimDuration(root.GetProperty(SwitchInterval).GetInt64()),
            };
            return (PipelineForm.Read(JsonMarshal.GetRawUtf8Value(root.GetProperty(Pipeline))), machine);
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"the definition of a pipeline is broken: {broken.Message}", broken);
        }
    }

    /// <summary>Adds the messages that go between a stage and its workers in processes.</summary>
    /// <returns>The table.</returns>
    public static WireTable AddMessages(WireTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return PipelineMessages.AddTo(table);
    }

    private static void Check(PipelineDefinition definition, IReadOnlyCollection<string> allowed)
    {
        foreach (StageDefinition stage in definition.Stages.Where(HasNodes))
        {
            if (stage.Operation is ProgramOperation { Command: [var program, ..] } && !allowed.Contains(program, StringComparer.Ordinal))
                throw new UnauthorizedAccessException($"stage '{stage.Name}' starts the program '{program}', which was not allowed here");
        }
    }

    /// <summary>What another process needs to run the same pipeline, but for the seed.</summary>
    /// <exception cref="ArgumentException">A path is relative.</exception>
    public static PlanOrigin OriginOf(PipelineDefinition definition, MachineProfile machine)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteBoolean(InterpreterLock, machine.InterpreterLock);
            writer.WriteNumber(SwitchInterval, machine.SwitchInterval.Nanoseconds);
            writer.WritePropertyName(Pipeline);
            writer.WriteRawValue(PipelineForm.Write(definition), skipInputValidation: true);
            writer.WriteEndObject();
        }

        return new PlanOrigin(Experiment, bytes.WrittenMemory);
    }

    internal static ImmutableArray<NodePlan> Of(PipelineDefinition definition) =>
        [.. definition.Stages.Where(HasNodes).SelectMany(s => Enumerable.Range(0, s.Workers).Select(i => NameOf(s, i))).Distinct(StringComparer.Ordinal).Select(name => new NodePlan(name))];

    internal static string NameOf(StageDefinition stage, int worker) => stage.Placement ?? $"{stage.Name}-{worker + 1}";

    internal static ImmutableSortedDictionary<string, NodeRole> Roles(PipelineDefinition definition, FunctionCatalog catalog)
    {
        StageDefinition Stage(string name) => definition.Stages.FirstOrDefault(s => s.Name == name) ?? throw new InvalidOperationException($"the pipeline has no stage '{name}'");
        ActorProps Worker(IActorRef boss, StageDefinition stage) => WorkerProps.Of(boss, stage, catalog, threads: stage.Placement is null ? 1 : stage.Workers);
        ActorProps ForStage(NodeState state, IMessage arguments)
        {
            var (name, boss) = (PipelineWorkerArguments)arguments;
            StageDefinition stage = Stage(name);
            return new ActorProps(() => new PipelineForeman(boss, own => Worker(own, stage)));
        }

        ActorProps ForQueue(NodeState state, IMessage arguments)
        {
            var (name, boss, feeder, queueName) = (PipelineTapArguments)arguments;
            StageDefinition stage = Stage(name);
            IWorkQueue queue = state.Queue ?? throw new InvalidOperationException($"node '{state.Node}' gets at no work queue");
            return new ActorProps(() => new LeaseTap(new LeaseTapOptions
            {
                Feeder = feeder,
                Exit = (tap, spawn) => spawn(queue.Exit(queueName, tap) with { Name = "exit" }),
                Worker = tap => new ActorProps(() => new QueueForeman(tap, boss, own => Worker(own, stage))),
                Credit = WorkStage.CreditOf(stage),
            }));
        }

        return ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create<string, NodeRole>(WorkerRole, ForStage), KeyValuePair.Create<string, NodeRole>(TapRole, ForQueue)]);
    }

    /// <summary>Whether the orders of a stage can go through a queue: where a worker is told that there is no more work, or asks a program of its own, it must be the worker that the stage knows.</summary>
    private static bool CanQueue(StageDefinition stage) => HasNodes(stage) && stage.Queue.Sentinels is null && stage.Operation is not ProgramOperation;

    /// <summary>The queues of a pipeline: one for each stage whose orders can go through one, with keys one for each of its workers. What a lost worker had taken goes back to the stage.</summary>
    internal static ImmutableArray<(string Stage, WorkQueuePlan Queue)> Queues(PipelineDefinition definition) =>
    [
        .. definition.Stages.Where(CanQueue).SelectMany(s => s.Order == ItemOrder.PerKey
            ? Enumerable.Range(1, s.Workers).Select(i => (s.Name, new WorkQueuePlan($"{s.Name}.{i}", HasSingleTaker: true) { Redeliveries = 0 }))
            : [(s.Name, new WorkQueuePlan(s.Name) { Redeliveries = 0 })]),
    ];

    internal static bool HasNodes(StageDefinition stage) => stage.Execution == WorkerKind.Processes;
}
