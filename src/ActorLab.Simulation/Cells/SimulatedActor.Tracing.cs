using ActorLab.Core.Actors;
using ActorLab.Simulation.Recording;

namespace ActorLab.Simulation.Cells;

/// <content>The numbers by which a trace tells causes.</content>
internal sealed partial class SimulatedActor
{
    private long _bodyTurn;
    private long _bodyItem;

    /// <summary>The turn that what its thread does or waits for belongs to: the one that asked for the body, or else the one that
    /// comes next.</summary>
    public long TracedTurn => _inBody ? _bodyTurn : LastTurn + 1;

    public long TracedItem => _inBody ? _bodyItem : _isUnpacking ? RunTrace.ItemOf(_unpacking.Message) : 0;

    /// <summary>The item that a turn with this message is about.</summary>
    public long ItemOf(object message, long number) =>
        number == 0 && message is BodyCompleted or BodyFailed ? _bodyItem : RunTrace.ItemOf(message);

    /// <summary>Who is behind a message of the engine.</summary>
    private ActorId CauseOf(object message) => message switch
    {
        BodyCompleted or BodyFailed => Id,
        Started => _parent?.Id ?? default,
        Akka.Actor.Terminated terminated => Run.ActorOf(terminated.ActorRef)?.Id ?? default,
        _ => default,
    };

    /// <summary>A body that is not given an item by its message works on that of the turn.</summary>
    private void NoteBody(IMessage given)
    {
        long item = RunTrace.ItemOf(given);
        _bodyTurn = LastTurn;
        _bodyItem = item != 0 ? item : ItemOf(Run.Turn.Message!, Run.Turn.Number);
    }
}
