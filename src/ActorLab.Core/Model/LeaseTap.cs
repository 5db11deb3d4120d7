using System.Collections.Immutable;
using Akka.Actor;
using ActorLab.Core.Actors;

namespace ActorLab.Core.Model;

/// <summary>Takes leases from a work queue for the one worker of its node. To the worker it is the coordinator.</summary>
/// <remarks>A message is settled when the feeder has noted that all of it is done; what a worker sends on is sent before that. When the worker is lost the tap ends with it, and the queue gives
/// what they held to others.</remarks>
public sealed class LeaseTap : LabActor
{
    /// <summary>To the feeder, answered with <see cref="LeaseFeeder.Noted"/>: these are done, or need not be. Failures of theirs were told before.</summary>
    /// <param name="Serial">Of the message among those that this tap has done, from 1.</param>
    /// <param name="Leases">All that the message held.</param>
    public sealed record Done(long Serial, ImmutableArray<Lease> Leases) : IMessage;

    /// <summary>To the feeder, answered with <see cref="LeaseFeeder.Answer"/>: somebody held this before, and I have nothing else in hand.</summary>
    public sealed record MayBegin(Lease Lease) : IItemMessage
    {
        long IItemMessage.Item => Lease.Number;
    }

    /// <summary>To the feeder, when it begins to take: its node is there.</summary>
    public sealed record Attached : IMessage
    {
        public static readonly Attached Instance = new();
    }

    /// <summary>A message of the queue.</summary>
    private sealed class Holding(long number, LeaseBatch batch)
    {
        public long Number { get; } = number;

        public LeaseBatch Batch { get; } = batch;

        public int Left { get; set; } = batch.Leases.Length;

        /// <summary>The queue has taken it back, and what of it was waiting here is not done here.</summary>
        public bool IsForgotten { get; set; }

        /// <summary>They are done in their order.</summary>
        public IEnumerable<Lease> Finished => Batch.Leases.Take(Batch.Leases.Length - Left).Select(l => l.Lease);
    }

    private readonly record struct Piece(Holding Of, Worker.Assigned Assigned, bool MustAsk);

    private static readonly SupervisionPolicy WorkerSupervision = new()
    {
        Decide = static cause => cause is InvariantViolatedException ? SupervisionDirective.Escalate : SupervisionDirective.Stop,
    };

    private readonly LeaseTapOptions _options;
    private readonly Queue<Piece> _waiting = new();
    private readonly Queue<Piece> _atWork = new();
    private readonly Queue<(long Serial, long Number)> _unsettled = new();
    private IActorRef? _exit, _worker;
    private Piece? _asked;
    private long _given, _demandUpTo, _serial;

    /// <exception cref="ArgumentOutOfRangeException">The credit is below 1.</exception>
    public LeaseTap(LeaseTapOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Credit, 1);
        _options = options;
    }

    private long Finished => _given - _atWork.Count;

    protected override void PreStart()
    {
        _worker = Spawn(_options.Worker(Self) with { Name = "worker", Supervision = WorkerSupervision });
        Context.Watch(_worker);
        _exit = _options.Exit(Self, Spawn);
        Context.Watch(_exit);
        _exit.Tell(new WorkQueue.Attach(_options.Credit));
        _options.Feeder.Tell(Attached.Instance);
    }

    /// <summary>What it held is forgotten; the feeder decides whether another tap takes its place.</summary>
    protected override void PostRestart(Exception reason) => Self.Tell(PoisonPill.Instance);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WorkQueue.Delivered delivered: Take(delivered); break;
            case Coordinator.Report(var finished, var demandUpTo): OnReport(finished, demandUpTo); break;
            case Coordinator.ItemFailed: _options.Feeder.Tell(message); break;
            case LeaseFeeder.Noted(var serial): Settle(serial); break;
            case LeaseFeeder.Answer(var lease, var begin): OnAnswer(lease, begin); break;
            case WorkQueue.Renewed: ForgetWhatWaits(); break;
            // Nothing will come any more; the feeder decides whether another tap has better luck.
            case WorkQueue.Unreachable or Akka.Actor.Terminated: Self.Tell(PoisonPill.Instance); break;
            default: Unhandled(message); break;
        }
    }

    private void Take(WorkQueue.Delivered delivered)
    {
        var holding = new Holding(delivered.Number, delivered.Batch);
        bool mustAsk = delivered.Tries > 0 || delivered.Batch.Suspect;
        foreach (Worker.Assigned assigned in delivered.Batch.Leases) _waiting.Enqueue(new Piece(holding, assigned, mustAsk));
        Serve();
    }

    private void OnReport(long finished, long demandUpTo)
    {
        Invariant.Check(finished <= _given, $"{PathOf(_worker!)} reports {finished} items finished and was given {_given}");
        while (Finished < finished) Finish(_atWork.Dequeue());
        if (demandUpTo > _demandUpTo) _demandUpTo = demandUpTo;
        Serve();
    }

    /// <summary>One that must be asked for is begun when nothing else is in hand, and nothing else is before it has ended.</summary>
    private void Serve()
    {
        while (_demandUpTo > _given && _asked is null && _waiting.TryPeek(out Piece next))
        {
            if (_atWork.TryPeek(out Piece first) && (first.MustAsk || next.MustAsk)) return;
            _waiting.Dequeue();
            if (next.MustAsk) Ask(next);
            else Give(next);
        }
    }

    private void Ask(Piece piece)
    {
        _asked = piece;
        _options.Feeder.Tell(new MayBegin(piece.Assigned.Lease));
    }

    private void OnAnswer(Lease lease, bool begin)
    {
        Invariant.Check(_asked?.Assigned.Lease == lease, $"an answer for {lease}, and {_asked?.Assigned.Lease} was asked for");
        Piece piece = _asked!.Value;
        _asked = null;
        if (begin) Give(piece);
        else Finish(piece);
        Serve();
    }

    private void Give(Piece piece)
    {
        _given++;
        _atWork.Enqueue(piece);
        _worker!.Tell(piece.Assigned);
    }

    private void Finish(Piece piece)
    {
        piece.Of.Left--;
        if (piece.Of.IsForgotten)
        {
            Tell([piece.Assigned.Lease]);
        }
        else if (piece.Of.Left == 0)
        {
            Tell(piece.Of.Finished);
            _unsettled.Enqueue((_serial, piece.Of.Number));
        }
    }

    private void Tell(IEnumerable<Lease> done) => _options.Feeder.Tell(new Done(++_serial, [.. done]));

    private void Settle(long serial)
    {
        while (_unsettled.TryPeek(out (long Serial, long Number) first) && first.Serial <= serial)
        {
            _unsettled.Dequeue();
            _exit!.Tell(new WorkQueue.Settled(first.Number));
        }
    }

    /// <summary>It comes again, and what is in hand goes on: its end is told, and whoever is given it again asks. Others may wait for an item whose message will never be complete here.</summary>
    private void ForgetWhatWaits()
    {
        IEnumerable<Piece> inHand = _asked is { } asked ? _atWork.Append(asked) : _atWork;
        foreach (Holding holding in inHand.Concat(_waiting).Select(p => p.Of).Distinct().ToArray())
        {
            if (holding.IsForgotten) continue;
            if (holding.Left < holding.Batch.Leases.Length) Tell(holding.Finished);
            holding.IsForgotten = true;
        }

        _waiting.Clear();
        _unsettled.Clear();
    }
}
