using System.Numerics;
using Akka.Actor;
using ActorLab.Core.Actors;

namespace ActorLab.Core.Model;

/// <summary>Passes items on in the order of the source although parallel workers finish them out of order.</summary>
/// <remarks>
/// <para>It holds what came too early in a ring with one place per sequence number. The coordinator's window bounds the items between hand-out and sink, so a ring of that size is
/// always enough; one that does not fit is a bug. What comes a second time (a lease that was done again) is dropped and counted, and so is what comes under a lease that was taken back: a
/// worker that was taken for dead may go on, and what it still says must not stand against the one that has the item now.</para>
/// <para>It takes one item per place of the source: an item that a stage has split off another (its path has a parent) is refused by an invariant.</para>
/// <para>Source: Hohpe and Woolf, Enterprise Integration Patterns, ch. 7 (Resequencer).</para>
/// </remarks>
public sealed class Resequencer : LabActor
{
    /// <summary>From a worker, and in the same form, but in order, to downstream.</summary>
    /// <param name="Path">Of the item.</param>
    /// <param name="Result">What came of it.</param>
    /// <param name="Epoch">Of the <see cref="Lease"/> it was done under.</param>
    public sealed record Completed(SequencePath Path, IMessage Result, int Epoch = 0) : IItemMessage
    {
        long IItemMessage.Item => Path.Root.Value;
    }

    /// <summary>Nothing came of this item. It is passed on in its place as well, so that downstream knows how far the stream has come.</summary>
    /// <param name="Path">Of the item.</param>
    /// <param name="Epoch">Of the <see cref="Lease"/> it was given up under.</param>
    public sealed record Abandoned(SequencePath Path, int Epoch = 0) : IItemMessage
    {
        long IItemMessage.Item => Path.Root.Value;
    }

    /// <summary>From the coordinator: the holder of a lease was lost, and what comes under an epoch below that of the new one is not to be believed any more.</summary>
    public sealed record Fence(Lease Valid) : IItemMessage
    {
        long IItemMessage.Item => Valid.Number;
    }

    /// <summary>Answered with <see cref="Figures"/>.</summary>
    public sealed record Ask : IMessage
    {
        public static readonly Ask Instance = new();
    }

    /// <param name="Peak">The most items that waited for an earlier one at the same time; 0 when all came in order.</param>
    /// <param name="Duplicates">Items that came again and were dropped.</param>
    public sealed record Figures(int Peak, long Duplicates) : IMessage
    {
        /// <summary>Items that came under a lease that had been taken back, and were dropped.</summary>
        public long Fenced { get; init; }
    }

    // Only leases that were taken back are in it, and a run ends when it has lost too many workers: it stays small.
    private readonly Dictionary<long, int> _fences = [];

    private readonly IActorRef _downstream;
    private readonly int _capacity;
    private readonly IMessage?[] _ring;
    private readonly int _mask;
    private readonly int _firstEpoch;
    private long _next;
    private int _held;
    private int _peak;
    private long _duplicates;
    private long _fenced;

    /// <param name="downstream">Gets <see cref="Completed"/> and <see cref="Abandoned"/> in order.</param>
    /// <param name="capacity">The window of the stages before; 1 to 2³⁰.</param>
    /// <param name="resume">Where the stream is taken up: what comes under an epoch before it is dropped.</param>
    public Resequencer(IActorRef downstream, int capacity, ResumePoint resume = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 1 << 30);
        _downstream = downstream;
        _firstEpoch = resume.Checked().FirstEpoch;
        _next = resume.Delivered + SequenceNumber.First.Value;
        _capacity = capacity;
        _ring = new IMessage?[BitOperations.RoundUpToPowerOf2((uint)capacity)];
        _mask = _ring.Length - 1;
    }

    protected override void PostRestart(Exception reason) =>
        throw new InvalidOperationException("the items held are lost, so the order cannot be restored", reason);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Completed(var path, _, var epoch) completed: Take(path, epoch, completed); break;
            // An abandoned item is held too: dropping it would leave a gap that blocks all later items.
            case Abandoned(var path, var epoch) abandoned: Take(path, epoch, abandoned); break;
            case Fence(var lease): Raise(lease); break;
            case Ask: Sender.Tell(new Figures(_peak, _duplicates) { Fenced = _fenced }); break;
            default: Unhandled(message); break;
        }
    }

    private void Raise(Lease valid)
    {
        if (valid.Epoch > _fences.GetValueOrDefault(valid.Number)) _fences[valid.Number] = valid.Epoch;
    }

    private void Take(SequencePath path, int epoch, IMessage message)
    {
        Invariant.Check(path.Parent is null, $"{path} is part of an item; only whole items can be put in order here");
        long sequence = path.Root.Value;
        if (epoch < _firstEpoch || (_fences.Count > 0 && epoch < _fences.GetValueOrDefault(sequence)))
        {
            _fenced++;
            return;
        }

        if (sequence < _next || (sequence - _next < _capacity && _ring[sequence & _mask] is not null))
        {
            _duplicates++;
            return;
        }

        Invariant.Check(sequence - _next < _capacity, $"item {sequence} does not fit: {_next} has not come and the capacity is {_capacity}");
        if (sequence > _next)
        {
            _ring[sequence & _mask] = message;
            if (++_held > _peak) _peak = _held;
            return;
        }

        _downstream.Tell(message);
        _next++;
        ReleaseHeld();
    }

    private void ReleaseHeld()
    {
        while (_held > 0 && _ring[_next & _mask] is { } ready)
        {
            _ring[_next & _mask] = null;
            _held--;
            _next++;
            _downstream.Tell(ready);
        }
    }
}
