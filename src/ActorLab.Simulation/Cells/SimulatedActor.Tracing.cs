using ActorLab.Core.Actors;
using ActorLab.Simulation.Recording;

namespace ActorLab.Simulation.Cells;

/// <content>The numbers by which a trace tells causes.</content>
internal sealed partial class SimulatedActor
{
    private long _lastMessage;
    private IMessage? _current;
    private long _currentNumber;
    private long _currentItem;
    private long _bodyTurn;
    private long _bodyItem;

    /// <summary>The number of its last turn, counted on through restarts; 0 before the first.</summary>
    public long LastTurn { get; private set; }

    /// <summary>The turn that what its thread does or waits for belongs to: the one that asked for the body, or else the one that comes next.</summary>
    public long TracedTurn => _inBody ? _bodyTurn : LastTurn + 1;

    public long TracedItem => _inBody ? _bodyItem : _unpacking is { } open ? RunTrace.ItemOf(open.Message) : 0;

    public long NextMessageNumber() => ++_lastMessage;

    /// <summary>The number of the message in hand if it is that one; 0 for any other.</summary>
    public long NumberOf(IMessage message) => ReferenceEquals(message, _current) ? _currentNumber : 0;

    private void NoteTurn(IMessage message, SimulatedActor? sender, long number)
    {
        LastTurn++;
        bool isResult = sender is null && number == 0 && message is BodyCompleted or BodyFailed;
        _current = message;
        _currentNumber = number;
        _currentItem = isResult ? _bodyItem : RunTrace.ItemOf(message);
        Run.CountTurn(this, sender?.Id ?? CauseOf(message), message, number, _currentItem);
    }

    /// <summary>Who is behind a message of the engine.</summary>
    private ActorId CauseOf(IMessage message) => message switch
    {
        BodyCompleted or BodyFailed => Id,
        Core.Actors.Started => _parent?.Id ?? default,
        Terminated terminated => terminated.Actor.Id,
        _ => default,
    };

    /// <summary>A body that is not given an item by its message works on that of the turn.</summary>
    private void NoteBody(IMessage given)
    {
        long item = RunTrace.ItemOf(given);
        _bodyTurn = LastTurn;
        _bodyItem = item != 0 ? item : _currentItem;
    }
}
