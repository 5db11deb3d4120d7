using System.Collections.Immutable;

namespace ActorLab.Core.Definition;

/// <summary>A way to run a workload. The names are canonical: commands, files and reports use them as they stand here.</summary>
/// <param name="Name">Kebab-case.</param>
/// <param name="DefaultWorkers">How many workers (or items in flight) it has unless told otherwise.</param>
/// <param name="FixedWorkers">True where the number of workers is part of the model and cannot be chosen.</param>
/// <param name="Order">Whether the output must be in input order.</param>
/// <param name="Summary">One line for help texts.</param>
public sealed record ExecutionModel(string Name, int DefaultWorkers, bool FixedWorkers, OrderPromise Order, string Summary)
{
    public static readonly ExecutionModel Serial =
        new("serial", 1, true, OrderPromise.Always, "one worker, one item after another: the baseline");

    public static readonly ExecutionModel ThreadPerItem =
        new("thread-per-item", 1, true, OrderPromise.Always, "a new thread per item, joined before the next one starts");

    public static readonly ExecutionModel Threads =
        new("threads", 10, false, OrderPromise.Never, "n threads on shared, unguarded state");

    public static readonly ExecutionModel ThreadsLock =
        new("threads-lock", 10, false, OrderPromise.Always, "n threads with one lock around the work");

    public static readonly ExecutionModel Processes =
        new("processes", 3, false, OrderPromise.WithOneWorker, "n child processes, each with its private copy of the state") { InProcesses = true };

    public static readonly ExecutionModel Async =
        new("async", 10, false, OrderPromise.Never, "one event loop with n items in flight");

    public static readonly ExecutionModel Pipeline =
        new("pipeline", 10, false, OrderPromise.Always, "n workers, a resequencer and a sink: parallel and in order");

    public static readonly ExecutionModel ProcessPipeline =
        new("process-pipeline", 3, false, OrderPromise.Always, "the same with the workers in n child processes") { InProcesses = true };

    /// <summary>All models, in the order in which a comparison runs them.</summary>
    public static readonly ImmutableArray<ExecutionModel> All = [Serial, ThreadPerItem, Threads, ThreadsLock, Processes, Async, Pipeline, ProcessPipeline];

    /// <summary>True where every worker is a process of its own: the engine must have nodes.</summary>
    public bool InProcesses { get; private init; }

    /// <summary>True when the output of so many workers must be in input order; only then does a broken order fail a run.</summary>
    public bool PromisesOrder(int workers) => Order == OrderPromise.Always || (Order == OrderPromise.WithOneWorker && workers == 1);

    public static ExecutionModel? Find(string name) => All.FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.Ordinal));

    public override string ToString() => Name;
}

/// <summary>When a model promises that its output is in input order.</summary>
public enum OrderPromise
{
    Never,

    /// <summary>Several of its workers know nothing of each other.</summary>
    WithOneWorker,

    Always,
}
