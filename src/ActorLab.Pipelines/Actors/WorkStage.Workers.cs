using ActorLab.Core.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;

namespace ActorLab.Pipelines.Actors;

/// <summary>Its workers: their answers, their failures, their silence and their end.</summary>
internal sealed partial class WorkStage
{
    private void Hire(IActorContext context, WorkSlot slot)
    {
        slot.Worker = context.Spawn(_options.Worker(context.Self, slot.Index));
        context.Watch(slot.Worker);
    }

    private void OnDone(IActorContext context, WorkDone done)
    {
        // An answer that nobody waits for any more: its items have been given to another.
        if (SlotWith(done.Id) is not { } slot) return;
        (List<WorkTask> tasks, SimTime begun) = slot.End();
        _atWork -= tasks.Count;
        _busy += context.Now - begun;
        for (int i = tasks.Count - 1; i >= 0; i--)
        {
            if (i >= done.Results.Length) SlotOf(tasks[i]).Own.PutBack(tasks[i]);
            else if (done.Results[i].Failure is { } failure) Fail(context, tasks[i], failure);
        }

        for (int i = 0; i < done.Results.Length; i++)
            if (done.Results[i].Failure is null) Succeed(context, tasks[i], done.Results[i].Outcome);
    }

    private WorkSlot? SlotWith(long id)
    {
        foreach (WorkSlot slot in _slots)
            if (slot.AssignmentId == id) return slot;
        return null;
    }

    private void Succeed(IActorContext context, WorkTask task, Outcome outcome)
    {
        if (outcome.Count == 0) _filtered++;
        else _added += outcome.Count - 1;
        Finish(context, task, outcome);
    }

    private void Fail(IActorContext context, WorkTask task, Exception failure)
    {
        RetryDefinition retry = Definition.Retry;
        if (++task.Attempt < retry.Attempts)
        {
            _retried++;
            Repeat(context, task, BackOff(retry, task.Attempt - 1));
        }
        else if (Definition.OnFailure == FailureAction.DeadLetter)
        {
            _givenUp.Add(context, task.Item, failure);
            Finish(context, task, Outcome.None);
        }
        else
        {
            _failed = true;
            context.Send(_wiring.Root, new StageFailed(_wiring.Name, failure));
        }
    }

    /// <summary>With keys the item stays ahead of those behind it and holds up its worker until it is due, or a later item of its key would overtake it.</summary>
    private void Repeat(IActorContext context, WorkTask task, SimDuration backOff)
    {
        bool isPerKey = Definition.Order == ItemOrder.PerKey;
        if (isPerKey) SlotOf(task).Own.PutBack(task);
        else if (backOff == SimDuration.Zero) _ready.Enqueue(task);
        if (backOff == SimDuration.Zero) return;
        if (isPerKey) SlotOf(task).Own.Block();
        context.SendAfter(context.Self, new Again(task), backOff);
    }

    private void OnDue(WorkTask task)
    {
        if (Definition.Order == ItemOrder.PerKey) SlotOf(task).Own.Unblock();
        else _ready.Enqueue(task);
    }

    private static SimDuration BackOff(RetryDefinition retry, int failure)
    {
        long delay = retry.MinBackOff.Nanoseconds;
        for (int i = 0; i < failure && delay < retry.MaxBackOff.Nanoseconds; i++) delay = Math.Min(delay * 2, retry.MaxBackOff.Nanoseconds);
        return new SimDuration(delay);
    }

    private void OnOverdue(IActorContext context, WorkSlot slot, long id)
    {
        if (slot.AssignmentId != id) return;
        _timedOut += slot.Tasks.Count;
        slot.Recall();
        Dismiss(context, slot, new TimeoutException($"no answer within {Definition.Timeout!.Value * slot.Tasks.Count}"));
    }

    private void OnTerminated(IActorContext context, ActorRef worker)
    {
        if (_slots.FirstOrDefault(s => s.Worker?.Id == worker.Id) is not { } slot) return;
        if (_sentinelsGiven)
        {
            _stopped++;
            return;
        }

        _lost++;
        Dismiss(context, slot, new WorkerLostException($"the worker {worker.Name} was lost"));
    }

    /// <summary>The worker of a slot is not to be counted on any more: another takes its place, and what it held has failed.</summary>
    private void Dismiss(IActorContext context, WorkSlot slot, Exception cause)
    {
        context.Unwatch(slot.Worker!);
        context.Stop(slot.Worker!);
        (List<WorkTask> tasks, SimTime begun) = slot.AssignmentId is null ? ([], context.Now) : slot.End();
        _atWork -= tasks.Count;
        _busy += context.Now - begun;
        for (int i = tasks.Count - 1; i >= 0; i--) Fail(context, tasks[i], cause);
        if (!_failed) Hire(context, slot);
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
