using System.Collections.Immutable;

namespace ActorLab.Core.Definition;

/// <summary>A way to run a workload. The names are canonical: commands, files and reports use them as they stand here.</summary>
/// <param name="Name">Kebab-case.</param>
/// <param name="DefaultWorkers">How many workers (or items in flight) it has unless told otherwise.</param>
/// <param name="FixedWorkers">True where the number of workers is part of the model and cannot be chosen.</param>
/// <param name="PromisesOrder">True when the output must be in input order; only then does a broken order fail a run.</param>
/// <param name="Summary">One line for help texts.</param>
public sealed record ExecutionModel(string Name, int DefaultWorkers, bool FixedWorkers, bool PromisesOrder, string Summary)
{
    public static readonly ExecutionModel Serial =
        new("serial", 1, true, true, "one worker, one item after another: the baseline");

    public static readonly ExecutionModel ThreadPerItem =
        new("thread-per-item", 1, true, true, "a new thread per item, joined before the next one starts");

    public static readonly ExecutionModel Threads =
        new("threads", 10, false, false, "n threads on shared, unguarded state");

    public static readonly ExecutionModel ThreadsLock =
        new("threads-lock", 10, false, true, "n threads with one lock around the work");

    public static readonly ExecutionModel Async =
        new("async", 10, false, false, "one event loop with n items in flight");

    public static readonly ExecutionModel Pipeline =
        new("pipeline", 10, false, true, "n workers, a resequencer and a sink: parallel and in order");

    /// <summary>All models, in the order in which a comparison runs them.</summary>
    public static readonly ImmutableArray<ExecutionModel> All = [Serial, ThreadPerItem, Threads, ThreadsLock, Async, Pipeline];

    public static ExecutionModel? Find(string name) => All.FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.Ordinal));

    public override string ToString() => Name;
}
