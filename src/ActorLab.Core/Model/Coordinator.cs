using System.Collections.Immutable;
using Akka.Actor;
using ActorLab.Core.Actors;

namespace ActorLab.Core.Model;

/// <summary>Hands out items to workers that ask for them, takes back what a lost worker held, and says when all is done.</summary>
/// <remarks>
/// <para>An item is handed out under a <see cref="Lease"/>. Workers report cumulative counts (so many finished, wanted up to so many), so a report that is lost,
/// repeated or late does no harm: the next one says it all, and a lower count than a known one changes nothing.</para>
/// <para>A worker that has work gets more only while more items than living workers are left. So the last items, and all of a few, go to those with nothing to do, and none of them waits
/// behind a long item (list scheduling: Graham 1969).</para>
/// <para>What a lost worker held is handed out again under the next epoch, first of all and each item alone: if a worker is lost again, there is no doubt over which item. Downstream is told
/// (<see cref="Resequencer.Fence"/>) before the item has a new holder, since the old one may only have been taken for dead.</para>
/// <para>Effects of a worker are at-least-once: an item whose worker died after doing it and before saying so is done again, under the next epoch.</para>
/// <para>With a window, somebody must send <see cref="DeliveredUpTo"/>; the owner should watch that sink, for the coordinator does not.</para>
/// </remarks>
public sealed class Coordinator : LabActor
{
    /// <summary>From a worker, counted since it started: it has finished that many of its assignments, in the order given, and wants them up to that number.</summary>
    public sealed record Report(long Finished, long DemandUpTo) : IMessage;

    /// <summary>From a worker, before the report that counts the item as finished.</summary>
    public sealed record ItemFailed(Lease Lease, WorkItem Item, Exception Cause) : IItemMessage
    {
        long IItemMessage.Item => Item.Path.Root.Value;
    }

    /// <summary>From the sink: everything up to this item has been written or was abandoned.</summary>
    public sealed record DeliveredUpTo(SequenceNumber Sequence) : IMessage;

    /// <summary>From the sink: it cannot write and drops what follows.</summary>
    public sealed record SinkFailed(Exception Cause) : IMessage;

    /// <summary>From a worker: neither it nor another in its place can do anything any more.</summary>
    public sealed record CannotGoOn(string Reason) : IMessage;

    /// <summary>Hand out no more; finish when what is in flight has come back.</summary>
    public sealed record Interrupt : IMessage
    {
        public static readonly Interrupt Instance = new();
    }

    /// <summary>To the owner, when all workers have terminated.</summary>
    /// <param name="Start">The first hand-out; the end if there was none.</param>
    /// <param name="End">The last completion, or delivery where there is a window.</param>
    /// <param name="Done">Items that workers have finished.</param>
    /// <param name="Failed">Items given up after their last attempt.</param>
    /// <param name="Reassigned">Hand-outs taken back because their worker was lost.</param>
    /// <param name="Reason">Why it wound up early, even if what was in flight then turned out to be all; null when it went to its end.</param>
    /// <param name="FirstFailure">Of the first item given up, or of the sink.</param>
    public sealed record Finished(SimTime Start, SimTime End, long Done, long Failed, int Reassigned, string? Reason, Exception? FirstFailure) : IMessage
    {
        /// <summary>Workers that ended although nobody had stopped them, in the order in which that was noticed.</summary>
        public ImmutableArray<LostWorker> Lost { get; init; } = [];

        /// <summary>The numbers of the items that were given up because too many workers were lost over them.</summary>
        public ImmutableArray<long> GivenUp { get; init; } = [];
    }

    /// <param name="Slot">Index of the slot that it filled, from 0.</param>
    /// <param name="Leases">Hand-outs taken back from it.</param>
    public readonly record struct LostWorker(int Slot, int Leases);

    private enum Phase
    {
        Working,
        WindingUp,
        Closing,
        Over,
    }

    // A restarted worker would have forgotten what it holds, and nobody would learn of it. A bug of ours must end the run, not cost a worker.
    private static readonly SupervisionPolicy WorkerSupervision = new()
    {
        Decide = static cause => cause is InvariantViolatedException ? SupervisionDirective.Escalate : SupervisionDirective.Stop,
    };

    private readonly CoordinatorOptions _options;
    private readonly Backlog _backlog;
    private readonly WorkerSlot[] _slots;
    private readonly Dictionary<IActorRef, WorkerSlot> _slotOf = new(ActorRefComparer.Instance);
    private readonly ImmutableArray<LostWorker>.Builder _lost = ImmutableArray.CreateBuilder<LostWorker>();
    private readonly ImmutableArray<long>.Builder _givenUp = ImmutableArray.CreateBuilder<long>();

    private Phase _phase = Phase.Working;
    private int _living, _spawned, _restarts, _reassigned, _cursor;
    private long _done, _failed, _delivered;
    private SimTime? _start;
    private SimTime _end, _lastProgress;
    private string? _reason;
    private Exception? _firstFailure;

    /// <exception cref="ArgumentOutOfRangeException">A count in <paramref name="options"/> is below its least value.</exception>
    public Coordinator(CoordinatorOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Workers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Window ?? 1, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ItemsPerWorker ?? 1, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxLosses, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxWorkerRestarts);
        _options = options;
        _backlog = new Backlog(options.Source, options.Resume.Checked());
        _delivered = options.Resume.Delivered;
        _failed = options.Resume.Abandoned;
        _done = _delivered - _failed;
        _slots = new WorkerSlot[options.Workers];
        for (int i = 0; i < _slots.Length; i++) _slots[i] = new WorkerSlot(i);
    }

    private long Settled => _done + _failed;

    private long InFlight => _backlog.Taken - _backlog.Returned - Settled;

    protected override void PreStart()
    {
        _lastProgress = Now;
        long needed = _options.ItemsPerWorker is int each ? (_backlog.Remaining / each) + Math.Sign(_backlog.Remaining % each) : _slots.Length;
        if (_backlog.Remaining > 0)
        {
            for (int i = 0; i < _slots.Length && i < needed; i++) SpawnWorker(_slots[i]);
        }

        CloseIfDone();
    }

    /// <summary>Leases and counts are gone with the instance that held them, so all that is left is to say so.</summary>
    protected override void PostRestart(Exception reason)
    {
        _phase = Phase.Over;
        _options.Owner.Tell(new Finished(Now, Now, 0, 0, 0, $"the coordinator failed: {reason.Message}", reason));
        if (!_options.StayAlive) Self.Tell(PoisonPill.Instance);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Report(var finished, var demandUpTo): OnReport(finished, demandUpTo); break;
            case DeliveredUpTo(var sequence): OnDelivered(sequence.Value); break;
            case ItemFailed(var lease, _, var cause): SlotOfSender()?.Fail(lease, cause); break;
            case Terminated terminated: OnTerminated(terminated.ActorRef); break;
            case Interrupt: OnInterrupt(); break;
            case SinkFailed(var cause): OnSinkFailed(cause); break;
            case CannotGoOn(var reason): Close(reason); break;
            default: Unhandled(message); break;
        }
    }

    private void OnReport(long finished, long demandUpTo)
    {
        if (SlotOfSender() is not { } slot) return;
        Invariant.Check(finished <= slot.Given, $"{slot.Worker} reports {finished} items finished and was given {slot.Given}");
        slot.Demand(Math.Min(demandUpTo, _options.ItemsPerWorker ?? long.MaxValue));
        int returnedBefore = _backlog.Returned;
        bool progress = slot.Finished < finished;
        while (slot.Finished < finished)
        {
            Claim claim = slot.TakeOff(out Exception? failure);
            Settle(claim, failure);
        }

        // Nothing that others lack has come up, unless a failed item came back.
        if (_backlog.Returned == returnedBefore) Serve(slot);
        else ServeAll();
        if (progress) AfterProgress();
    }

    private void OnDelivered(long upTo)
    {
        if (upTo <= _delivered) return;
        Invariant.Check(upTo <= _backlog.Taken, $"item {upTo} was delivered and only {_backlog.Taken} were handed out");
        _delivered = upTo;
        ServeAll();
        CloseIfDone();
    }

    private void OnInterrupt()
    {
        if (_phase != Phase.Working) return;
        _phase = Phase.WindingUp;
        CloseIfDone();
    }

    private void OnSinkFailed(Exception cause)
    {
        _firstFailure ??= cause;
        Close($"the sink failed: {cause.Message}");
    }

    private void OnTerminated(IActorRef worker)
    {
        if (!_slotOf.Remove(worker, out WorkerSlot? slot)) return;
        bool retired = slot.HasRetired;
        int reassignedBefore = _reassigned;
        slot.End();
        TakeBack(slot);
        if (!retired && _phase != Phase.Closing) _lost.Add(new LostWorker(slot.Index, _reassigned - reassignedBefore));
        _living--;
        if (_phase == Phase.Working && Settled < _backlog.Count) Replace(slot, worker, retired);
        ServeAll();
        CloseIfDone();
    }

    private void TakeBack(WorkerSlot slot)
    {
        // Of those it held, it worked on the first, unless its last report was lost with it; the others only waited with it.
        bool workedOn = true;
        while (slot.Outstanding > 0)
        {
            Claim claim = slot.TakeOff(out Exception? failure);
            if (failure is not null)
            {
                Settle(claim, failure);
                continue;
            }

            if (workedOn && claim.Losses + 1 >= _options.MaxLosses && _phase == Phase.Working) GiveUp(claim.AgainAfterLoss());
            else PutBack(workedOn ? claim.AgainAfterLoss() : claim.Again());
            workedOn = false;
        }
    }

    private void PutBack(Claim claim)
    {
        _backlog.PutBack(claim);
        _reassigned++;
        Fence(claim.Lease);
    }

    private void Fence(Lease valid)
    {
        if (_options.Downstream is { } downstream) downstream.Tell(new Resequencer.Fence(valid));
    }

    private void GiveUp(Claim claim)
    {
        _failed++;
        _givenUp.Add(claim.Lease.Number);
        Unhandled(claim.Item);
        Fence(claim.Lease);
        if (_options.Downstream is { } downstream) downstream.Tell(new Resequencer.Abandoned(claim.Item.Path, claim.Lease.Epoch));
    }

    private void Replace(WorkerSlot slot, IActorRef worker, bool retired)
    {
        if (retired)
        {
            if (_backlog.Remaining > IdleWorkers()) SpawnWorker(slot);
        }
        else if (_restarts < _options.MaxWorkerRestarts)
        {
            _restarts++;
            SpawnWorker(slot);
        }
        else if (_living == 0)
        {
            Close($"{NameOf(worker)} was lost, and {_restarts} lost workers had been replaced before");
        }
    }

    private void SpawnWorker(WorkerSlot slot)
    {
        ActorProps props = _options.Worker(Self, slot.Index) with { Name = $"worker-{++_spawned}", Supervision = WorkerSupervision };
        IActorRef worker = Spawn(props);
        slot.Begin(worker);
        _slotOf.Add(worker, slot);
        _living++;
        Context.Watch(worker);
        if (_options.ItemsPerWorker is not int each) return;
        // What it will ask for is known, and where a thread is started for every item, waiting for the question would cost more than the item.
        slot.Demand(each);
        Serve(slot);
    }

    private void Settle(Claim claim, Exception? failure)
    {
        if (failure is null)
        {
            _done++;
        }
        else if (failure is LostOverItemException)
        {
            GiveUp(claim.AgainAfterLoss());
        }
        else if (!IsLastAttempt(claim))
        {
            _backlog.PutBack(claim.Retry());
        }
        else
        {
            _failed++;
            _firstFailure ??= failure;
            if (_options.StopOnFailure) Close($"item {claim.Lease.Number} failed: {failure.Message}");
        }
    }

    private bool IsLastAttempt(Claim claim) => claim.Failures + 1 >= _options.MaxAttempts;

    private void Serve(WorkerSlot slot)
    {
        while (slot.IsHungry && MayHave(slot)) Assign(slot);
    }

    private void ServeAll()
    {
        // If the one with the least to do may not have more, nobody may.
        while (LeastBusyHungry() is { } slot && MayHave(slot)) Assign(slot);
    }

    private bool MayHave(WorkerSlot slot)
    {
        if (_phase != Phase.Working) return false;
        long available = _backlog.Available(_options.Window is int window ? _delivered + window : long.MaxValue);
        if (slot.Outstanding == 0) return available > 0;
        if (slot.HoldsSuspect || _backlog.NextIsSuspect) return false;
        if (_backlog.Remaining <= _living) return false;
        // The window may be narrower than what there is to do; then room is kept for those with nothing to do.
        return available > _living || available > IdleWorkers();
    }

    private void Assign(WorkerSlot slot)
    {
        Claim claim = _backlog.Take();
        _start ??= Now;
        slot.Give(claim);
        slot.Worker!.Tell(new Worker.Assigned(claim.Lease, claim.Item, IsLastAttempt(claim)));
    }

    /// <summary>The first after the one served last, so that equals take turns.</summary>
    private WorkerSlot? LeastBusyHungry()
    {
        WorkerSlot? best = null;
        for (int i = 0; i < _slots.Length; i++)
        {
            WorkerSlot slot = _slots[(_cursor + i) % _slots.Length];
            if (slot.Worker is null || !slot.IsHungry || slot.HoldsSuspect) continue;
            if (best is null || slot.Outstanding < best.Outstanding) best = slot;
            if (best.Outstanding == 0) break;
        }

        if (best is not null) _cursor = (best.Index + 1) % _slots.Length;
        return best;
    }

    private int IdleWorkers()
    {
        int idle = 0;
        foreach (WorkerSlot slot in _slots)
            if (slot.IsIdle) idle++;
        return idle;
    }

    private WorkerSlot? SlotOfSender() =>
        _slotOf.TryGetValue(Sender, out WorkerSlot? slot) ? slot : null;

    private void AfterProgress()
    {
        if (_phase == Phase.Closing) _end = Now;
        else if (_options.ProgressTo is { } receiver) TellProgress(receiver);
        CloseIfDone();
    }

    private void TellProgress(IActorRef receiver)
    {
        SimTime now = Now;
        if (now - _lastProgress < _options.ProgressEvery) return;
        _lastProgress = now;
        receiver.Tell(new Progress(Settled, _backlog.Count));
    }

    private void CloseIfDone()
    {
        switch (_phase)
        {
            case Phase.Working when Settled == _backlog.Count && IsDelivered(): Close(null); break;
            case Phase.WindingUp when InFlight == 0 && IsDelivered(): Close(Settled < _backlog.Count ? "interrupted" : null); break;
            case Phase.Closing when _living == 0: Finish(); break;
        }
    }

    /// <summary>What comes after an item that is not handed out again stays in the resequencer, so nobody waits for that.</summary>
    private bool IsDelivered() => _options.Window is null || _delivered >= _backlog.HandedOutUpTo;

    /// <summary>Workers are stopped before the end is told, so that their threads are joined by then.</summary>
    private void Close(string? reason)
    {
        if (_phase is Phase.Closing or Phase.Over) return;
        _phase = Phase.Closing;
        _reason = reason;
        _end = Now;
        foreach (WorkerSlot slot in _slots)
            if (slot.Worker is { } worker) worker.Tell(PoisonPill.Instance);
        CloseIfDone();
    }

    private void Finish()
    {
        _phase = Phase.Over;
        if (_options.ProgressTo is { } receiver) receiver.Tell(new Progress(Settled, _backlog.Count));
        _options.Owner.Tell(new Finished(_start ?? _end, _end, _done, _failed, _reassigned, _reason, _firstFailure) { Lost = _lost.ToImmutable(), GivenUp = _givenUp.ToImmutable() });
        if (!_options.StayAlive) Self.Tell(PoisonPill.Instance);
    }
}
