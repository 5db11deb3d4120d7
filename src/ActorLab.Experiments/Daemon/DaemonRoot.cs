using ActorLab.Core.Actors;
using ActorLab.Experiments.Cases;

namespace ActorLab.Experiments.Daemon;

/// <summary>The program: starts a child, does a little work of its own, and deals with the child as its case says.</summary>
internal sealed class DaemonRoot(IActorRef outside, DaemonDefinition definition) : IActor
{
    public const string Program = "program";
    public const string Starts = "starts the child";
    public const string Begins = "begins";
    public const string WritesLastLine = "writes its last line";
    public const string IsDone = "is done with its own work";
    public const string Joins = "joins the child";
    public const string HasJoined = "has joined the child";
    public const string WaitsAtExit = "waits at its exit for the child, which is no daemon";
    public const string Exits = "exits";
    public const string ExitsOverDaemon = "exits and takes the daemon with it";
    public const string IsLost = "is lost";

    private static readonly SupervisionPolicy StopIt = new() { Directive = SupervisionDirective.Stop };

    private bool _childIsDone, _childHasEnded, _waits;

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case Started: Start(context); break;
            case Happened(var who, var what):
                Note(context, who, what);
                _childIsDone |= what == WritesLastLine;
                if (what == BeginsItsWorkAfter) Work(context);
                break;
            case WorkDone: OnWorkDone(context); break;
            case Terminated: OnChildEnded(context); break;
            case Interrupted: context.Stop(context.Self); break;
            case Stopping: break;
            default: context.Unhandled(message); break;
        }
    }

    /// <summary>What the child must have done first. One that is joined late has done all, so its work is known to be nobody else's doing.</summary>
    private string? BeginsItsWorkAfter => definition.Way switch
    {
        DaemonCases.Joined => null,
        DaemonCases.JoinedLate => WritesLastLine,
        _ => Begins,
    };

    private void Start(IActorContext context)
    {
        Note(context, Program, Starts);
        context.Watch(context.Spawn(definition.ChildOf(context.Self) with { Name = DaemonChild.Name, Supervision = StopIt }));
        if (definition.Way == DaemonCases.Joined) Wait(context, Joins);
    }

    private static void Work(IActorContext context) => context.SendLater(context.Self, WorkDone.Instance, DaemonDefinition.ProgramWork);

    private void OnWorkDone(IActorContext context)
    {
        Note(context, Program, IsDone);
        switch (definition.Way)
        {
            case DaemonCases.Joined: Exit(context, Exits); break;
            case DaemonCases.JoinedLate: Wait(context, Joins); break;
            case DaemonCases.Outlives: Wait(context, WaitsAtExit); break;
            default: Exit(context, ExitsOverDaemon); break;
        }
    }

    private void Wait(IActorContext context, string how)
    {
        Note(context, Program, how);
        _waits = true;
        if (_childHasEnded) EndWait(context);
    }

    private void OnChildEnded(IActorContext context)
    {
        _childHasEnded = true;
        if (!_childIsDone)
        {
            Note(context, DaemonChild.Name, IsLost);
            Exit(context, Exits);
        }
        else if (_waits)
        {
            EndWait(context);
        }
    }

    private void EndWait(IActorContext context)
    {
        if (definition.Way != DaemonCases.Outlives) Note(context, Program, HasJoined);
        if (definition.Way == DaemonCases.Joined) Work(context);
        else Exit(context, Exits);
    }

    private void Exit(IActorContext context, string how)
    {
        Note(context, Program, how);
        context.Stop(context.Self);
    }

    private void Note(IActorContext context, string who, string what) => context.Send(outside, new Noted(context.Now, who, what));

    private sealed record WorkDone : IMessage
    {
        public static readonly WorkDone Instance = new();
    }
}
