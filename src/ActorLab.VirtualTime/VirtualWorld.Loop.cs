#pragma warning disable RS0030 // Interrupts a turn that blocks, and waits for real work outside when nothing else is left.
using System.Numerics;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using ActorLab.VirtualTime.Events;
using ActorLab.VirtualTime.Runtime;
using ActorLab.VirtualTime.Schedules;

namespace ActorLab.VirtualTime;

public sealed partial class VirtualWorld
{
    private const ulong DigestPrime = 1099511628211;

    // Odd, with their bits well mixed: xxHash's primes.
    private const ulong PathPrime = 0x9E3779B185EBCA87, TypePrime = 0xC2B2AE3D27D4EB4F;
    private const ulong TimePrime = 0x165667B19E3779F9, TurnPrime = 0x85EBCA77C2B2AE63;
    private const int RecentTurns = 64;
    private const int TimedOut = 0x102;
    private const long Never = long.MaxValue;

    private readonly Func<IRunnable, long> _numberOf;
    private readonly IChooser _chooser;
    private bool _takesFirst;
    private readonly VirtualSystem _outside;
    private readonly PoolCapture _pool = new();
    private readonly ReadyQueue _ready = new();
    private readonly PendingEvents _pending = new();
    private readonly Queue<PendingEvent> _patient = new();
    private readonly TypeHashes _types = new();
    private readonly List<Schedule.Deviation> _deviations = [];
    private readonly Queue<Action> _foreign = new();
    private readonly List<string> _doubts = [];
    private readonly Lock _turnLock = new();
    private readonly (ObservedQueue Actor, Type? Message, long Time)[] _recent = new (ObservedQueue, Type?, long)[RecentTurns];
    private readonly List<Received> _recentAsks = [];

    /// <summary>Created by Akka's own means, and not yet settled.</summary>
    private readonly List<VirtualSystem> _starting = [];

    private long _now;
    private long _offset;
    private long _turns;
    private long _turnsAtThisMoment;
    private long _choices;
    private long _actorNumber;
    private ulong _digest = 14695981039346656037;
    private int _running;
    private int _fresh;
    private int _obstacles;
    private int _killed;
    private int _foreignPosts;
    private int _foreignLetIn;
    private long _received;
    private ObservedQueue? _turnQueue;
    private bool _turnHasReceived;
    private volatile bool _inTurn;
    private Ready _turn;
    private VirtualTimeException? _blocked;
    private long _seenTurn = -1;
    private TimeSpan _seenFor;

    /// <summary>A question that an actor received, and that may be unanswered.</summary>
    internal readonly record struct Received(IActorRef Asker, ObservedQueue Asked, Type Message, long Time);

    /// <summary>The clock as the present turn sees it.</summary>
    internal TimeSpan TurnTime => TimeSpan.FromTicks((_now + _offset) / 100);

    internal long TurnNanoseconds => _now + _offset;

    /// <summary>Takes one turn; when nothing is ready, moves the clock to the next event first.</summary>
    /// <returns>False if nothing is ready and nothing is pending.</returns>
    public bool Step()
    {
        using var _ = Enter();
        if (TakeTurn()) return true;
        if (!Advance(Never)) return false;
        TakeTurn();
        return true;
    }

    /// <summary>Takes all turns of the present moment; the clock does not move.</summary>
    public void RunReady()
    {
        using var _ = Enter();
        while (TakeTurn()) { }
    }

    /// <summary>Runs until nothing is ready and no event is pending but repeating ones, which would keep a world going for
    /// ever.</summary>
    public void RunUntilIdle()
    {
        using var _ = Enter();
        while (TakeTurn() || (AwaitsSomethingOnce() && Advance(Never))) { }
    }

    /// <summary>Runs for a virtual time; events of the last moment are included.</summary>
    /// <param name="time">Not negative.</param>
    public void RunFor(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        using var _ = Enter();
        long end = _now + ToNanoseconds(time);
        while (TakeTurn() || Advance(end)) { }
        MoveClock(end);
    }

    /// <summary>Runs until a condition holds; it is looked at before each turn and each move of the clock.</summary>
    /// <param name="condition">Asked between turns.</param>
    /// <param name="within">Virtual time after which the run stops without it; null for no limit.</param>
    /// <returns>False if the time was over first; the clock then shows the end of the time.</returns>
    /// <exception cref="VirtualTimeException">The condition cannot come to hold any more: a standstill.</exception>
    public bool RunUntil(Func<bool> condition, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        using var _ = Enter();
        long end = _now + ToNanoseconds(within ?? _options.Horizon);
        while (!condition())
        {
            if (TakeTurn() || Advance(end)) continue;
            if (within is not null)
            {
                MoveClock(end);
                return condition();
            }

            if (!WaitForForeign(condition)) throw Diagnosis.Standstill(this, "a condition");
        }

        return true;
    }

    /// <summary>Runs until a task is finished, and gives its result or its exception.</summary>
    /// <exception cref="VirtualTimeException">It cannot finish any more: a standstill.</exception>
    public T Run<T>(Task<T> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        RunUntil(() => task.IsCompleted);
        return task.GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="Run{T}"/>
    public void Run(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        RunUntil(() => task.IsCompleted);
        task.GetAwaiter().GetResult();
    }

    /// <summary>Starts an asynchronous function on the loop's thread and runs until it is finished; what it awaits goes on on
    /// this thread.</summary>
    public void Run(Func<Task> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        CheckUse();
        Task task;
        using (new ContextScope(_context)) task = body();
        Run(task);
    }

    internal long TurnsAtThisMoment => _turnsAtThisMoment;

    internal int PendingCount => _pending.Count;

    /// <summary>Why not all that is ready can run: frozen systems and held threads.</summary>
    internal int Obstacles => _obstacles;

    internal IEnumerable<VirtualSystem> KnownSystems => _systems;

    internal IEnumerable<Received> RecentAsks => _recentAsks;

    /// <summary>The last messages that were received, the oldest first.</summary>
    internal IEnumerable<(ObservedQueue Actor, Type? Message, long Time)> RecentTurnsOf()
    {
        for (long i = Math.Max(0, _received - RecentTurns); i < _received; i++) yield return _recent[i & (RecentTurns - 1)];
    }

    internal bool MayReceive(ObservedQueue queue)
    {
        if (!ReferenceEquals(queue, _turnQueue)) return true;
        if (_turnHasReceived) return !_onePerTurn;
        _turnHasReceived = true;
        return true;
    }

    internal void ReceivedBy(ObservedQueue queue, in Envelope envelope)
    {
        Type type = envelope.Message.GetType();
        // Only the last turns before a livelock are ever asked for.
        if (_options.LivelockTurns - _turnsAtThisMoment < RecentTurns) _recent[_received++ & (RecentTurns - 1)] = (queue, type, _now);
        Digested(queue.PathHash, _types.Of(type));
        IActorRef sender = envelope.Sender;
        if (sender is not null && !IsOrdinary(sender) && sender is MinimalActorRef && sender.GetType().IsGenericType)
        {
            Remember(new Received(sender, queue, type, _now));
        }
    }

    /// <summary>Most senders are told from a question's by their type alone.</summary>
    private static bool IsOrdinary(IActorRef sender) => sender.GetType() == typeof(LocalActorRef) || sender.GetType() == typeof(RepointableActorRef);

    internal void MakeReady(in Ready item)
    {
        if (!IsOwnThread)
        {
            MakeForeignReady(item);
            return;
        }

        if (item.System is { Life: SystemLife.Killed }) return;
        _ready.Add(item);
        _fresh++;
    }

    /// <summary>Apart from <see cref="MakeReady"/>, which would make the closure each time.</summary>
    private void MakeForeignReady(Ready item) => AcceptForeign(() => MakeReady(item), Diagnosis.NameOf(item.Run));

    internal void AddEvent(TimeSpan delay, in PendingEvent what)
    {
        if (what.System.Life is SystemLife.Killed or SystemLife.Ended) return;
        long time = _now + _offset + ToNanoseconds(delay);
        if (IsOwnThread) _pending.Add(time, HappensOneByOne ? what with { Tie = EngineEvent.TieOfTimers } : what);
        else AddForeignEvent(delay, what);
    }

    /// <summary>Apart from <see cref="AddEvent"/>, which would make the closure each time.</summary>
    private void AddForeignEvent(TimeSpan delay, PendingEvent what) =>
        AcceptForeign(() => AddEvent(delay, what), $"a timer of {what.Target}");

    /// <summary>Adds an event of an engine.</summary>
    /// <param name="what">Not pending.</param>
    /// <param name="time">In nanoseconds of this world's clock, not before now.</param>
    /// <param name="tie">See <see cref="EngineEvent.Tie"/>.</param>
    internal void AddEngineEvent(EngineEvent what, long time, long tie)
    {
        if (time < _now) throw new InvalidOperationException($"an event is to come at {time} ns, and it is {_now} ns already");
        _pending.Add(time, new PendingEvent(EventKind.Engine, what, null, null, null, _outside, what.Add()) { Tie = tie });
    }

    /// <summary>Takes all events out that are meant.</summary>
    internal void RemoveEvents(Func<EngineEvent, bool> meant) => _pending.RemoveWhere(what =>
    {
        if (what.Kind != EventKind.Engine || what.IsCancelled || !meant((EngineEvent)what.Target)) return false;
        ((EngineEvent)what.Target).Leave();
        return true;
    });

    /// <summary>Runs for as long as a condition holds; it is looked at before each turn and each event.</summary>
    /// <returns>False if nothing is ready and nothing pending any more.</returns>
    internal bool RunWhile(Func<bool> goesOn)
    {
        using var _ = Enter();
        while (goesOn())
        {
            if (!TakeTurn() && !Advance(Never)) return false;
        }

        return true;
    }

    internal void AddAction(TimeSpan delay, Action action) =>
        AddEvent(delay, new PendingEvent(EventKind.Action, action, null, null, null, _outside, 0));

    internal void AddRuntimeTimer(TimerCapture.Due due, long delayNanoseconds, long everyNanoseconds, VirtualSystem system) =>
        _pending.Add(_now + _offset + delayNanoseconds,
            new PendingEvent(EventKind.RuntimeTimer, due, null, null, null, system, everyNanoseconds));

    internal void DoubtTimer() => Doubt(
        "a timer of .NET ran out for real before the turn that started it had ended: its delay is too short for a busy machine, or its turn too long");

    /// <summary>Finishes when a time is over and everything else of its last moment has happened, as <see cref="RunUntil"/>
    /// returns then.</summary>
    internal async Task Patience(TimeSpan time, CancellationToken cancellationToken)
    {
        var over = new TaskCompletionSource();
        Action end = () => over.TrySetResult();
        using CancellationTokenRegistration _ = cancellationToken.Register(() =>
        {
            if (over.TrySetCanceled(cancellationToken)) _pending.RemoveWhere(what => ReferenceEquals(what.Target, end));
        });
        if (!over.Task.IsCompleted) _pending.Add(_now + ToNanoseconds(time),
            new PendingEvent(EventKind.Patient, end, null, null, null, _outside, 0));
        await over.Task;
    }

    /// <summary>From now on, what blocks the calling thread runs the world; test frameworks put contexts of their own in the
    /// place of the world's.</summary>
    internal void BePumped()
    {
        if (IsOwnThread && !_inTurn && !IsDisposed) SynchronizationContext.SetSynchronizationContext(_context);
    }

    /// <summary>Continuations of the code that owns the world, such as the body of a test.</summary>
    internal void Post(SendOrPostCallback callback, object? state)
    {
        void Enqueue() => _pending.Add(_now + _offset, new PendingEvent(EventKind.Continuation, (Action)Continue, null, null,
            null, _outside, 0));

        void Continue()
        {
            using var _ = new ContextScope(_context);
            callback(state);
        }

        if (IsOwnThread) Enqueue();
        else AcceptForeign(Enqueue, "a continuation");
    }

    internal void Hold(TimeSpan duration)
    {
        if (!_inTurn || _turn.Dispatcher is null)
        {
            throw new InvalidOperationException("VirtualThread.Sleep holds the thread of an actor's turn, and this is none; outside of turns use RunFor");
        }

        _offset += ToNanoseconds(duration);
    }

    /// <summary>The owner's thread waits for handles: the world runs until they are set or the time is over.</summary>
    /// <param name="wait">Waits for real, for so many milliseconds; gives what the wait gives.</param>
    /// <param name="milliseconds">Virtual; -1 for ever.</param>
    internal int WaitFor(Func<int, int> wait, int milliseconds)
    {
        if (_inTurn || IsDisposed) return wait(milliseconds);
        int result = wait(0);
        if (result != TimedOut || milliseconds == 0) return result;
        using var _ = Enter();
        long end = _now + (milliseconds < 0 ? ToNanoseconds(_options.Horizon) : milliseconds * 1_000_000L);
        TimeSpan patience = _options.ForeignPatience;
        while ((result = wait(0)) == TimedOut)
        {
            if (TakeTurn() || Advance(end)) continue;
            if (milliseconds >= 0)
            {
                MoveClock(end);
                Doubt("a blocking wait with a time-out ran out: .NET shortens it by the real milliseconds that passed before it; use a time-out of the world or of Akka");
                return result;
            }

            result = wait(1);
            if (result != TimedOut) return result;
            patience -= TimeSpan.FromMilliseconds(1);
            if (patience <= TimeSpan.Zero) throw Diagnosis.Standstill(this, "a blocking wait of the thread that owns the world");
        }

        return result;
    }

    /// <summary>Called by the watch, on its own thread, at each glance.</summary>
    internal void LookAtTurn(TimeSpan glance)
    {
        lock (_turnLock)
        {
            if (!_inTurn || _turns != _seenTurn || !_thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin))
            {
                _seenTurn = _turns;
                _seenFor = TimeSpan.Zero;
                return;
            }

            _seenFor += glance;
            if (_seenFor < _options.BlockingPatience || _blocked is not null) return;
            _blocked = Diagnosis.BlockedTurn(this, _turn);
            _thread.Interrupt();
        }
    }

    /// <summary>Everything that is ready runs with no synchronization context, so that an await within an actor finds the actor's
    /// own scheduler.</summary>
    private LoopScope Enter()
    {
        CheckUse();
        return new LoopScope(this);
    }

    private readonly struct LoopScope : IDisposable
    {
        private readonly VirtualWorld _world;
        private readonly SynchronizationContext? _before;

        public LoopScope(VirtualWorld world)
        {
            _world = world;
            _before = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(world._turnContext);
            world._running++;
            // What the code that owns the world handed to the thread pool, and the timers that it started.
            if (world._pool.HasWork) world.TakePoolWork(null);
            if (world.RuntimeTimers.HasStarted) world.RuntimeTimers.Capture(world._outside);
            if (world._starting.Count > 0) world.SettleStarting();
        }

        public void Dispose()
        {
            SynchronizationContext.SetSynchronizationContext(_before);
            if (--_world._running == 0 && _world is { _endsWithItsSystems: true, _systems.Count: 0 }) _world.Dispose();
        }
    }

    private bool TakeTurn()
    {
        if (_fresh > 0) SettleFresh();
        if (_ready.Count == 0 && !LetForeignIn()) return false;
        if (_takesFirst || _ready.Count == 1)
        {
            if (_ready.Count > 1) _choices++;
            TakeTurn(_ready.TakeFirst());
        }
        else
        {
            TakeTurn(Choose());
        }

        return true;
    }

    private void TakeTurn(in Ready next)
    {
        _turns++;
        if (++_turnsAtThisMoment > _options.LivelockTurns) throw Diagnosis.Livelock(this);
        if (next.Run is Mailbox mailbox) RunMailbox(next, mailbox);
        else RunWork(next);
        if (_pool.HasWork) TakePoolWork(next.Dispatcher);
        if (RuntimeTimers.HasStarted) RuntimeTimers.Capture(next.System ?? _outside);
        if (_offset > 0) HoldThread(next);
    }

    /// <summary>Takes the turns of one system that are ready, and those that become so, in the order in which they become
    /// ready.</summary>
    /// <param name="system">One of this world.</param>
    /// <param name="ofUser">Those of actors below /user too.</param>
    private void Settle(VirtualSystem system, bool ofUser)
    {
        using var _ = Enter();
        while (true)
        {
            if (_fresh > 0) SettleFresh();
            int index = 0;
            while (index < _ready.Count && !IsMeant(_ready[index])) index++;
            if (index == _ready.Count) return;
            TakeTurn(_ready.TakeAt(index));
        }

        bool IsMeant(in Ready item) =>
            item.System == system && (ofUser || item.Run is not Mailbox mailbox || !((ObservedQueue)mailbox.MessageQueue).IsOfUser);
    }

    private void RunMailbox(in Ready next, Mailbox mailbox)
    {
        var queue = (ObservedQueue)mailbox.MessageQueue;
        _turnQueue = queue;
        _turnHasReceived = false;
        BeginTurn(next);
        mailbox.Run();
        EndTurn();
        _turnQueue = null;
        // A turn of system messages alone.
        if (!_turnHasReceived) Digested(queue.PathHash, 0);
    }

    private void RunWork(in Ready next)
    {
        BeginTurn(next);
        try
        {
            next.Run.Run();
        }
        finally
        {
            EndTurn();
        }
    }

    private void BeginTurn(in Ready next)
    {
        _turn = next;
        _inTurn = true;
    }

    private void EndTurn()
    {
        _inTurn = false;
        if (_blocked is not null) ThrowBlocked();
    }

    private void ThrowBlocked()
    {
        lock (_turnLock)
        {
            VirtualTimeException blocked = _blocked!;
            _blocked = null;
            _offset = 0;
            try
            {
                // The interrupt may have come after the wait had ended: it must not hit the next one.
                Thread.Sleep(0);
            }
            catch (ThreadInterruptedException)
            {
                // It has been told.
            }

            throw blocked;
        }
    }

    private Ready Choose()
    {
        int index = _chooser.Choose(_choices, _ready);
        if (index > 0) _deviations.Add(new Schedule.Deviation(_choices, index));
        _choices++;
        return _ready.TakeAt(index);
    }

    /// <summary>What became ready during one turn is put in the order in which its actors were created: Akka walks through hash
    /// tables, whose order differs per process.</summary>
    private void SettleFresh()
    {
        if (_fresh > 1) _ready.SortLast(_fresh, _numberOf);
        _fresh = 0;
        if (_obstacles > 0) _ready.RemoveWhere(item => Park(item));
    }

    private static long NumberOf(IRunnable run) =>
        run is Mailbox mailbox ? ((ObservedQueue)mailbox.MessageQueue).Number : long.MaxValue;

    /// <summary>Puts aside what cannot run now: its system is frozen, its actor holds a thread, or its dispatcher has none
    /// left.</summary>
    private static bool Park(in Ready item)
    {
        if (item.Dispatcher is not { } dispatcher) return false;
        if (dispatcher.System.Life == SystemLife.Frozen) dispatcher.System.FrozenTurns.Add(item);
        else if (dispatcher.System.Busy.ContainsKey(item.Run)) dispatcher.System.Busy[item.Run] = item;
        else if (!dispatcher.HasFreeThread) dispatcher.WaitingForThread.Add(item);
        else return false;
        return true;
    }

    private void HoldThread(in Ready turn)
    {
        VirtualDispatcher dispatcher = turn.Dispatcher!;
        IRunnable run = turn.Run;
        dispatcher.System.Busy.Add(run, null);
        dispatcher.HeldThreads++;
        _obstacles++;
        _pending.Add(_now + _offset, new PendingEvent(EventKind.Action, (Action)Release, null, null, null, dispatcher.System, 0));
        _offset = 0;
        SettleFresh();
        if (!dispatcher.HasFreeThread) _ready.RemoveWhere(item => item.Dispatcher == dispatcher && Park(item));

        void Release()
        {
            SettleFresh();
            dispatcher.HeldThreads--;
            _obstacles--;
            foreach (Ready waiting in dispatcher.WaitingForThread) _ready.Add(waiting);
            dispatcher.WaitingForThread.Clear();
            if (dispatcher.System.Busy.Remove(run, out Ready? parked) && parked is { } again) _ready.Add(again);
        }
    }

    private void TakePoolWork(VirtualDispatcher? dispatcher)
    {
        while (_pool.Take() is { } work) MakeReady(new Ready(new PoolWork(work), dispatcher));
    }

    private sealed class PoolWork(object work) : IRunnable
    {
        public object Work => work;

        public void Run() => PoolCapture.Run(work);

        public void Execute() => Run();

        public override string ToString() => $"work for the thread pool ({work.GetType().Name})";
    }

    /// <summary>Moves the clock to the next event and lets everything happen that belongs to that moment.</summary>
    /// <param name="end">Nanoseconds; events after it stay.</param>
    /// <returns>False if there is none.</returns>
    private bool Advance(long end)
    {
        if (RuntimeTimers.HasStarted) RuntimeTimers.Capture(_outside);
        bool isPending = TryPeekTime(out long time);
        if (_patient.Count > 0 && !(isPending && time == _now))
        {
            Happen(_patient.Dequeue());
            if (_pool.HasWork) TakePoolWork(null);
            return true;
        }

        if (!isPending || time > end) return false;
        MoveClock(time);
        do
        {
            if (_pending.TryTakeTell(out ICanTell? receiver, out object? message, out IActorRef? sender)) Deliver(receiver, message, sender);
            else HappenOrWait(_pending.Take());
            if (_pool.HasWork) TakePoolWork(null);
        }
        while (!HappensOneByOne && TryPeekTime(out long next) && next == time);

        return true;
    }

    private bool AwaitsSomethingOnce()
    {
        if (_patient.Count > 0) return true;
        if (_pending.OnceCount == 0 || !TryPeekTime(out _)) return false;
        if (_pending.Next.Every == 0) return true;
        // Behind the repeating event there may be nothing but what was taken back.
        _pending.RemoveWhere(what => what.IsCancelled);
        return _pending.OnceCount > 0;
    }

    private void Deliver(ICanTell receiver, object message, IActorRef? sender)
    {
        BeginTurn(default);
        try
        {
            receiver.Tell(message, sender);
        }
        catch (Exception failure) when (receiver is ActorRefWithCell { Underlying.System: { } system })
        {
            LogFailure(system, failure);
        }
        finally
        {
            EndTurn();
        }
    }

    /// <summary>As Akka's own scheduler does: what it runs must not end it.</summary>
    private void LogFailure(ActorSystem system, Exception failure)
    {
        if (_blocked is null) system.Log.Error(failure, "Error while executing a scheduled task");
    }

    private void HappenOrWait(in PendingEvent what)
    {
        if (what.Kind == EventKind.Patient) _patient.Enqueue(what);
        else Happen(what);
    }

    /// <summary>The time of the next event that was not taken back: what was taken back does not move the clock.</summary>
    private bool TryPeekTime(out long time)
    {
        while (_pending.TryPeekTime(out time))
        {
            if (!_pending.Next.IsCancelled) return true;
            _pending.Take();
        }

        return false;
    }

    private void Happen(in PendingEvent what)
    {
        if (what.System.Life != SystemLife.Running)
        {
            if (what.System.Life == SystemLife.Frozen) what.System.FrozenEvents.Add(what);
            return;
        }

        if (what.Kind == EventKind.Engine)
        {
            Happen((EngineEvent)what.Target);
            return;
        }

        if (what.Kind is EventKind.Continuation or EventKind.Patient)
        {
            ((Action)what.Target)();
            return;
        }

        BeginTurn(default);
        try
        {
            Do(what);
            if (RuntimeTimers.HasStarted) RuntimeTimers.Capture(what.System);
            if (what.Every > 0) _pending.Add(_now + what.Every, what);
        }
        catch (Exception failure) when (what is { Kind: not EventKind.RuntimeTimer, System.System: not null })
        {
            LogFailure(what.System.System!, failure);
        }
        finally
        {
            EndTurn();
        }
    }

    /// <summary>What it throws ends the run: it is the engine's own.</summary>
    private void Happen(EngineEvent what)
    {
        what.Leave();
        BeginTurn(default);
        try
        {
            what.Happen();
        }
        finally
        {
            EndTurn();
        }
    }

    private static void Do(in PendingEvent what)
    {
        switch (what.Kind)
        {
            case EventKind.Tell: ((ICanTell)what.Target).Tell(what.Message!, what.Sender); break;
            case EventKind.Action: ((Action)what.Target)(); break;
            case EventKind.Runnable: ((IRunnable)what.Target).Run(); break;
            default: ((TimerCapture.Due)what.Target).Fire(); break;
        }
    }

    private void MoveClock(long time)
    {
        if (time <= _now) return;
        _now = time;
        _turnsAtThisMoment = 0;
    }

    /// <summary>The four numbers are multiplied apart, so that only one multiplication waits for the digest before.</summary>
    private void Digested(ulong path, ulong type)
    {
        ulong turn = (path * PathPrime) ^ (type * TypePrime) ^ ((ulong)_now * TimePrime) ^ ((ulong)_turns * TurnPrime);
        _digest = (BitOperations.RotateLeft(_digest, 23) ^ turn ^ (turn >> 29)) * DigestPrime;
    }

    private void AcceptForeign(Action let, string what)
    {
        string from = Diagnosis.Poster();
        lock (_foreign)
        {
            _foreign.Enqueue(let);
            _foreignPosts++;
            Doubt($"thread {from} posted {what}");
            Monitor.Pulse(_foreign);
        }
    }

    /// <summary>What other threads posted waits until nothing else is ready, so that it does not matter how early it
    /// came.</summary>
    private bool LetForeignIn()
    {
        if (Volatile.Read(ref _foreignPosts) == _foreignLetIn) return false;
        lock (_foreign)
        {
            _foreignLetIn = _foreignPosts;
            while (_foreign.TryDequeue(out Action? let)) let();
        }

        SettleFresh();
        return _ready.Count > 0;
    }

    /// <summary>Waits for real until another thread posts something or fulfils the condition.</summary>
    private bool WaitForForeign(Func<bool> condition)
    {
        var glance = TimeSpan.FromMilliseconds(1);
        for (TimeSpan left = _options.ForeignPatience; left > TimeSpan.Zero; left -= glance)
        {
            lock (_foreign)
            {
                if (_foreign.Count > 0 || Monitor.Wait(_foreign, glance)) return true;
            }

            if (!condition()) continue;
            Doubt("another thread fulfilled what was awaited");
            return true;
        }

        return false;
    }

    private void Remember(in Received ask)
    {
        if (_recentAsks.Count == 1024) _recentAsks.RemoveRange(0, 512);
        _recentAsks.Add(ask);
    }

    private void Doubt(string why)
    {
        const int Most = 100;
        lock (_foreign)
        {
            if (_doubts.Count < Most && !_doubts.Contains(why)) _doubts.Add(why);
        }
    }
}
