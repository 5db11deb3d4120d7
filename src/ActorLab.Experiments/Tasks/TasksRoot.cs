using System.Collections.Immutable;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Definition;
using ActorLab.Experiments.Cases;

namespace ActorLab.Experiments.Tasks;

/// <summary>Starts the workers all at once and waits for all of them, as starting and then joining does.</summary>
internal sealed class TasksRoot(IActorRef outside, TasksDefinition definition) : LabActor
{
    private static readonly SupervisionPolicy StopIt = new() { Directive = SupervisionDirective.Stop };

    private readonly ImmutableArray<TaskDone>.Builder _done = ImmutableArray.CreateBuilder<TaskDone>();
    private int _ended;
    private SimTime _start, _end;

    public static string NameOf(int task) => $"task-{task + 1}";

    protected override void PreStart() => Start();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Happened(var who, var what): outside.Tell(new Noted(Now, who, what)); break;
            case TaskDone done:
                _done.Add(done);
                _end = Now;
                outside.Tell(new Noted(Now, NameOf(done.Task), $"is done, by {PlaceOf(done)}"));
                break;
            case Terminated:
                if (++_ended == definition.Workers) End();
                break;
            case Interrupted: Self.Tell(PoisonPill.Instance); break;
            default: Unhandled(message); break;
        }
    }

    private void Start()
    {
        _start = Now;
        for (int i = 0; i < definition.Workers; i++)
        {
            (int first, int count) = definition.TasksOf(i);
            var arguments = new TaskArguments(Self, first, count);
            ActorProps props = definition.Model.InProcesses
                ? ActorProps.OnNode(TasksPlan.NodeOf(i), TasksPlan.Role, arguments)
                : TasksPlan.WorkerProps(definition, arguments);
            Context.Watch(Spawn(props with { Name = $"worker-{i + 1}", Supervision = StopIt }));
        }
    }

    /// <summary>
    /// Thread and process, as the tutorial's tasks print them: each process has its own main thread, and threads are those of the
    /// program.
    /// </summary>
    private string PlaceOf(TaskDone done)
    {
        int worker = Enumerable.Range(0, definition.Workers).Last(
            w => definition.TasksOf(w) is { Count: > 0 } own && own.First <= done.Task);
        // What is no thread of a pool runs on the one that its process has anyway.
        string thread = definition.Model == ExecutionModel.Threads ? done.Thread : "MainThread";
        return $"{thread} of {(definition.Model.InProcesses ? TasksPlan.NodeOf(worker) : "MainProcess")} (pid {done.ProcessId})";
    }

    private void End()
    {
        if (_done.Count == definition.Tasks) outside.Tell(new TasksEnded(_end - _start, _done.ToImmutable()));
        Self.Tell(PoisonPill.Instance);
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
