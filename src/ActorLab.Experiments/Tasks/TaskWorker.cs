using ActorLab.Core.Actors;
using ActorLab.Experiments.Cases;

namespace ActorLab.Experiments.Tasks;

/// <summary>Does its tasks, if it has any, one after another, then stops.</summary>
internal sealed class TaskWorker(TaskArguments arguments, TasksDefinition definition) : IActor
{
    private int _next = arguments.First;

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case Started when arguments.Count == 0: context.Stop(context.Self); break;
            case Started: Begin(context, message); break;
            case BodyCompleted(_, var done):
                context.Send(arguments.Root, done);
                if (_next < arguments.First + arguments.Count) Begin(context, message);
                else context.Stop(context.Self);
                break;
            case BodyFailed failed: throw failed.Cause;
            case Stopping: break;
            default: context.Unhandled(message); break;
        }
    }

    private void Begin(IActorContext context, IMessage item)
    {
        int task = _next++;
        context.Send(arguments.Root, new Happened(TasksRoot.NameOf(task), "starts"));
        context.Execute(TasksPlan.BodyOf(definition, task), item);
    }
}
