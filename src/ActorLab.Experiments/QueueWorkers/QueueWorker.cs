using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;

namespace ActorLab.Experiments.QueueWorkers;

/// <summary>Takes tasks from one queue and puts results into another, until it takes a sentinel, or finds the queue empty where that is what it asks.</summary>
internal sealed class QueueWorker(WorkerPlace place, bool asksWhetherEmpty) : IActor
{
    private long _taken, _put, _room;
    private TaskResult? _result;

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case Started:
                context.Send(place.Results, BoundedQueue.Join.Instance);
                WaitForTask(context);
                break;
            case BoundedQueue.Figures { Held: 0 }: End(context, WorkerDoing.FindsEmpty); break;
            // Not empty when the queue answered; by the time it is asked for an item, the other worker may have taken the last one.
            case BoundedQueue.Figures: TakeOne(context); break;
            case TaskItem task:
                _taken++;
                Tell(context, WorkerDoing.Works, task.Number);
                context.Execute(new AddBody(WorkTime(context)), task);
                break;
            case BodyCompleted(_, TaskResult result):
                _result = result;
                PutResult(context);
                if (_result is not null) Tell(context, WorkerDoing.WaitsForRoom, result.Number);
                break;
            case Producer.Credit(var upTo):
                _room = Math.Max(_room, upTo);
                PutResult(context);
                break;
            case NoMoreTasks: End(context, WorkerDoing.TakesSentinel); break;
            case BodyFailed failed: throw failed.Cause;
            case Stopping: break;
            default: context.Unhandled(message); break;
        }
    }

    private void WaitForTask(IActorContext context)
    {
        Tell(context, WorkerDoing.WaitsForTask, -1);
        if (asksWhetherEmpty) context.Send(place.Tasks, BoundedQueue.Ask.Instance);
        else TakeOne(context);
    }

    private void TakeOne(IActorContext context) => context.Send(place.Tasks, new BoundedQueue.Demand(_taken + 1));

    private void PutResult(IActorContext context)
    {
        if (_result is null || _put == _room) return;
        context.Send(place.Results, new BoundedQueue.Offer(_result));
        _put++;
        _result = null;
        WaitForTask(context);
    }

    private void End(IActorContext context, WorkerDoing reason)
    {
        context.Send(place.Results, BoundedQueue.End.Instance);
        Tell(context, reason, -1);
        context.Stop(context.Self);
    }

    private void Tell(IActorContext context, WorkerDoing doing, int number) => context.Send(place.Root, new WorkerDoes(place.Index, doing, number));

    private static SimDuration WorkTime(IActorContext context) =>
        new(context.Random.NextInt64(QueueWorkersDefinition.LeastWork.Nanoseconds, QueueWorkersDefinition.MostWork.Nanoseconds));

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
