using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Core.Trace;
using ActorLab.Local.Seats;
using ActorLab.Local.Hosting;
using ActorLab.Local.RealMachine;
using ActorLab.Local.Tracing;

namespace ActorLab.Local;

/// <summary>One run of a plan on this process: its clock, dispatchers, timers and counts.</summary>
internal sealed class LocalRun : ISeatOwner
{
    private readonly ScenarioPlan _plan;
    private readonly EngineOptions _options;
    private readonly INodeGateway? _gateway;
    private readonly OutsideRef _outside;
    private readonly RunClock _clock = new();
    private readonly TaskCompletionSource<Ending> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LabSystem _system;
    private readonly object _gate = new();
    private readonly ImmutableArray<DeadLetter>.Builder _deadLetters = ImmutableArray.CreateBuilder<DeadLetter>();
    private readonly StepTotals _steps = new();
    private readonly ConcurrentDictionary<LocalMachine, bool> _machines = new();
    private LocalSeat? _root;
    private readonly long _firstId;
    private readonly bool _tracesRoot;
    private long _lastId;
    private long _sends;
    private long _deadLetterCount;
    private long _failures;
    private long _restarts;
    private long _turns;
    private bool _interrupted;
    private int _over;

    /// <param name="plan">What to run.</param>
    /// <param name="options">How to observe it.</param>
    /// <param name="gateway">The way to other nodes; null if there are none.</param>
    /// <param name="firstId">The number before that of the first actor.</param>
    /// <param name="node">The name of this node; empty for the root's. On any other the root is the engine's and not traced.</param>
    public LocalRun(ScenarioPlan plan, EngineOptions options, INodeGateway? gateway = null, long firstId = 0, string node = "")
    {
        _plan = plan;
        _gateway = gateway;
        _firstId = firstId;
        _lastId = firstId;
        _options = options;
        Trace = options.Trace is null ? null : new LocalTrace(options.Trace, node, _clock);
        _tracesRoot = node.Length == 0;
        _outside = new OutsideRef(options.OnOutbox is null ? null : Observe);
        Timers = new TimerQueue(() => Now, Broken);
        _system = new LabSystem(
            new LabSettings(plan.Akka, options.LogLevel), options.Log ?? Console.Error.WriteLine, _clock, Trace, Broken,
            (seat, message, sender, mark) => DeadLetter(DeadLetterReason.ReceiverStopped, sender, seat, message, mark, isLogged: true));
        InterpreterLock = plan.Machine.InterpreterLock ? new InterpreterLock(plan.Machine.SwitchInterval) : null;
        RootProps = plan.Root(_outside);
        if (RootProps.Dispatcher.Kind == DispatcherKind.CallingThread) _system.UseCallingThread();
    }

    private sealed record Ending(RunOutcome Outcome, string? Failure, Exception? Cause, SimDuration Elapsed);

    public TimerQueue Timers { get; }

    public InterpreterLock? InterpreterLock { get; }

    public ulong Seed => _plan.Seed;

    /// <summary>Null if the run is not traced.</summary>
    public LocalTrace? Trace { get; }

    public SimTime Now => _clock.Now;

    /// <summary>No actor gets another turn.</summary>
    public bool IsOver => Volatile.Read(ref _over) != 0;

    private ActorProps RootProps { get; }

    public async Task<RunResult> RunAsync(CancellationToken interrupt)
    {
        _root = Create(this, RootProps, RootProps.Name ?? "root", NextId());
        using CancellationTokenRegistration registration = interrupt.UnsafeRegister(static run => ((LocalRun)run!).Interrupt(), this);
        _system.Caller?.RunOnThisThread();
        Ending end = await _end.Task.ConfigureAwait(false);
        Timers.Close();
        // After a clean end no actor is left and all ends at once; after any other, a body may still hold a thread.
        TimeSpan patience = end.Outcome == RunOutcome.Completed ? TimeSpan.FromSeconds(10) : TimeSpan.FromMilliseconds(50);
        Timers.Join(patience);
        await _system.EndAsync(patience).ConfigureAwait(false);
        foreach (LocalMachine machine in _machines.Keys) machine.Abandon();
        return Result(end);
    }

    /// <summary>Makes an actor below another one; it begins at once.</summary>
    /// <exception cref="ArgumentException">The dispatcher cannot be had.</exception>
    public LocalSeat Create(LocalSeat parent, ActorProps props, string path)
    {
        var place = new SeatPlace(NextId(), path, parent, null);
        return Create(place, props, Trace is null ? null : NewTrace(place, props, parent.Id, isNoted: false));
    }

    /// <summary>Makes an actor that has no parent on this node; it begins at once.</summary>
    /// <param name="owner">What it belongs to.</param>
    /// <param name="props">What to make.</param>
    /// <param name="path">From the root.</param>
    /// <param name="id">Its number, which another node may have chosen.</param>
    /// <param name="parent">The number of a parent elsewhere.</param>
    /// <exception cref="ArgumentException">The dispatcher cannot be had.</exception>
    public LocalSeat Create(ISeatOwner owner, ActorProps props, string path, ActorId id, ActorId parent = default)
    {
        var place = new SeatPlace(id, path, null, owner);
        bool isTraced = Trace is not null && (owner != this || _tracesRoot);
        // One that another node has placed here was noted there.
        return Create(place, props, isTraced ? NewTrace(place, props, parent, isNoted: owner != this) : null);
    }

    /// <exception cref="ArgumentException">There is no such node or role.</exception>
    public RemoteRef Place(LocalSeat parent, ActorProps props, string path)
    {
        if (_gateway is null) throw new ArgumentException($"{props.Placement}: this run has no other nodes");
        RemoteRef placed = _gateway.Place(parent, props, path);
        Trace?.Record(TraceKind.Spawn, placed.Id, parent.Id, path);
        return placed;
    }

    /// <summary>From another node, for the outside of the run.</summary>
    public void SendOutside(IMessage message) => _outside.Add(message);

    void ISeatOwner.OnGone(LocalSeat seat, Exception? escalated, Exception? fatal) => RootStopped(fatal);

    public LocalMachine CreateMachine(bool observer, ActorTrace? trace)
    {
        var machine = observer ? new LocalMachine(null, null, null) : new LocalMachine(InterpreterLock, _steps, trace, mayCrash: !_tracesRoot);
        _machines[machine] = true;
        return machine;
    }

    /// <summary>Its actor is gone.</summary>
    public void Retire(LocalMachine machine)
    {
        try
        {
            machine.ClosePrograms();
            machine.CloseFiles();
        }
        catch (MachineFailureException failure)
        {
            End(RunOutcome.Failed, failure.Message, failure);
        }

        machine.Collect();
        _machines.TryRemove(machine, out _);
    }

    /// <exception cref="ArgumentException">It is neither an actor nor the outside.</exception>
    public string PathOf(IActorRef actor)
    {
        if (actor == _outside) return OutsideRef.Name;
        if (actor is RemoteRef remote) return remote.LabPath;
        return LocalSeat.Of(actor) is { } seat && seat.Run == this
            ? seat.Path
            : throw new ArgumentException($"{actor} is not an actor of this run", nameof(actor));
    }

    /// <summary>An actor sends outside of its turns.</summary>
    public void CountSend() => Interlocked.Increment(ref _sends);

    /// <param name="reason">Why nobody handles it.</param>
    /// <param name="sender">Null for nobody.</param>
    /// <param name="receiver">For whom it was.</param>
    /// <param name="message">As an actor sent it, or as it was in a mailbox.</param>
    /// <param name="mark">What is known of it, unless it comes from a mailbox.</param>
    /// <param name="isLogged">Whether Akka knows of it already.</param>
    public void DeadLetter(
        DeadLetterReason reason, ILabIdentity? sender, ILabIdentity receiver, IMessage message, SendMark mark = default,
        bool isLogged = false)
    {
        Interlocked.Increment(ref _deadLetterCount);
        if (message is TracedMessage traced) (message, mark) = (traced.Content, new SendMark(traced.Number, 0));
        Trace?.RecordDrop(reason, sender?.Id ?? default, receiver.Id, message, mark);
        if (!isLogged) _system.LogDeadLetter(reason, sender, receiver, message);
        lock (_gate)
        {
            if (_deadLetters.Count < RunResult.MaxDeadLettersKept) _deadLetters.Add(new DeadLetter(reason, sender?.LabPath, receiver.LabPath, message));
        }
    }

    public void CountFailure(LocalSeat actor, Exception failure)
    {
        Interlocked.Increment(ref _failures);
        actor.Trace?.Failed(failure);
        _system.LogFailure(actor, failure);
    }

    public void CountRestart(LocalSeat actor, Exception cause)
    {
        Interlocked.Increment(ref _restarts);
        actor.Trace?.Restarting(cause);
    }

    /// <summary>Ends the thread of a pinned actor, which may be the calling one.</summary>
    public void EndPinned(ThreadDispatcher pinned)
    {
        pinned.Close();
        // On the timer thread, since all others may be held by bodies.
        Timers.Add(
            () =>
            {
                pinned.Join(Timeout.InfiniteTimeSpan);
                _system.Forget(pinned);
            },
            SimDuration.Zero);
    }

    /// <summary>Adds up what an actor that has terminated did.</summary>
    public void Count(LocalSeat gone)
    {
        Interlocked.Add(ref _sends, gone.Sends);
        Interlocked.Add(ref _turns, gone.Turns);
    }

    /// <param name="failure">What stopped it, if it did not stop by itself.</param>
    public void RootStopped(Exception? failure)
    {
        if (failure is not null) End(RunOutcome.Failed, $"{RootProps.Name ?? "root"} failed: {failure.Message}", failure);
        else End(Volatile.Read(ref _interrupted) ? RunOutcome.Interrupted : RunOutcome.Completed, null, null);
    }

    /// <summary>The engine itself threw: the run is worth nothing.</summary>
    public void Broken(Exception bug) => End(RunOutcome.Failed, $"the local engine is broken: {bug.Message}", bug);

    /// <summary>The first end counts.</summary>
    public void End(RunOutcome outcome, string? failure, Exception? cause)
    {
        var end = new Ending(outcome, failure, cause, Now - SimTime.Zero);
        Volatile.Write(ref _over, 1);
        if (_end.TrySetResult(end)) _system.Caller?.Close();
    }

    private ActorId NextId() => new(Interlocked.Increment(ref _lastId));

    private ActorTrace NewTrace(SeatPlace place, ActorProps props, ActorId parent, bool isNoted)
    {
        if (!isNoted) Trace!.Record(TraceKind.Spawn, place.Id, parent, place.Path);
        return new ActorTrace(Trace!, place.Id, parent, props.Dispatcher.Kind == DispatcherKind.Pinned);
    }

    private LocalSeat Create(SeatPlace place, ActorProps props, ActorTrace? trace)
    {
        SeatDispatcher dispatcher = _system.DispatcherFor(place.Path, place.Id, props.Dispatcher);
        var seat = new LocalSeat(this, place, props, dispatcher.Throughput, dispatcher.Pinned, trace);
        _system.Make(seat, props, dispatcher);
        return seat;
    }

    private void Observe(IMessage message)
    {
        try
        {
            _options.OnOutbox!(message);
        }
        catch (Exception failure)
        {
            // Not the sender's failure, and nothing its supervision could mend.
            End(RunOutcome.Failed, $"who watches the outbox failed: {failure.Message}", failure);
        }
    }

    private void Interrupt()
    {
        Volatile.Write(ref _interrupted, true);
        _root!.Ref.Tell(Interrupted.Instance, Akka.Actor.ActorRefs.NoSender);
        Timers.Add(() => End(RunOutcome.Interrupted, "the run did not wind up in time", null), _options.WindUp);
    }

    private RunResult Result(Ending end)
    {
        foreach (LocalMachine machine in _machines.Keys) machine.Collect();
        lock (_gate)
        {
            long sends = Volatile.Read(ref _sends), turns = Volatile.Read(ref _turns);
            for (var living = new Stack<LocalSeat>(_system.Below); living.TryPop(out LocalSeat? seat);)
            {
                sends += seat.Sends;
                turns += seat.Turns;
                foreach (LocalSeat below in seat.Below) living.Push(below);
            }

            return new RunResult
            {
                Outcome = end.Outcome,
                Failure = end.Failure,
                Cause = end.Cause,
                Outbox = _outside.Messages(),
                Elapsed = end.Elapsed,
                Steps = _steps.ToCounts(),
                Counters = new RunCounters(sends, turns, Volatile.Read(ref _deadLetterCount), Volatile.Read(ref _lastId) - _firstId, Volatile.Read(ref _failures), Volatile.Read(ref _restarts)),
                DeadLetters = _deadLetters.ToImmutable(),
            };
        }
    }
}
