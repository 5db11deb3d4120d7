using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Experiments.Cases;

namespace ActorLab.Experiments.QueueWorkers;

/// <summary>The program: puts the tasks, takes the results and joins the workers, in the order of its case. All that it does and hears goes outside, so that a run which comes to no end can be judged too.</summary>
internal sealed class QueueWorkersRoot(IActorRef outside, QueueWorkersDefinition definition) : IActor
{
    public const string Program = "program";

    private static readonly SupervisionPolicy StopIt = new() { Directive = SupervisionDirective.Stop };

    private readonly WorkerDoing?[] _doing = new WorkerDoing?[QueueWorkersDefinition.Workers];
    private readonly int[] _done = new int[QueueWorkersDefinition.Workers];
    private IActorRef? _tasks, _results;
    private BoundedQueue.Figures? _tasksLeft, _resultsLeft;
    private int _put, _got, _terminated;
    private bool _begun, _drained, _asked, _hasMoved;

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case Started: SetUp(context); break;
            case Producer.Credit when _put == 0: PutFirst(context); break;
            case Producer.Credit: break;
            case NextItem: PutNext(context); break;
            case WorkerDoes does: OnWorker(context, does); break;
            case TaskResult result:
                _hasMoved = true;
                context.Send(outside, result);
                if (++_got == definition.Items) Note(context, Program, $"has all {_got} results");
                break;
            case BoundedQueue.Sentinel:
                _drained = true;
                AskIfDone(context);
                break;
            case Terminated: OnTerminated(context); break;
            case BoundedQueue.Figures figures: OnFigures(context, figures); break;
            case Look: OnLook(context); break;
            case Interrupted: context.Stop(context.Self); break;
            case Stopping: break;
            default: context.Unhandled(message); break;
        }
    }

    private bool PutsSlowly => definition.Case == QueueWorkersCases.EmptyAsEnd;

    private bool AllWorkersEnded => _doing.All(d => d is WorkerDoing.TakesSentinel or WorkerDoing.FindsEmpty);

    private void SetUp(IActorContext context)
    {
        _tasks = Spawn(context, "tasks", new BoundedQueueOptions { Capacity = definition.Items + definition.Sentinels });
        _results = Spawn(
            context, "results",
            new BoundedQueueOptions { Capacity = definition.Room, Producers = QueueWorkersDefinition.Workers });
        context.Send(_tasks, BoundedQueue.Join.Instance);
        for (int i = 0; i < QueueWorkersDefinition.Workers; i++)
            context.Watch(context.Spawn(QueueWorkersDefinition.WorkerOn(i, new WorkerPlace(i, _tasks, _results, context.Self)) with { Supervision = StopIt }));
        if (definition.Patience is { } patience) context.SendLater(context.Self, Look.Instance, patience);
    }

    private static IActorRef Spawn(IActorContext context, string name, BoundedQueueOptions options) => context.Spawn(new ActorProps(() => new BoundedQueue(options)) { Name = name });

    /// <summary>All there is, or half of it where the program is slow.</summary>
    private void PutFirst(IActorContext context)
    {
        int first = PutsSlowly ? (definition.Items + 1) / 2 : definition.Items;
        while (_put < first) Put(context, new TaskItem(_put++));
        for (int i = 0; i < definition.Sentinels; i++) Put(context, NoMoreTasks.Instance);
        Note(context, Program, $"puts {Several(first, "task")} and {Several(definition.Sentinels, "sentinel")}");
        if (definition.JoinsFirst) Note(context, Program, "joins the workers before it takes a result");
        else Drain(context);
    }

    private void Put(IActorContext context, IMessage task)
    {
        _hasMoved = true;
        context.Send(_tasks!, new BoundedQueue.Offer(task));
        context.Send(outside, task);
    }

    private void PutNext(IActorContext context)
    {
        Put(context, new TaskItem(_put++));
        if (_put < definition.Items) ThinkOfNext(context);
        else Note(context, Program, $"has put the other {definition.Items - ((definition.Items + 1) / 2)}");
        AskIfDone(context);
    }

    private static void ThinkOfNext(IActorContext context) =>
        context.SendLater(context.Self, NextItem.Instance, new SimDuration(context.Random.NextInt64(QueueWorkersDefinition.LeastPause.Nanoseconds, QueueWorkersDefinition.MostPause.Nanoseconds)));

    /// <summary>Asks for one item more than there are, which is answered when both workers have ended and the queue is empty.</summary>
    private void Drain(IActorContext context) => context.Send(_results!, new BoundedQueue.Demand(definition.Items + 1L));

    private void OnWorker(IActorContext context, WorkerDoes does)
    {
        _hasMoved = true;
        context.Send(outside, does);
        _doing[does.Index] = does.Doing;
        if (does.Doing == WorkerDoing.Works) _done[does.Index]++;
        if (!_begun && _doing.All(d => d is not null))
        {
            _begun = true;
            if (PutsSlowly && _put < definition.Items) ThinkOfNext(context);
        }

        string worker = QueueWorkersDefinition.WorkerName(does.Index), after = $"after {Several(_done[does.Index], "task")}";
        if (does.Doing == WorkerDoing.TakesSentinel) Note(context, worker, $"takes a sentinel {after} and ends");
        if (does.Doing == WorkerDoing.FindsEmpty) Note(context, worker, $"finds the queue empty {after} and ends");
    }

    private void OnTerminated(IActorContext context)
    {
        _hasMoved = true;
        _terminated++;
        if (_terminated == QueueWorkersDefinition.Workers && AllWorkersEnded)
        {
            Note(context, Program, "has joined both workers");
            if (definition.JoinsFirst) Drain(context);
        }

        AskIfDone(context);
    }

    /// <summary>A worker that ended without a word leaves nothing to wait for.</summary>
    private void AskIfDone(IActorContext context)
    {
        bool isLost = _terminated > _doing.Count(d => d is WorkerDoing.TakesSentinel or WorkerDoing.FindsEmpty);
        bool isDone = _drained && _terminated == QueueWorkersDefinition.Workers && _put == definition.Items;
        if (_asked || !(isDone || isLost)) return;
        _asked = true;
        context.Send(_tasks!, BoundedQueue.Ask.Instance);
        context.Send(_results!, BoundedQueue.Ask.Instance);
    }

    private void OnFigures(IActorContext context, BoundedQueue.Figures figures)
    {
        if (_tasks!.Equals(context.Sender)) _tasksLeft = figures;
        else _resultsLeft = figures;
        if (_tasksLeft is not null && _resultsLeft is not null) End(context, new QueueWorkersEnded(_tasksLeft, _resultsLeft, AllWorkersEnded));
    }

    /// <summary>A worker that works will come back, and one that has not begun is the engine's business.</summary>
    private void OnLook(IActorContext context)
    {
        if (_begun && !_hasMoved && !_doing.Contains(WorkerDoing.Works))
        {
            Note(context, Program, $"gives up: for {definition.Patience} nothing has moved and nobody has worked");
            End(context, new NothingMoves());
            return;
        }

        _hasMoved = false;
        context.SendLater(context.Self, Look.Instance, definition.Patience!.Value);
    }

    private void End(IActorContext context, IMessage result)
    {
        context.Send(outside, result);
        context.Stop(context.Self);
    }

    private void Note(IActorContext context, string who, string what) => context.Send(outside, new Noted(context.Now, who, what));

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
