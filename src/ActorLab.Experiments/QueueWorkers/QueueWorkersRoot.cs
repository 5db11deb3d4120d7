using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Experiments.Cases;

namespace ActorLab.Experiments.QueueWorkers;

/// <summary>The program: puts the tasks, takes the results and joins the workers, in the order of its case. All that it does and hears goes outside, so that a run which comes to no end can be judged too.</summary>
internal sealed class QueueWorkersRoot(IActorRef outside, QueueWorkersDefinition definition) : LabActor
{
    public const string Program = "program";

    private static readonly SupervisionPolicy StopIt = new() { Directive = SupervisionDirective.Stop };

    private readonly WorkerDoing?[] _doing = new WorkerDoing?[QueueWorkersDefinition.Workers];
    private readonly int[] _done = new int[QueueWorkersDefinition.Workers];
    private IActorRef? _tasks, _results;
    private BoundedQueue.Figures? _tasksLeft, _resultsLeft;
    private int _put, _got, _terminated;
    private bool _begun, _drained, _asked, _hasMoved;

    protected override void PreStart() => SetUp();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Producer.Credit when _put == 0: PutFirst(); break;
            case Producer.Credit: break;
            case NextItem: PutNext(); break;
            case WorkerDoes does: OnWorker(does); break;
            case TaskResult result:
                _hasMoved = true;
                outside.Tell(result);
                if (++_got == definition.Items) Note(Program, $"has all {_got} results");
                break;
            case BoundedQueue.Sentinel:
                _drained = true;
                AskIfDone();
                break;
            case Terminated: OnTerminated(); break;
            case BoundedQueue.Figures figures: OnFigures(figures); break;
            case Look: OnLook(); break;
            case Interrupted: Self.Tell(PoisonPill.Instance); break;
            default: Unhandled(message); break;
        }
    }

    private bool PutsSlowly => definition.Case == QueueWorkersCases.EmptyAsEnd;

    private bool AllWorkersEnded => _doing.All(d => d is WorkerDoing.TakesSentinel or WorkerDoing.FindsEmpty);

    private void SetUp()
    {
        _tasks = Spawn("tasks", new BoundedQueueOptions { Capacity = definition.Items + definition.Sentinels });
        _results = Spawn(
            "results",
            new BoundedQueueOptions { Capacity = definition.Room, Producers = QueueWorkersDefinition.Workers });
        _tasks.Tell(BoundedQueue.Join.Instance);
        for (int i = 0; i < QueueWorkersDefinition.Workers; i++)
            Context.Watch(Spawn(QueueWorkersDefinition.WorkerOn(i, new WorkerPlace(i, _tasks, _results, Self)) with { Supervision = StopIt }));
        if (definition.Patience is { } patience) SendLater(Self, Look.Instance, patience);
    }

    private IActorRef Spawn(string name, BoundedQueueOptions options) => Spawn(new ActorProps(() => new BoundedQueue(options)) { Name = name });

    /// <summary>All there is, or half of it where the program is slow.</summary>
    private void PutFirst()
    {
        int first = PutsSlowly ? (definition.Items + 1) / 2 : definition.Items;
        while (_put < first) Put(new TaskItem(_put++));
        for (int i = 0; i < definition.Sentinels; i++) Put(NoMoreTasks.Instance);
        Note(Program, $"puts {Several(first, "task")} and {Several(definition.Sentinels, "sentinel")}");
        if (definition.JoinsFirst) Note(Program, "joins the workers before it takes a result");
        else Drain();
    }

    private void Put(IMessage task)
    {
        _hasMoved = true;
        _tasks.Tell(new BoundedQueue.Offer(task));
        outside.Tell(task);
    }

    private void PutNext()
    {
        Put(new TaskItem(_put++));
        if (_put < definition.Items) ThinkOfNext();
        else Note(Program, $"has put the other {definition.Items - ((definition.Items + 1) / 2)}");
        AskIfDone();
    }

    private void ThinkOfNext() =>
        SendLater(Self, NextItem.Instance, new SimDuration(Random.NextInt64(QueueWorkersDefinition.LeastPause.Nanoseconds, QueueWorkersDefinition.MostPause.Nanoseconds)));

    /// <summary>Asks for one item more than there are, which is answered when both workers have ended and the queue is empty.</summary>
    private void Drain() => _results.Tell(new BoundedQueue.Demand(definition.Items + 1L));

    private void OnWorker(WorkerDoes does)
    {
        _hasMoved = true;
        outside.Tell(does);
        _doing[does.Index] = does.Doing;
        if (does.Doing == WorkerDoing.Works) _done[does.Index]++;
        if (!_begun && _doing.All(d => d is not null))
        {
            _begun = true;
            if (PutsSlowly && _put < definition.Items) ThinkOfNext();
        }

        string worker = QueueWorkersDefinition.WorkerName(does.Index), after = $"after {Several(_done[does.Index], "task")}";
        if (does.Doing == WorkerDoing.TakesSentinel) Note(worker, $"takes a sentinel {after} and ends");
        if (does.Doing == WorkerDoing.FindsEmpty) Note(worker, $"finds the queue empty {after} and ends");
    }

    private void OnTerminated()
    {
        _hasMoved = true;
        _terminated++;
        if (_terminated == QueueWorkersDefinition.Workers && AllWorkersEnded)
        {
            Note(Program, "has joined both workers");
            if (definition.JoinsFirst) Drain();
        }

        AskIfDone();
    }

    /// <summary>A worker that ended without a word leaves nothing to wait for.</summary>
    private void AskIfDone()
    {
        bool isLost = _terminated > _doing.Count(d => d is WorkerDoing.TakesSentinel or WorkerDoing.FindsEmpty);
        bool isDone = _drained && _terminated == QueueWorkersDefinition.Workers && _put == definition.Items;
        if (_asked || !(isDone || isLost)) return;
        _asked = true;
        _tasks.Tell(BoundedQueue.Ask.Instance);
        _results.Tell(BoundedQueue.Ask.Instance);
    }

    private void OnFigures(BoundedQueue.Figures figures)
    {
        if (_tasks!.Equals(Sender)) _tasksLeft = figures;
        else _resultsLeft = figures;
        if (_tasksLeft is not null && _resultsLeft is not null) End(new QueueWorkersEnded(_tasksLeft, _resultsLeft, AllWorkersEnded));
    }

    /// <summary>A worker that works will come back, and one that has not begun is the engine's business.</summary>
    private void OnLook()
    {
        if (_begun && !_hasMoved && !_doing.Contains(WorkerDoing.Works))
        {
            Note(Program, $"gives up: for {definition.Patience} nothing has moved and nobody has worked");
            End(new NothingMoves());
            return;
        }

        _hasMoved = false;
        SendLater(Self, Look.Instance, definition.Patience!.Value);
    }

    private void End(IMessage result)
    {
        outside.Tell(result);
        Self.Tell(PoisonPill.Instance);
    }

    private void Note(string who, string what) => outside.Tell(new Noted(Now, who, what));

    private static string Several(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    private sealed record NextItem : IMessage
    {
        public static readonly NextItem Instance = new();
    }

    private sealed record Look : IMessage
    {
        public static readonly Look Instance = new();
    }
}

/// <summary>The run has come to its end.</summary>
/// <param name="Tasks">The queue of the tasks.</param>
/// <param name="Results">The queue of the results.</param>
/// <param name="AllEnded">False if a worker was lost.</param>
internal sealed record QueueWorkersEnded(BoundedQueue.Figures Tasks, BoundedQueue.Figures Results, bool AllEnded) : IMessage;

/// <summary>Nothing has moved for as long as the program is patient, and nobody works.</summary>
internal sealed record NothingMoves : IMessage;
