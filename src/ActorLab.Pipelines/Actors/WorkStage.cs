using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Items;
using ActorLab.Pipelines.Nodes;

namespace ActorLab.Pipelines.Actors;

/// <summary>A stage whose work is done by workers: it hands out items, takes what came of them, tries again what failed, and passes on in the order that was asked for.</summary>
/// <remarks>
/// <para>Every item that was taken is in exactly one place until it has been passed on, filtered out or given up: ready, at a worker, waiting for its next attempt, or finished and waiting for an earlier one. At most
/// <see cref="WorkStageOptions.InFlight"/> are.</para>
/// <para>With <see cref="ItemOrder.PerKey"/> a key belongs to one worker, and an item that is tried again keeps those behind it waiting.</para>
/// </remarks>
internal sealed partial class WorkStage : LabActor
{
    private sealed record Again(WorkTask Task) : IMessage;

    private sealed record Overdue(int Slot, long Id) : IMessage;

    private readonly Wiring _wiring;
    private readonly WorkStageOptions _options;
    private readonly Inlets _inlets;
    private readonly Outlet _outlet;
    private readonly TaskQueue _ready = new();
    private readonly WorkSlot[] _slots;
    private readonly FinishedRing _finished;
    private readonly GivenUpItems _givenUp;
    private readonly ProgressBeat _beat = new();
    private long _entries, _assignments;
    private int _inFlight, _held, _atWork, _backingOff, _stopped;
    private long _filtered, _added, _retried, _timedOut, _lost, _notComputed;
    private SimDuration _busy;
    private bool _letGo, _sentinelsGiven, _ended, _failed;

    public WorkStage(Wiring wiring, WorkStageOptions options)
    {
        _wiring = wiring;
        _options = options;
        _inlets = new Inlets(wiring);
        _outlet = new Outlet(wiring);
        _slots = [.. Enumerable.Range(0, CountSlots(options)).Select(i => new WorkSlot(i))];
        _finished = new FinishedRing(options.InFlight);
        _givenUp = new GivenUpItems(options.DeadLetters);
    }

    private StageDefinition Definition => _options.Definition;

    protected override void PostRestart(Exception reason) => throw new InvalidOperationException($"{_wiring.Name} has lost its items", reason);

    protected override void PreStart()
    {
        _outlet.Connect();
        _givenUp.Connect();
        if (_options.Queues.IsEmpty)
            foreach (WorkSlot slot in _slots) Hire(slot);
        else Feed();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PipelineItem or Skipped:
                _inlets.Keep(Sender, (IItemMessage)message);
                break;
            case WorkDone done: OnDone(done); break;
            case LetGone(var failure): OnLetGone(failure); break;
            case ReadyForWork: OnReady(); break;
            case OrderTaken(var id): OnTaken(id); break;
            case Coordinator.ItemFailed(var lease, _, _): OnDead(lease.Number); break;
            case Coordinator.CannotGoOn(var reason): FailRun(new WorkerLostException(reason)); break;
            case Credit credit when _givenUp.IsFrom(Sender): _givenUp.OnCredit(Sender, credit); break;
            case Credit credit: _outlet.OnCredit(Sender, credit); break;
            case Again(var task): OnDue(task); break;
            case Overdue(var slot, var id): OnOverdue(_slots[slot], id); break;
            case Terminated { ActorRef: var worker }: OnTerminated(worker); break;
            case Connect connect: _inlets.OnConnect(Sender, connect); break;
            case EndOfStream: _inlets.OnEnd(Sender); break;
            case TakenBack:
                TakeBackAll();
                return;
            case Ask:
                _wiring.Root.Tell(Figures());
                return;
            // A feeder wants more orders than a stage ever has out.
            case Coordinator.Report or LeaseFeeder.Figures: return;
            default:
                Unhandled(message);
                return;
        }

        Work();
    }

    private void Work()
    {
        if (_failed) return;
        TakeMore();
        foreach (WorkSlot slot in _slots)
            if (slot.IsFree) HandOut(slot);
        if (Room > 0 && _outlet.IsOpen && _givenUp.IsOpen) _inlets.Invite(Room);
        EndIfDone();
    }

    private void TakeMore()
    {
        while (Room > 0 && _outlet.IsOpen && _givenUp.IsOpen && _inlets.TryTake(out IItemMessage? next))
        {
            var task = new WorkTask(_entries++, next as PipelineItem ?? ((Skipped)next).Item);
            _inFlight++;
            if (next is PipelineItem) Hold(task, true);
            if (_beat.MayBeDue() && _beat.IsDue(Now)) _wiring.Outside.Tell(new StageProgress(_wiring.Name, _inlets.Taken, _outlet.Passed, _inlets.Waiting, _inFlight, _busy));
            if (next is Skipped) Finish(task, Outcome.None);
            else Ready(task);
        }
    }

    /// <summary>
    /// How many more it can take. What cannot be handed out at once stays in the queue, whose length is part of what is studied.
    /// Where keys
    /// belong to one of several workers it must be taken to know whose it is.
    /// </summary>
    private int Room => _options.LooksAhead
        ? _options.InFlight - _inFlight
        : Math.Min(_options.InFlight - _inFlight, (_slots.Length * Definition.BatchSize) - _atWork - _ready.Count);

    private void Ready(WorkTask task) => QueueOf(task).Add(task);

    private TaskQueue QueueOf(WorkTask task) => Definition.Order == ItemOrder.PerKey ? SlotOf(task).Own : _ready;

    private WorkSlot SlotOf(WorkTask task) => _slots[StableHash.Of(task.Item.Key ?? "") % (ulong)_slots.Length];

    private void HandOut(WorkSlot slot)
    {
        TaskQueue queue = Definition.Order == ItemOrder.PerKey ? slot.Own : _ready;
        if (!queue.HasNext) return;
        List<WorkTask> tasks = TakeFor(queue);
        if (tasks.Count == 0) return;
        var order = new WorkOrder(++_assignments, [.. tasks.Select(t => Piece(t))])
        {
            StopsAtFailure = Definition.Order == ItemOrder.PerKey,
            HasTimeLimit = Definition.Timeout is not null,
            Recall = new Recall(),
        };
        slot.Begin(order, tasks, Now);
        _atWork += tasks.Count;
        slot.Worker.Tell(_options.Queues.IsEmpty ? order : Leased(order));
        if (_options.Queues.IsEmpty) LimitTime(slot, order.Id);
    }

    private void LimitTime(WorkSlot slot, long id)
    {
        slot.Timer?.Cancel();
        if (Definition.Timeout is { } timeout) slot.Timer = SendLater(Self, new Overdue(slot.Index, id), timeout * slot.Tasks.Count);
    }

    /// <summary>The next for a worker: as many as a batch may have, or as one message to its process can carry. One that is too large by itself is given up.</summary>
    private List<WorkTask> TakeFor(TaskQueue queue)
    {
        while (true)
        {
            List<WorkTask> tasks = queue.Take(Definition.BatchSize, Definition.Execution == WorkerKind.Processes ? new MessageLoad() : null);
            if (tasks.Count > 0 || _failed || !queue.HasNext) return tasks;
            GiveUp(queue.TakeFirst(), new StageFunctionException(MessageLoad.Refusal));
        }
    }

    private WorkPiece Piece(WorkTask task)
    {
        SimDuration cost = Definition.Cost?.Sample(Random) ?? SimDuration.Zero;
        SimDuration busy = Definition.Operation is BusyOperation(var time) ? time.Sample(Random) : SimDuration.Zero;
        SimDuration wait = Definition.Operation is DelayOperation(var delay) ? delay.Sample(Random) : SimDuration.Zero;
        // What is longer than a whole batch may take is waited for only until it is taken back, or a worker that was replaced would hold up the end of the run.
        bool takesTooLong = Definition.Timeout is { } timeout && (wait > timeout * Definition.BatchSize || busy > timeout * Definition.BatchSize);
        return takesTooLong
            ? new WorkPiece(task.Item, task.Attempt, cost, SimDuration.Zero, SimDuration.Zero, FailureKind.Hang)
            : new WorkPiece(task.Item, task.Attempt, cost, busy, wait, FailureOf(task));
    }

    /// <summary>By the seed, the item and the attempt, not by what happened before: the same items fail on every engine.</summary>
    private FailureKind? FailureOf(WorkTask task)
    {
        if (Definition.Operation is not FailSomeOperation some) return null;
        if (some.Every is { } every) return task.Item.Number % every == 0 ? some.How : null;
        ulong hash = StableHash.Combine(StableHash.Combine(Random.Seed, task.Item.Fingerprint), (ulong)task.Tries);
        return (hash >> 11) * (1.0 / (1UL << 53)) < some.Share ? some.How : null;
    }

    private void Finish(WorkTask task, Outcome outcome)
    {
        task.Outcome = outcome;
        if (Definition.Order != ItemOrder.Input)
        {
            Emit(task);
            return;
        }

        _finished.Add(task);
        while (_finished.TryRelease(out WorkTask? next)) Emit(next);
    }

    /// <summary>
    /// What came of an item is counted in the turn in which it goes on: at every moment what was taken is either held, or has
    /// gone somewhere.
    /// </summary>
    private void Emit(WorkTask task)
    {
        _inFlight--;
        if (task.IsHeld)
        {
            Hold(task, false);
            if (task.Outcome.Count == 0) _filtered++;
            else _added += task.Outcome.Count - 1;
        }

        if (task.Outcome.Count == 0) _outlet.Skip(task.Item);
        for (int i = 0; i < task.Outcome.Count; i++) _outlet.Pass(task.Outcome[i]);
    }

    private void Hold(WorkTask task, bool isHeld)
    {
        task.IsHeld = isHeld;
        _held += isHeld ? 1 : -1;
    }

    private void EndIfDone()
    {
        if (_ended || !_inlets.AllEnded || !_inlets.IsEmpty || _inFlight > 0) return;
        // Who has just been hired is about to say that he is there.
        if (_slots.Any(s => s.IsStarting)) return;
        if (Definition.Operation is ProgramOperation && !AllHaveLetGo()) return;
        if (Definition.Queue.Sentinels is { } sentinels && !AllStopped(sentinels)) return;
        _outlet.End();
        _givenUp.End();
        if (!_outlet.HasEnded || !_givenUp.HasEnded) return;
        _ended = true;
        _wiring.Root.Tell(Figures());
    }

    /// <summary>Where sentinels are counted, a worker ends with the one it gets, and the stage with its last worker.</summary>
    private bool AllStopped(int sentinels)
    {
        if (!_sentinelsGiven)
        {
            _sentinelsGiven = true;
            foreach (WorkSlot slot in _slots.Where(s => s.Worker is not null).Take(sentinels)) slot.Worker.Tell(Sentinel.Instance);
        }

        return _stopped == _slots.Length;
    }

    private StageFigures Figures() => new()
    {
        Name = _wiring.Name,
        HasEnded = _ended,
        Taken = _inlets.Left,
        Passed = _outlet.Passed,
        Dropped = _inlets.Dropped,
        Filtered = _filtered,
        Added = _added,
        DeadLettered = _givenUp.Count,
        Retried = _retried,
        TimedOut = _timedOut,
        LostWorkers = _lost,
        NotComputed = _notComputed,
        SentinelsLeft = _sentinelsGiven ? Math.Max(0, Definition.Queue.Sentinels!.Value - _slots.Length) : 0,
        Held = _held,
        IsBusy = _atWork > 0 || _backingOff > 0 || _slots.Any(s => s.IsStarting || s.IsLettingGo),
        NoInputFrom = [.. _inlets.Open],
        NoRoomAt = [.. _outlet.NoRoomAt, .. _givenUp.NoRoomAt],
        NoSentinelFor = _sentinelsGiven ? [.. _slots.Where(s => s.Worker is not null).Select(s => NameOf(s.Worker!))] : [],
        NoAnswerFrom = [.. _slots.Where(s => s is { AssignmentId: not null, Worker: not null }).Select(s => NameOf(s.Worker!))],
        PeakWaiting = _inlets.PeakWaiting,
        Busy = _busy,
        In = [.. _inlets.Accounts],
        Out = [.. _outlet.Accounts, .. _givenUp.Accounts],
        GivenUp = _givenUp.First,
    };
}
