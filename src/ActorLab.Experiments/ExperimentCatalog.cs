using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActorLab.Core.Plan;
using ActorLab.Experiments.Cases;
using ActorLab.Experiments.Contexts;
using ActorLab.Experiments.Daemon;
using ActorLab.Experiments.LargeState;
using ActorLab.Experiments.LineCopy;
using ActorLab.Experiments.PipelineShapes;
using ActorLab.Experiments.ProcessQueue;
using ActorLab.Experiments.QueueWorkers;
using ActorLab.Experiments.Tasks;
using ActorLab.Wire;

namespace ActorLab.Experiments;

/// <summary>What the process of a node knows about the experiments: how to make their plans again, and what their messages look like on the way.</summary>
public static class ExperimentCatalog
{
    /// <summary>Makes the plan that another process has made before. Reads files at most: none is made, and none is changed.</summary>
    /// <exception cref="FormatException">There is no such experiment, or the definition is none of its.</exception>
    /// <exception cref="IOException">An input that the plan needs cannot be read.</exception>
    public static ScenarioPlan Build(PlanOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ScenarioPlan plan = origin.Experiment switch
        {
            LineCopyExperiment.Name => Read(origin, OriginJson.Default.LineCopyOrigin, o => o.Build()),
            DaemonExperiment.CanonicalName => Read(origin, OriginJson.Default.DaemonDefinition, d => d.Build()),
            LargeStateExperiment.CanonicalName => Read(origin, OriginJson.Default.LargeStateDefinition, d => d.Build()),
            ContextsExperiment.CanonicalName => Read(origin, OriginJson.Default.ContextsDefinition, d => d.Build()),
            ProcessQueueExperiment.CanonicalName => Read(origin, OriginJson.Default.ProcessQueueDefinition, d => d.Build()),
            QueueWorkersExperiment.CanonicalName => Read(origin, OriginJson.Default.QueueWorkersDefinition, d => d.Build()),
            PipelineShapesExperiment.CanonicalName => Read(origin, OriginJson.Default.PipelineShapesDefinition, d => d.Build()),
            TasksExperiment.CalcPi or TasksExperiment.SleepOrCrunch => Read(origin, OriginJson.Default.TasksOrigin, o => o.Build()),
            _ => throw new FormatException($"there is no experiment '{origin.Experiment}'"),
        };
        return plan with { Origin = origin };
    }

    /// <summary>Adds the messages of all experiments that may leave their process.</summary>
    /// <returns>The table.</returns>
    public static WireTable AddMessages(WireTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        LineCopyMessages.AddTo(table);
        Happened.AddTo(table);
        CaseRoot.AddTo(table);
        PassedObject.AddTo(table);
        WorkerSaw.AddTo(table);
        ProcessQueueMessages.AddTo(table);
        QueueWorkersMessages.AddTo(table);
        TaskMessages.AddTo(table);
        return LargeStateMessages.AddTo(table);
    }

    private static ScenarioPlan Read<TDefinition>(PlanOrigin origin, JsonTypeInfo<TDefinition> form, Func<TDefinition, ScenarioPlan> build)
    {
        try
        {
            return build(Parse(origin, form));
        }
        catch (JsonException broken)
        {
            throw new FormatException($"the definition of {origin.Experiment} is broken: {broken.Message}", broken);
        }
    }

    private static TDefinition Parse<TDefinition>(PlanOrigin origin, JsonTypeInfo<TDefinition> form)
    {
        try
        {
            return JsonSerializer.Deserialize(origin.Definition.Span, form) ?? throw new JsonException("nothing is defined");
        }
        catch (ArgumentException outOfRange)
        {
            // A machine refuses what is out of its range.
            throw new JsonException(outOfRange.Message, outOfRange);
        }
    }
}
