using ActorLab.Core.Actors;
using ActorLab.Simulation.Dispatchers;
using ActorLab.Simulation.Events;

namespace ActorLab.Simulation.Cells;

/// <summary>The part of an actor that every turn touches.</summary>
/// <remarks>It is a class of its own because the runtime lays out the fields of a base class before those of the derived one: these lie together at the beginning, where one load ahead
/// brings them all, and what few turns need does not lie between them.</remarks>
internal abstract class ActorTurns(SimulationRun run, ActorId id, string path, SimulatedDispatcher dispatcher, int throughput) : ActorRef(id, path)
{
    /// <summary>At least what the fields of the base class and of this one take.</summary>
    private const int Bytes = 136;

    /// <summary>Of an actor that keeps a few things, and of a random stream.</summary>
    private const int PartBytes = 56;

    private protected readonly SimulatedDispatcher _dispatcher = dispatcher;
    private protected readonly int _throughput = throughput;

    private protected IActor? _instance;
    private protected RandomStream? _random;

    /// <summary>A message of the engine that goes ahead of the mailbox.</summary>
    private protected IMessage? _front;

    private protected Queue<Exception>? _escalations;
    private protected Life _life = Life.Alive;
    private protected bool _inTurn;
    private protected bool _inBody;
    private protected bool _scheduled;
    private protected bool _isUnpacking;

    /// <summary>Messages of other actors that wait.</summary>
    private protected int _counted;
    private protected int _turnsLeft;

    private readonly Queue<Envelope> _mailbox = new();
    private int _waiting;
    private long _lastMessage;

    private protected enum Life
    {
        Alive,

        /// <summary>Waits for its children to stop, then restarts or stops.</summary>
        StoppingChildren,
        BackingOff,

        /// <summary>A fresh instance is due.</summary>
        Renewing,

        /// <summary>Its last message is the next one.</summary>
        LastTurn,
        Stopped,
    }

    public SimulationRun Run { get; } = run;

    /// <summary>The number of its last turn, counted on through restarts; 0 before the first.</summary>
    public long LastTurn { get; private protected set; }

    private protected bool HasWork => _life switch
    {
        Life.Alive => _front is not null || _waiting > 0 || _escalations is { Count: > 0 },
        Life.Renewing or Life.LastTurn => true,
        _ => false,
    };

    /// <summary>Nothing is left of its turn: no message, no body, and it goes on living.</summary>
    private protected bool IsIdle => _waiting == 0 && _life == Life.Alive && _front is null && _escalations is null && !_inBody;

    public long NextMessageNumber() => ++_lastMessage;

    /// <summary>A message for it comes soon: loads what a turn touches.</summary>
    public void Load() => CacheLine.Load(this, Bytes);

    /// <summary>The message comes very soon, and what <see cref="Load"/> loads is there: loads what it refers to.</summary>
    public void LoadParts()
    {
        CacheLine.Load(_instance, PartBytes);
        CacheLine.Load(_random, PartBytes);
    }

    private protected void Enqueue(in Envelope envelope)
    {
        _waiting++;
        _mailbox.Enqueue(envelope);
    }

    private protected bool TryDequeue(out Envelope envelope)
    {
        if (!_mailbox.TryDequeue(out envelope)) return false;
        _waiting--;
        return true;
    }
}
