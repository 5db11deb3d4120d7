using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;

namespace ActorLab.Experiments.QueueWorkers;

/// <summary>Takes tasks from one queue and puts results into another, until it takes a sentinel, or finds the queue empty where that is what it asks.</summary>
internal sealed class QueueWorker(WorkerPlace place, bool asksWhetherEmpty) : LabActor
{
    private long _taken, _put, _room;
    private TaskResult? _result;

    protected override void PreStart()
    {
        place.Results.Tell(BoundedQueue.Join.Instance);
        WaitForTask();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BoundedQueue.Figures { Held: 0 }: End(WorkerDoing.FindsEmpty); break;
            // Not empty when the queue answered; by the time it is asked for an item, the other worker may have taken the last one.
            case BoundedQueue.Figures: TakeOne(); break;
            case TaskItem task:
                _taken++;
                Tell(WorkerDoing.Works, task.Number);
                Execute(new AddBody(WorkTime()), task);
                break;
            case BodyCompleted(_, TaskResult result):
                _result = result;
                PutResult();
                if (_result is not null) Tell(WorkerDoing.WaitsForRoom, result.Number);
                break;
            case Producer.Credit(var upTo):
                _room = Math.Max(_room, upTo);
                PutResult();
                break;
            case NoMoreTasks: End(WorkerDoing.TakesSentinel); break;
            case BodyFailed failed: throw failed.Cause;
            default: Unhandled(message); break;
        }
    }

    private void WaitForTask()
    {
        Tell(WorkerDoing.WaitsForTask, -1);
        if (asksWhetherEmpty) place.Tasks.Tell(BoundedQueue.Ask.Instance);
        else TakeOne();
    }

    private void TakeOne() => place.Tasks.Tell(new BoundedQueue.Demand(_taken + 1));

    private void PutResult()
    {
        if (_result is null || _put == _room) return;
        place.Results.Tell(new BoundedQueue.Offer(_result));
        _put++;
        _result = null;
        WaitForTask();
    }

    private void End(WorkerDoing reason)
    {
        place.Results.Tell(BoundedQueue.End.Instance);
        Tell(reason, -1);
        Self.Tell(PoisonPill.Instance);
    }

    private void Tell(WorkerDoing doing, int number) => place.Root.Tell(new WorkerDoes(place.Index, doing, number));

    private SimDuration WorkTime() =>
        new(Random.NextInt64(QueueWorkersDefinition.LeastWork.Nanoseconds, QueueWorkersDefinition.MostWork.Nanoseconds));

    private sealed class AddBody(SimDuration work) : IBody
    {
        public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
        {
            ThreadIdentity self = await machine.Identify();
            await machine.Sleep(work);
            int number = ((TaskItem)item).Number;
            return new TaskResult(number, (long)number + QueueWorkersDefinition.Addend, self.ProcessId);
        }
    }
}
