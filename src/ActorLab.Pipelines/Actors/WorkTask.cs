using System.Diagnostics.CodeAnalysis;
using ActorLab.Core.Actors;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>An item that a stage has taken, until it goes on.</summary>
/// <param name="entry">Its place among those that the stage took, from 0.</param>
/// <param name="item">What was taken.</param>
internal sealed class WorkTask(long entry, PipelineItem item)
{
    public long Entry { get; } = entry;

    public PipelineItem Item { get; } = item;

    /// <summary>Attempts that have failed.</summary>
    public int Attempt { get; set; }

    /// <summary>Attempts that ended with the loss of a worker.</summary>
    public int Losses { get; set; }

    /// <summary>
    /// It is counted among those that the stage holds. Not so what was given up and waits for its place to be passed by, and what
    /// came only as a place.
    /// </summary>
    public bool IsHeld { get; set; }

    /// <summary>Attempts in all that it made by itself and that have not done it.</summary>
    public int Tries => Attempt + Losses;

    /// <summary>It was handed out with others when the worker was lost or took too long, and nobody knows over which: it is handed out by itself now.</summary>
    public bool IsSuspect { get; set; }

    /// <summary>What came of it; only once it is finished.</summary>
    public Outcome Outcome { get; set; }
}

/// <summary>The place of one worker.</summary>
internal sealed class WorkSlot(int index)
{
    private WorkOrder? _order;
    private SimTime _begun;

    public int Index { get; } = index;

    public IActorRef? Worker { get; set; }

    /// <summary>Workers that have had this place.</summary>
    public int Hired { get; set; }

    /// <summary>Its worker has said that it is there. Before, nothing is given to it: the start of a process is not to count against a time-out.</summary>
    public bool IsReady { get; set; }

    /// <summary>Workers in a row that were lost before they were ready.</summary>
    public int LostAtStart { get; set; }

    /// <summary>Fires when the worker takes too long.</summary>
    public IScheduledSend? Timer { get; set; }

    /// <summary>Items with the keys of this worker, where keys have workers.</summary>
    public TaskQueue Own { get; } = new();

    /// <summary>What the worker works on.</summary>
    public List<WorkTask> Tasks { get; private set; } = [];

    public long? AssignmentId => _order?.Id;

    public bool IsFree => _order is null && IsReady;

    /// <summary>Who has the order in hand, where orders go through a queue; null while it is on its way.</summary>
    public IActorRef? Holder { get; private set; }

    /// <summary>Its worker has yet to say that its program has ended.</summary>
    public bool IsLettingGo { get; set; }

    public bool IsStarting => Worker is not null && !IsReady;

    public void Begin(WorkOrder order, List<WorkTask> tasks, SimTime now)
    {
        Invariant.Check(_order is null, $"worker {Index} has an order already");
        _order = order;
        _begun = now;
        Tasks = tasks;
    }

    /// <summary>Somebody has taken the order from the queue.</summary>
    public void BeginAt(IActorRef holder, SimTime now) => (Holder, _begun) = (holder, now);

    /// <returns>What it worked on, and since when.</returns>
    public (List<WorkTask> Tasks, SimTime Begun) End()
    {
        Timer?.Cancel();
        Timer = null;
        _order = null;
        Holder = null;
        List<WorkTask> tasks = Tasks;
        Tasks = [];
        return (tasks, _begun);
    }

    public void Recall() => _order?.Recall.Call();
}

/// <summary>Items that are finished and wait for one that was taken before them.</summary>
internal sealed class FinishedRing(int capacity)
{
    private readonly WorkTask?[] _tasks = new WorkTask?[capacity];
    private long _next;

    public void Add(WorkTask task)
    {
        Invariant.Check(task.Entry - _next < _tasks.Length, $"entry {task.Entry} does not fit: {_next} is not finished and there is room for {_tasks.Length}");
        _tasks[task.Entry % _tasks.Length] = task;
    }

    public bool TryRelease([NotNullWhen(true)] out WorkTask? task)
    {
        ref WorkTask? place = ref _tasks[_next % _tasks.Length];
        task = place;
        if (task is null) return false;
        place = null;
        _next++;
        return true;
    }
}
