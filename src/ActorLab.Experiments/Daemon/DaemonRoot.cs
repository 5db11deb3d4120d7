using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Experiments.Cases;

namespace ActorLab.Experiments.Daemon;

/// <summary>The program: starts a child, does a little work of its own, and deals with the child as its case says.</summary>
internal sealed class DaemonRoot(IActorRef outside, DaemonDefinition definition) : LabActor
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

    protected override void PreStart() => Start();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Happened(var who, var what):
                Note(who, what);
                _childIsDone |= what == WritesLastLine;
                if (what == BeginsItsWorkAfter) Work();
                break;
            case WorkDone: OnWorkDone(); break;
            case Terminated: OnChildEnded(); break;
            case Interrupted: Self.Tell(PoisonPill.Instance); break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>What the child must have done first. One that is joined late has done all, so its work is known to be nobody else's doing.</summary>
    private string? BeginsItsWorkAfter => definition.Way switch
    {
        DaemonCases.Joined => null,
        DaemonCases.JoinedLate => WritesLastLine,
        _ => Begins,
    };

    private void Start()
    {
        Note(Program, Starts);
        Context.Watch(Spawn(definition.ChildOf(Self) with { Name = DaemonChild.Name, Supervision = StopIt }));
        if (definition.Way == DaemonCases.Joined) Wait(Joins);
    }

    private void Work() => SendLater(Self, WorkDone.Instance, DaemonDefinition.ProgramWork);

    private void OnWorkDone()
    {
        Note(Program, IsDone);
        switch (definition.Way)
        {
            case DaemonCases.Joined: Exit(Exits); break;
            case DaemonCases.JoinedLate: Wait(Joins); break;
            case DaemonCases.Outlives: Wait(WaitsAtExit); break;
            default: Exit(ExitsOverDaemon); break;
        }
    }

    private void Wait(string how)
    {
        Note(Program, how);
        _waits = true;
        if (_childHasEnded) EndWait();
    }

    private void OnChildEnded()
    {
        _childHasEnded = true;
        if (!_childIsDone)
        {
            Note(DaemonChild.Name, IsLost);
            Exit(Exits);
        }
        else if (_waits)
        {
            EndWait();
        }
    }

    private void EndWait()
    {
        if (definition.Way != DaemonCases.Outlives) Note(Program, HasJoined);
        if (definition.Way == DaemonCases.Joined) Work();
        else Exit(Exits);
    }

    private void Exit(string how)
    {
        Note(Program, how);
        Self.Tell(PoisonPill.Instance);
    }

    private void Note(string who, string what) => outside.Tell(new Noted(Now, who, what));

    private sealed record WorkDone : IMessage
    {
        public static readonly WorkDone Instance = new();
    }
}
