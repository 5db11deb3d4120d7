using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Experiments.Cases;

namespace ActorLab.Experiments.Tasks;

/// <summary>Does its tasks, if it has any, one after another, then stops.</summary>
internal sealed class TaskWorker(TaskArguments arguments, TasksDefinition definition) : LabActor
{
    private int _next = arguments.First;

    protected override void PreStart()
    {
        if (arguments.Count == 0) Self.Tell(PoisonPill.Instance);
        else Begin(Started.Instance);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BodyCompleted(_, var done) completed:
                arguments.Root.Tell(done);
                if (_next < arguments.First + arguments.Count) Begin(completed);
                else Self.Tell(PoisonPill.Instance);
                break;
            case BodyFailed failed: throw failed.Cause;
            default: Unhandled(message); break;
        }
    }

    private void Begin(IMessage item)
    {
        int task = _next++;
        arguments.Root.Tell(new Happened(TasksRoot.NameOf(task), "starts"));
        Execute(TasksPlan.BodyOf(definition, task), item);
    }
}
