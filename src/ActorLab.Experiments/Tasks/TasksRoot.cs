using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Core.Definition;
using ActorLab.Experiments.Cases;

namespace ActorLab.Experiments.Tasks;

/// <summary>Starts the workers all at once and waits for all of them, as starting and then joining does.</summary>
internal sealed class TasksRoot(ActorRef outside, TasksDefinition definition) : IActor
{
    private static readonly SupervisionPolicy StopIt = new() { Directive = SupervisionDirective.Stop };

    private readonly ImmutableArray<TaskDone>.Builder _done = ImmutableArray.CreateBuilder<TaskDone>();
    private int _workers, _ended;
    private SimTime _start, _end;

    public static string NameOf(int task) => $"task-{task + 1}";

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case Started: Start(context); break;
            case Happened(var who, var what): context.Send(outside, new Noted(context.Now, who, what)); break;
            case TaskDone done:
                _done.Add(done);
                _end = context.Now;
                context.Send(outside, new Noted(context.Now, NameOf(done.Task), "is done"));
                break;
            case Terminated:
                if (++_ended == _workers) End(context);
                break;
            case Interrupted: context.Stop(context.Self); break;
            case Stopping: break;
            default: context.Unhandled(message); break;
        }
    }

    private void Start(IActorContext context)
    {
        _start = context.Now;
        _workers = definition.Model == ExecutionModel.Serial ? 1 : definition.Tasks;
        for (int i = 0; i < _workers; i++)
        {
            var arguments = new TaskArguments(context.Self, i, definition.Tasks / _workers);
            ActorProps props = definition.Model.InProcesses
                ? ActorProps.OnNode(TasksPlan.NodeOf(i), TasksPlan.Role, arguments)
                : TasksPlan.WorkerProps(definition, arguments);
            context.Watch(context.Spawn(props with { Name = $"worker-{i + 1}", Supervision = StopIt }));
        }
    }

    private void End(IActorContext context)
    {
        if (_done.Count == definition.Tasks) context.Send(outside, new TasksEnded(_end - _start, _done.ToImmutable()));
        context.Stop(context.Self);
    }
}

/// <summary>All tasks were done.</summary>
/// <param name="Makespan">From the start of the first worker to the end of the last task.</param>
/// <param name="Done">In the order of their ends.</param>
internal sealed record TasksEnded(SimDuration Makespan, ImmutableArray<TaskDone> Done) : IMessage
{
    public bool Computed => Done.All(d => d.Computed);

    public long Amount => Done.Sum(d => d.Amount);

    public long Hits => Done.Sum(d => d.Hits);
}
