using System.Collections.Immutable;
using ActorLab.Core.Engine;
using ActorLab.Core.Report;

namespace ActorLab.Experiments.QueueWorkers;

/// <summary>What is known of a run from what its program told, however it ended.</summary>
internal sealed class QueueWorkersFindings
{
    private const int ResultsTold = 20;

    private readonly QueueWorkersDefinition _definition;
    private readonly HashSet<int> _untaken = [];
    private readonly WorkerDoes?[] _last = new WorkerDoes?[QueueWorkersDefinition.Workers];

    public QueueWorkersFindings(QueueWorkersDefinition definition, RunResult result)
    {
        _definition = definition;
        foreach (IMessage message in result.Outbox) Add(message);
        Ended = result.Outbox.OfType<QueueWorkersEnded>().SingleOrDefault();
        Hangs = result.Outcome == RunOutcome.Deadlocked || result.Outbox.OfType<NothingMoves>().Any();
        Results = [.. result.Outbox.OfType<TaskResult>()];
    }

    /// <summary>Null if the program came to no end.</summary>
    public QueueWorkersEnded? Ended { get; }

    public bool Hangs { get; }

    /// <summary>In the order in which the program had them.</summary>
    public ImmutableArray<TaskResult> Results { get; }

    public bool AreRight => Results.All(r => r.Value == r.Number + QueueWorkersDefinition.Addend) && Results.Select(r => r.Number).Distinct().Count() == Results.Length;

    public int Missing => _definition.Items - Results.Select(r => r.Number).Distinct().Count();

    /// <summary>The tasks that nobody took, in order.</summary>
    public ImmutableArray<int> TasksLeft => [.. _untaken.Order()];

    public int SentinelsLeft { get; private set; }

    /// <summary>The workers that wait and have not ended, in a run that <see cref="Hangs"/>.</summary>
    public ImmutableArray<WorkerDoes> Waiting => Hangs ? [.. _last.OfType<WorkerDoes>().Where(d => d.Doing is WorkerDoing.WaitsForTask or WorkerDoing.WaitsForRoom)] : [];

    /// <summary>The results that were put and not taken, in a run that <see cref="Hangs"/>.</summary>
    private int ResultsHeld => _definition.Items - _untaken.Count - Results.Length - _last.Count(d => d?.Doing is WorkerDoing.WaitsForRoom or WorkerDoing.Works);

    /// <summary>The first results, in the order in which the program had them.</summary>
    public string ResultsInWords =>
        string.Join(' ', Results.Take(ResultsTold).Select(r => r.Value))
            + (Results.Length > ResultsTold ? $" and {Results.Length - ResultsTold} more" : "");

    /// <summary>Who waits for what, in a run that <see cref="Hangs"/>.</summary>
    public IEnumerable<(string Who, string What)> Waits()
    {
        if (!Hangs) yield break;
        string workers = string.Join(" and ", Waiting.Select(w => QueueWorkersDefinition.WorkerName(w.Index)));
        bool joins = _definition.JoinsFirst;
        yield return (QueueWorkersRoot.Program, $"waits for {workers} to end{(joins ? ", and takes no result before" : $", with {Results.Length} of {_definition.Items} results")}");
        foreach (WorkerDoes worker in Waiting)
        {
            yield return (QueueWorkersDefinition.WorkerName(worker.Index), worker.Doing == WorkerDoing.WaitsForRoom
                ? $"waits for room for its result {worker.Number + QueueWorkersDefinition.Addend}: {ResultsHeld} "
                    + $"results wait, and {_definition.Room} may"
                : "waits for a task or a sentinel: the queue is empty, and nothing will be put there any more");
        }
    }

    public string TasksLeftInWords => TasksLeft.Length switch
    {
        0 => "no task was left in the queue",
        1 => $"task {TasksLeft[0]} was left in the queue",
        <= 10 => $"tasks {string.Join(", ", TasksLeft.SkipLast(1))} and {TasksLeft[^1]} were left in the queue",
        _ => $"tasks {string.Join(", ", TasksLeft.Take(10))} and {TasksLeft.Length - 10} more were left in the queue",
    };

    public ImmutableArray<Figure> Figures() =>
    [
        new Figure("results", Results.Length, FigureUnit.Count),
        new Figure("missing", Missing, FigureUnit.Count),
        new Figure("tasks left", TasksLeft.Length, FigureUnit.Count),
        new Figure("sentinels left", SentinelsLeft, FigureUnit.Count),
        new Figure("workers that hang", Waiting.Length, FigureUnit.Count),
    ];

    private void Add(IMessage message)
    {
        switch (message)
        {
            case TaskItem(var number): _untaken.Add(number); break;
            case NoMoreTasks: SentinelsLeft++; break;
            case WorkerDoes does:
                _last[does.Index] = does;
                if (does.Doing == WorkerDoing.Works) _untaken.Remove(does.Number);
                if (does.Doing == WorkerDoing.TakesSentinel) SentinelsLeft--;
                break;
        }
    }
}
