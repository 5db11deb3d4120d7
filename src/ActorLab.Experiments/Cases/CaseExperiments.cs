using System.Collections.Immutable;
using ActorLab.Experiments.Contexts;
using ActorLab.Experiments.Daemon;
using ActorLab.Experiments.LargeState;
using ActorLab.Experiments.PipelineShapes;
using ActorLab.Experiments.ProcessQueue;
using ActorLab.Experiments.QueueWorkers;

namespace ActorLab.Experiments.Cases;

/// <summary>All small experiments.</summary>
public static class CaseExperiments
{
    public static readonly ImmutableArray<ICaseExperiment> All = 
        [new DaemonExperiment(), new LargeStateExperiment(), new ContextsExperiment(), new ProcessQueueExperiment(), new QueueWorkersExperiment(), new PipelineShapesExperiment()];

    public static ICaseExperiment? Find(string name) => All.FirstOrDefault(e => string.Equals(e.Name, name, StringComparison.Ordinal));
}
