using System.Collections.Immutable;
using Akka.Actor;
using ActorLab.Core.Actors;

namespace ActorLab.Core.Model;

/// <summary>Puts leases into a work queue instead of handing them to workers, and keeps the account of what has come of them. To its coordinator it is one worker that wants many items at a time.</summary>
/// <remarks>
/// <para>Who takes from the queue settles a message only after the feeder has noted that it is done, and says that it is done after the results have been sent on the same way. So what the queue forgets has
/// arrived, whoever dies when.</para>
/// <para>A message that somebody held before may be what killed him. Nobody begins an item of it without asking: then it is known who had just this item in hand when he was lost, and items that only waited
/// beside the culprit are not given up with it when the queue declares them dead. Only a tap that was lost counts: the queue may lose sight of one that lives, when its broker is started again.</para>
/// <para>What was put in may get lost with the queue, or come twice. When the queue is renewed all that is open is put in again, and nobody begins it without asking. Who asks for what another began after
/// asking waits until that is done, or the other is lost. What was begun without asking may be begun a second time; then the <see cref="Resequencer"/> drops what comes second.</para>
/// <para>What is said under a lease that is not the valid one changes nothing.</para>
/// </remarks>
public sealed class LeaseFeeder : LabActor
{
    /// <summary>To a tap: everything up to its message of this serial number is noted.</summary>
    public sealed record Noted(long Serial) : IMessage;

    /// <summary>To a tap, which has asked.</summary>
    /// <param name="Lease">It has asked for.</param>
    /// <param name="Begin">False if it is done already, or nobody is to do it any more.</param>
    public sealed record Answer(Lease Lease, bool Begin) : IMessage;

    /// <summary>To the owner, when it is stopped.</summary>
    /// <param name="Lost">Taps that ended although nobody had stopped them, with what each had in hand alone.</param>
    /// <param name="Asked">Items of which somebody asked whether to begin, because they had been given out before.</param>
    /// <param name="Repeated">What was said to be done and was done before.</param>
    /// <param name="Dead">Items that the queue declared dead.</param>
    public sealed record Figures(ImmutableArray<Coordinator.LostWorker> Lost, long Asked, long Repeated, long Dead) : IMessage
    {
        /// <summary>How often the queue was renewed.</summary>
        public long Renewed { get; init; }
    }

    private sealed record Flush : IMessage
    {
        public static readonly Flush Instance = new();
    }

    /// <summary>A lease that the coordinator has given and the feeder has not reported.</summary>
    private sealed class Held(Worker.Assigned assigned)
    {
        public Worker.Assigned Assigned { get; } = assigned;

        public bool IsDone { get; set; }

        /// <summary>Taps that were lost while it was all they had in hand.</summary>
        public int Losses { get; set; }
    }

    private sealed class Taker(int slot)
    {
        public int Slot { get; } = slot;

        public bool IsAttached { get; set; }

        /// <summary>What it was told to begin last: who asks has nothing else in hand.</summary>
        public Held? InHand { get; set; }
    }

    /// <summary>How many taps in a row may be lost in one place before they take anything: their nodes may be killed while they start, or the broker.</summary>
    private const int MaxLostAtStart = 5;

    private static readonly SupervisionPolicy TapSupervision = new() { Directive = SupervisionDirective.Stop };
    private static readonly SupervisionPolicy EntrySupervision = new() { Directive = SupervisionDirective.Escalate };

    private readonly LeaseFeederOptions _options;
    private readonly Queue<Held> _inOrder = new();
    private readonly Dictionary<long, Held> _open = [];
    private readonly List<Worker.Assigned> _chunk = [];
    private readonly Dictionary<IActorRef, Taker> _takers = new(ActorRefComparer.Instance);

    // Both wait for what a tap comes to that has the item in hand. Nearly always empty.
    private readonly List<(IActorRef Tap, Lease Lease)> _asking = [];
    private readonly List<(Held Held, string Reason)> _dying = [];
    private readonly ImmutableArray<Coordinator.LostWorker>.Builder _lost = ImmutableArray.CreateBuilder<Coordinator.LostWorker>();
    private readonly int[] _lostAtStart;
    private IActorRef? _entry;
    private long _finished, _asked, _repeated, _dead, _renewed;
    private int _spawned, _restarts;

    /// <exception cref="ArgumentOutOfRangeException">A count in <paramref name="options"/> is below its least value.</exception>
    public LeaseFeeder(LeaseFeederOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Taps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Window, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ItemsPerMessage, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxLosses);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxTapRestarts);
        _options = options;
        _lostAtStart = new int[options.Taps];
    }

    protected override void PreStart()
    {
        _entry = Spawn(_options.Entry(Self) with { Name = "queue", Supervision = EntrySupervision });
        for (int slot = 0; slot < _options.Taps; slot++) SpawnTap(slot);
        Report();
    }

    protected override void PostRestart(Exception reason) => Self.Tell(PoisonPill.Instance);

    protected override void PostStop()
    {
        if (!IsStopping) return;
        _options.Owner.Tell(new Figures(_lost.ToImmutable(), _asked, _repeated, _dead) { Renewed = _renewed });
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Worker.Assigned assigned: Take(assigned); break;
            case Flush: PutIn(); break;
            case LeaseTap.Attached: OnAttached(Sender); break;
            case LeaseTap.Done(var serial, var leases): OnDone(serial, leases); break;
            case LeaseTap.MayBegin(var lease): OnAsked(lease); break;
            case Coordinator.ItemFailed failed: OnFailed(failed); break;
            case WorkQueue.Dead dead: OnDead(dead); break;
            case WorkQueue.Renewed: PutInAgain(); break;
            case WorkQueue.Unreachable(var reason): _options.Coordinator.Tell(new Coordinator.CannotGoOn($"the work queue is gone: {reason}")); break;
            case Terminated terminated: OnTerminated(terminated.ActorRef); break;
            default: Unhandled(message); break;
        }
    }

    private void SpawnTap(int slot)
    {
        IActorRef tap = Spawn(_options.Tap(Self, _entry!, slot) with { Name = $"tap-{++_spawned}", Supervision = TapSupervision });
        _takers.Add(tap, new Taker(slot));
        Context.Watch(tap);
    }

    private void OnAttached(IActorRef tap)
    {
        if (!_takers.TryGetValue(tap, out Taker? taker)) return;
        taker.IsAttached = true;
        _lostAtStart[taker.Slot] = 0;
    }

    private void Take(Worker.Assigned assigned)
    {
        var held = new Held(assigned);
        _inOrder.Enqueue(held);
        Invariant.Check(_open.TryAdd(assigned.Lease.Number, held), $"{assigned.Lease} was given while an older lease of it is open");
        _chunk.Add(assigned);
        if (_chunk.Count == _options.ItemsPerMessage) PutIn();
        // The rest of what the coordinator has to give is in the mailbox already; what it gives later must not be waited for.
        else if (_chunk.Count == 1) Self.Tell(Flush.Instance);
    }

    private void PutIn()
    {
        if (_chunk.Count == 0) return;
        _entry!.Tell(new WorkQueue.Offered(new LeaseBatch([.. _chunk])));
        _chunk.Clear();
    }

    /// <summary>Those that wait to be put in for the first time are the last ones, and go their way.</summary>
    private void PutInAgain()
    {
        _renewed++;
        foreach (Held held in _inOrder.Take(_inOrder.Count - _chunk.Count))
            if (!held.IsDone) PutInAlone(held);
    }

    private void PutInAlone(Held held) => _entry!.Tell(new WorkQueue.Offered(new LeaseBatch([held.Assigned], Suspect: true)));

    private void OnDone(long serial, ImmutableArray<Lease> leases)
    {
        foreach (Lease lease in leases)
        {
            if (Find(lease) is { } held) Close(held);
            else _repeated++;
        }

        Sender.Tell(new Noted(serial));
        Decide();
        ReportProgress();
    }

    private void OnAsked(Lease lease)
    {
        _asked++;
        IActorRef tap = Sender;
        // One that was lost gets no answer.
        if (!_takers.TryGetValue(tap, out Taker? taker)) return;
        taker.InHand = null;
        _asking.Add((tap, lease));
        Decide();
        ReportProgress();
    }

    /// <summary>Answers whoever needs not wait any longer, in the order in which they asked, and then deals with the dead that nobody has in hand.</summary>
    private void Decide()
    {
        for (int i = 0; i < _asking.Count;)
        {
            (IActorRef tap, Lease lease) = _asking[i];
            Held? held = Find(lease);
            if (held is not null && IsInHand(held))
            {
                i++;
                continue;
            }

            _asking.RemoveAt(i);
            _takers[tap].InHand = held;
            tap.Tell(new Answer(lease, held is not null));
        }

        for (int i = 0; i < _dying.Count;)
        {
            (Held held, string reason) = _dying[i];
            if (!held.IsDone && IsInHand(held))
            {
                i++;
                continue;
            }

            _dying.RemoveAt(i);
            if (held.IsDone) continue;
            if (held.Losses >= _options.MaxLosses) GiveUp(held, reason);
            else PutInAlone(held);
        }
    }

    private bool IsInHand(Held held)
    {
        foreach (Taker taker in _takers.Values)
            if (taker.InHand == held) return true;
        return false;
    }

    /// <summary>The coordinator must hear of it before the report that counts it, which comes when it is done.</summary>
    private void OnFailed(Coordinator.ItemFailed failed)
    {
        if (Find(failed.Lease) is not null) _options.Coordinator.Tell(failed);
    }

    /// <summary>The queue may know of a loss before anybody else: whoever has the item in hand may be lost already. He may also live, where only the queue has lost sight of him.</summary>
    private void OnDead(WorkQueue.Dead dead)
    {
        foreach (Worker.Assigned assigned in dead.Batch.Leases)
        {
            if (Find(assigned.Lease) is not { } held) continue;
            _dead++;
            if (!_dying.Exists(d => d.Held == held)) _dying.Add((held, dead.Reason));
        }

        _entry!.Tell(new WorkQueue.Settled(dead.Number));
        Decide();
        ReportProgress();
    }

    private void GiveUp(Held held, string reason)
    {
        (Lease lease, WorkItem item, _) = held.Assigned;
        _options.Coordinator.Tell(new Coordinator.ItemFailed(lease, item, new LostOverItemException(lease, held.Losses, reason)));
        Close(held);
    }

    private void OnTerminated(IActorRef tap)
    {
        if (!_takers.Remove(tap, out Taker? taker)) return;
        bool hadOneInHand = taker.InHand is { IsDone: false };
        if (hadOneInHand) taker.InHand!.Losses++;
        _lost.Add(new Coordinator.LostWorker(taker.Slot, hadOneInHand ? 1 : 0));
        _asking.RemoveAll(a => a.Tap.Equals(tap));
        Decide();
        ReportProgress();
        if (!taker.IsAttached) _lostAtStart[taker.Slot]++;
        if (_restarts < _options.MaxTapRestarts && _lostAtStart[taker.Slot] < MaxLostAtStart)
        {
            _restarts++;
            SpawnTap(taker.Slot);
        }
        else if (_takers.Count == 0)
        {
            _options.Coordinator.Tell(new Coordinator.CannotGoOn($"{NameOf(tap)} was lost, nobody else takes from the queue, and {_restarts} had been replaced before"));
        }
    }

    private Held? Find(Lease lease) => _open.TryGetValue(lease.Number, out Held? held) && held.Assigned.Lease == lease ? held : null;

    private void Close(Held held)
    {
        held.IsDone = true;
        _open.Remove(held.Assigned.Lease.Number);
    }

    /// <summary>A report counts items in the order in which they were given.</summary>
    private void ReportProgress()
    {
        long before = _finished;
        while (_inOrder.TryPeek(out Held? first) && first.IsDone)
        {
            _inOrder.Dequeue();
            _finished++;
        }

        if (_finished > before) Report();
    }

    private void Report() => _options.Coordinator.Tell(new Coordinator.Report(_finished, _finished + _options.Window));
}
