using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;

namespace ActorLab.Pipelines.Actors;

/// <summary>Its workers: their answers, their failures, their silence and their end.</summary>
internal sealed partial class WorkStage
{
    /// <summary>How many workers in a row may be lost in one place before they are ready.</summary>
    private const int MaxLostAtStart = 3;

    private static readonly SupervisionPolicy StopIt = new() { Directive = SupervisionDirective.Stop };

    private void Hire(WorkSlot slot)
    {
        string name = slot.Hired++ == 0 ? $"worker-{slot.Index + 1}" : $"worker-{slot.Index + 1}.{slot.Hired}";
        slot.IsReady = false;
        slot.Worker = Spawn(_options.Worker(Self, slot.Index) with { Name = name, Supervision = StopIt });
        Context.Watch(slot.Worker);
    }

    private void OnReady()
    {
        IActorRef worker = Sender;
        if (!_options.Queues.IsEmpty) Context.Watch(worker);
        if (SlotOf(worker) is not { } slot) return;
        slot.IsReady = true;
        slot.LostAtStart = 0;
    }

    private WorkSlot? SlotOf(IActorRef worker)
    {
        foreach (WorkSlot slot in _slots)
            if (worker.Equals(slot.Worker)) return slot;
        return null;
    }

    private void OnDone(WorkDone done)
    {
        // An answer that nobody waits for any more: its items have been given to another.
        if (SlotWith(done.Id) is not { } slot) return;
        List<WorkTask> tasks = End(slot);
        for (int i = tasks.Count - 1; i >= 0; i--)
        {
            if (i >= done.Results.Length) QueueOf(tasks[i]).PutBack(tasks[i]);
            else if (done.Results[i].Failure is { } failure) Fail(tasks[i], failure);
        }

        for (int i = 0; i < done.Results.Length; i++)
            if (done.Results[i].Failure is null) Succeed(tasks[i], done.Results[i]);
    }

    /// <returns>What the worker of the slot worked on.</returns>
    private List<WorkTask> End(WorkSlot slot)
    {
        (List<WorkTask> tasks, SimTime begun) = slot.End();
        _atWork -= tasks.Count;
        _busy += Now - begun;
        return tasks;
    }

    private WorkSlot? SlotWith(long id)
    {
        foreach (WorkSlot slot in _slots)
            if (slot.AssignmentId == id) return slot;
        return null;
    }

    private void Succeed(WorkTask task, WorkResult result)
    {
        if (result.IsNotComputed) _notComputed++;
        Finish(task, result.Outcome);
    }

    private void Fail(WorkTask task, Exception failure)
    {
        RetryDefinition retry = Definition.Retry;
        task.Attempt++;
        if (task.Tries < (retry.Attempts ?? 1)) Repeat(task, retry.BackOff(task.Attempt - 1));
        else GiveUp(task, failure);
    }

    private void GiveUp(WorkTask task, Exception failure)
    {
        if (Definition.OnFailure == FailureAction.DeadLetter)
        {
            _givenUp.Add(task.Item, failure);
            Hold(task, false);
            Finish(task, Outcome.None);
        }
        else
        {
            FailRun(failure, task.Item.Path);
        }
    }

    private void FailRun(Exception failure, SequencePath? item = null)
    {
        _failed = true;
        _wiring.Root.Tell(new StageFailed(_wiring.Name, failure, item));
    }

    /// <summary>With keys the item stays ahead of those behind it and holds up its worker until it is due, or a later item of its key would overtake it.</summary>
    private void Repeat(WorkTask task, SimDuration backOff)
    {
        _retried++;
        bool isPerKey = Definition.Order == ItemOrder.PerKey;
        if (isPerKey) SlotOf(task).Own.PutBack(task);
        else if (backOff == SimDuration.Zero) _ready.Add(task);
        if (backOff == SimDuration.Zero) return;
        if (isPerKey) SlotOf(task).Own.Block();
        _backingOff++;
        SendLater(Self, new Again(task), backOff);
    }

    private void OnDue(WorkTask task)
    {
        _backingOff--;
        if (Definition.Order == ItemOrder.PerKey) SlotOf(task).Own.Unblock();
        else _ready.Add(task);
    }

    private void OnOverdue(WorkSlot slot, long id)
    {
        if (slot.AssignmentId != id) return;
        TakeBack(slot);
        if (_options.Queues.IsEmpty)
        {
            Context.Unwatch(slot.Worker!);
            slot.Worker.Tell(PoisonPill.Instance);
        }

        List<WorkTask> tasks = End(slot);
        var late = new TimeoutException($"no answer within {Definition.Timeout!.Value * tasks.Count}");
        _timedOut++;
        if (tasks.Count > 1) TryEachAlone(tasks);
        else Fail(tasks[0], late);
        if (!_failed && _options.Queues.IsEmpty) Hire(slot);
    }

    /// <summary>Only at the end of its program does a worker know that none of its answers belonged to another item.</summary>
    private bool AllHaveLetGo()
    {
        if (!_letGo)
        {
            _letGo = true;
            foreach (WorkSlot slot in _slots)
            {
                if (slot.Worker is null) continue;
                slot.IsLettingGo = true;
                slot.Worker.Tell(LetGo.Instance);
            }
        }

        return !_slots.Any(s => s.IsLettingGo);
    }

    private void OnLetGone(Exception? failure)
    {
        if (SlotOf(Sender) is not { } slot) return;
        slot.IsLettingGo = false;
        if (failure is not null) FailRun(failure);
    }

    private void TakeBack(WorkSlot slot)
    {
        slot.Recall();
        if (_options.Queues.IsEmpty) slot.Worker.Tell(TakenBack.Instance);
        else if (slot.Holder is { } holder) holder.Tell(new OrderTakenBack(slot.AssignmentId!.Value));
    }

    /// <summary>The run ends: a worker that waits for what may never come must not hold it up.</summary>
    private void TakeBackAll()
    {
        foreach (WorkSlot slot in _slots)
            if (slot.AssignmentId is not null) TakeBack(slot);
        _failed = true;
    }

    private void OnTerminated(IActorRef worker)
    {
        if (!_options.Queues.IsEmpty) OnTakerLost(worker);
        if (SlotOf(worker) is not { } slot) return;
        if (_sentinelsGiven)
        {
            slot.Worker = null;
            _stopped++;
            return;
        }

        _lost++;
        if (slot.IsLettingGo)
        {
            slot.IsLettingGo = false;
            FailRun(new WorkerLostException($"{NameOf(worker)} of {_wiring.Name} was lost before its program had ended, so nobody knows whether its answers were in their places"));
            return;
        }

        if (!slot.IsReady) slot.LostAtStart++;
        if (slot.AssignmentId is not null) OnLost(End(slot), new WorkerLostException($"{NameOf(worker)} of {_wiring.Name} was lost"));
        if (slot.LostAtStart >= MaxLostAtStart) Close(slot);
        else if (!_failed) Hire(slot);
    }

    private void OnLost(List<WorkTask> tasks, WorkerLostException loss)
    {
        if (tasks.Count > 1) TryEachAlone(tasks);
        else OnLost(tasks[0], loss);
    }

    private void OnLost(WorkTask task, WorkerLostException loss)
    {
        task.Losses++;
        if (task.Tries < (Definition.Retry.Attempts ?? RetryDefinition.UsualLosses)) DoAgain(task);
        else GiveUp(task, loss);
    }

    /// <summary>No worker can be had in this place any more. The others go on, unless keys belong to it.</summary>
    private void Close(WorkSlot slot)
    {
        slot.Worker = null;
        slot.IsReady = false;
        _stopped++;
        if (_stopped == _slots.Length || Definition.Order == ItemOrder.PerKey)
            FailRun(new WorkerLostException($"worker-{slot.Index + 1} of {_wiring.Name} cannot be started: {MaxLostAtStart} in a row were lost before they were ready"));
    }

    /// <summary>
    /// One of several items has made an attempt fail. Which one shows when each is tried by itself; an attempt that they made
    /// together counts for none of them.
    /// </summary>
    private void TryEachAlone(List<WorkTask> tasks)
    {
        for (int i = tasks.Count - 1; i >= 0; i--)
        {
            tasks[i].IsSuspect = true;
            DoAgain(tasks[i]);
        }
    }

    /// <summary>It is the next to be handed out: what came behind it stays behind.</summary>
    private void DoAgain(WorkTask task)
    {
        _retried++;
        QueueOf(task).PutBack(task);
    }
}

/// <summary>A worker ended while it had work.</summary>
public sealed class WorkerLostException : Exception
{
    public WorkerLostException(string message) : base(message)
    {
    }

    public WorkerLostException(string message, Exception inner) : base(message, inner)
    {
    }

    public WorkerLostException()
    {
    }
}
