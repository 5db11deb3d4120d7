using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Core.Trace;
using ActorLab.Simulation.Cells;
using ActorLab.Simulation.Dispatchers;
using ActorLab.Simulation.Events;
using ActorLab.Simulation.Hosting;
using ActorLab.Simulation.ModelledMachine;
using ActorLab.Simulation.Processes;
using ActorLab.Simulation.Recording;
using ActorLab.VirtualTime.Events;
using Akka.Actor;
using Akka.Dispatch;

namespace ActorLab.Simulation;

/// <summary>One run of a plan: its clock, its pending events, its machine and its counts.</summary>
/// <remarks>Turns cost no time: threads that have work now take it first come, first served, and only when none has is the next pending event due.</remarks>
internal sealed class SimulationRun
{
    /// <summary>How often the loop looks whether somebody wants the run to end: a power of two.</summary>
    private const long InterruptCheckInterval = 4096;

    /// <summary>As it is called in traces and dead letters.</summary>
    public const string OutsideName = "outside";

    private readonly ScenarioPlan _plan;
    private readonly SimulationFaults _faults;
    private readonly EngineOptions _options;
    private readonly OutsideRef _outside;
    private readonly ImmutableArray<DeadLetter>.Builder _deadLetters = ImmutableArray.CreateBuilder<DeadLetter>();
    private readonly Dictionary<string, Station> _services = new(StringComparer.Ordinal);
    private readonly RandomStream _random;
    private readonly SimulatedProcess _rootProcess;
    private readonly List<string> _lostNodes = [];
    private readonly long[] _steps = new long[StepCounts.KindCount];
    private readonly Standstill _standstill;
    private readonly LabWorld _world;

    /// <summary>What the clock of the world showed when the run began.</summary>
    private readonly long _start;

    private NodeTable? _nodes;
    private SimulatedActor? _root;
    private RunOutcome _outcome;
    private string? _failure;
    private Exception? _cause;

    /// <summary>Why the root has been asked to explain itself.</summary>
    private (RunOutcome Outcome, string Report)? _explained;

    private CancellationToken _interrupt;
    private bool _interrupted;
    private (SimulatedActor? Sender, long Number, long Turn) _due;
    private long _loops;
    private long _windUpLeft = SimulationEngine.WindUpEvents;
    private long _lastActor;
    private long _sends;
    private long _turns;
    private long _deadLetterCount;
    private long _failures;
    private long _restarts;

    /// <summary>The number of turns at which somebody looks whether time stands still; whatever else happens brings it nearer.</summary>
    private long _lookAtTurn;

    public SimulationRun(LabWorld world, ScenarioPlan plan, SimulationFaults faults, EngineOptions options, long maxTurnsAtOneInstant)
    {
        _world = world;
        world.Run = this;
        _outside = new OutsideRef(SendOutside);
        _start = world.World.NowNanoseconds;
        _standstill = new Standstill(maxTurnsAtOneInstant);
        _lookAtTurn = _standstill.FirstInterval;
        _plan = plan;
        _faults = faults;
        _options = options;
        _random = new RandomStream(plan.Seed);
        Machine = plan.Machine;
        StepCost = Math.Max(0, plan.Machine.StepCost.Nanoseconds);
        Trace = new RunTrace(options.Trace);
        Files = new FileSystem(plan.Files);
        ComputeCosts = new ComputeCosts(plan.Machine.ComputeVariation, _random.Split("compute"));
        Disk = new Station(Math.Max(1, plan.Machine.DiskCapacity), _random.Split("disk"));
        Processors = new Processors(this, plan.Machine);
        _rootProcess = SimulatedProcess.OfRoot(this);
    }

    /// <summary>Virtual nanoseconds since the run began.</summary>
    public long Now => _world.World.NowNanoseconds - _start;

    public bool IsOver { get; private set; }

    public ulong Seed => _plan.Seed;

    public MachineProfile Machine { get; }

    /// <summary>The most messages that an actor handles before others get a turn, where its plan asks for no other number.</summary>
    public int Throughput => _world.Throughput;

    /// <summary>Nanoseconds that a step costs which computes nothing.</summary>
    public long StepCost { get; }

    /// <summary>Nanoseconds that it costs to unpack a message from another process; 0 or more.</summary>
    public long TransferCostOf(IMessage message)
    {
        long cost = Machine.TransferCost.Nanoseconds;
        if (message is ISizedMessage { SizeBytes: > 0 and var size }) cost += (long)((Int128)size * Machine.TransferCostPerMebibyte.Nanoseconds >> 20);
        return Math.Max(0, cost);
    }

    public bool ComputesActions => Machine.Compute;

    public Processors Processors { get; }

    public ComputeCosts ComputeCosts { get; }

    public Station Disk { get; }

    public FileSystem Files { get; }

    public RunTrace Trace { get; }

    public TurnInHand Turn { get; } = new();

    /// <summary>The body that the loop runs just now.</summary>
    public BodyRun? ActiveBody { get; set; }

    /// <summary>The real thread that the loop runs on.</summary>
    public int LoopThread { get; } = Environment.CurrentManagedThreadId;

    public RunResult Run(CancellationToken interrupt)
    {
        try
        {
            _nodes = new NodeTable(this, _plan);
            _nodes.Schedule(_faults);
            ActorProps props = _plan.Root(_outside);
            _root = Create(null, props, props.Name ?? "root");
            _interrupt = interrupt;
            Loop();
        }
        catch (Exception thrown)
        {
            Fail(thrown.Message, thrown);
        }

        return Result();
    }

    public SimulatedActor Create(SimulatedActor? parent, ActorProps props, string path)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        if (props.Placement is { } placement) return Place(parent, props, placement, path, name);
        SimulatedProcess process = parent?.Process ?? _rootProcess;
        return Add(parent, props, path, process.Dispatchers.For(props, name, isRoot: parent is null));
    }

    /// <summary>The actors that live, in an order that does not depend on how they came to be found.</summary>
    public IEnumerable<SimulatedActor> Living() => _root!.Living();

    /// <summary>Nothing of it is left in its world.</summary>
    public bool HasEndedCleanly => _root is { HasStopped: true } && _cause is null && _world.World.ForeignPosts == 0;

    /// <summary>The actor that lives in an Akka actor; null for one that is none of this run's.</summary>
    public SimulatedActor? ActorOf(IActorRef host) => _world.ActorOf(host);

    /// <summary>Its Akka actor has stopped.</summary>
    public void Stopped(SimulatedActor actor) => _world.Stopped(actor);

    /// <summary>The turn comes as soon as those that were ready before it have been.</summary>
    public void MakeReady(IRunnable turn) => _world.Dispatcher.MakeReady(turn);

    /// <summary>There is something in a mailbox that was empty.</summary>
    public void Register(Mailbox mailbox) => _world.Dispatcher.Register(mailbox);

    /// <param name="what">Not pending.</param>
    /// <param name="time">In nanoseconds of this run, not before now.</param>
    /// <param name="priority">First of the ties.</param>
    /// <param name="source">Second of the ties: the number of the actor it belongs to.</param>
    public void Add(MachineEvent what, long time, EventPriority priority, ActorId source) =>
        _world.World.AddEngineEvent(what, time > long.MaxValue - _start ? long.MaxValue : _start + time, EngineEvent.Tie((int)priority, source.Value));

    /// <summary>Takes an event back.</summary>
    /// <returns>False if it was not pending.</returns>
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "It is the run that it is taken from.")]
    public bool Remove(MachineEvent what)
    {
        if (!what.IsPending) return false;
        what.Leave();
        return true;
    }

    public void RemoveEvents(Predicate<MachineEvent> meant) => _world.World.RemoveEvents(e => e is MachineEvent what && meant(what));

    public Station StationOf(string service, ServiceProfile profile)
    {
        if (!_services.TryGetValue(service, out Station? station))
        {
            station = new Station(Math.Max(1, profile.Capacity), _random.Split($"service/{service}"));
            _services.Add(service, station);
        }

        return station;
    }

    /// <summary>Sends a message whose delay has passed. Nothing has a turn now.</summary>
    /// <param name="sender">The actor that asked for it.</param>
    /// <param name="receiver">For whom it is.</param>
    /// <param name="message">What.</param>
    /// <param name="number">Of the message among the sender's.</param>
    /// <param name="turn">Of the sender, in which it asked for it.</param>
    public void SendDue(SimulatedActor sender, IActorRef receiver, IMessage message, long number, long turn)
    {
        if (Trace.IsOn) Trace.Place = sender.Process.TimerPlace;
        _due = (sender, number, turn);
        receiver.Tell(message, sender.Host);
        _due = default;
    }

    /// <summary>Akka hands over a message.</summary>
    /// <param name="from">As Akka has it.</param>
    /// <param name="target">Null for the outside.</param>
    /// <param name="message">What.</param>
    /// <returns>The actor that sent it, and its number among that actor's; none for a message of the engine.</returns>
    public (SimulatedActor? Sender, long Number) CountSend(IActorRef? from, SimulatedActor? target, IMessage message)
    {
        if (from is null || SenderOf(from) is not { } sender) return default;
        (long number, long turn) = sender == _due.Sender ? (_due.Number, _due.Turn) : (sender.NextMessageNumber(), sender.LastTurn);
        _sends++;
        Trace.RecordSend(Now, sender, target?.Id ?? OutsideRef.Id, message, number, turn);
        if (target is not null) sender.LastReceiver = target;
        return (sender, number);
    }

    /// <summary>Mostly it is the actor whose turn it is.</summary>
    private SimulatedActor? SenderOf(IActorRef from) =>
        Turn.Actor is { } acting && ReferenceEquals(acting.Host, from) ? acting : ActorOf(from) is { } actor && actor.Run == this ? actor : null;

    /// <summary>A message has come for an actor that has stopped.</summary>
    public void Late(Akka.Event.DeadLetter late)
    {
        if (late.Message is not IMessage message || ActorOf(late.Recipient) is not { } target || target.Run != this) return;
        (SimulatedActor? sender, long number) = CountSend(late.Sender, target, message);
        if (sender is null) return;
        DeadLetter(target.Process.IsLost ? DeadLetterReason.NodeLost : DeadLetterReason.ReceiverStopped, sender, target, message, number);
    }

    /// <returns>The actor, or null for the outside.</returns>
    /// <exception cref="ArgumentException">It belongs to another run.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SimulatedActor? Require(IActorRef reference)
    {
        if (ActorOf(reference) is { } actor && actor.Run == this) return actor;
        if (reference != _outside) Refuse(reference);
        return null;
    }

    [DoesNotReturn]
    private static void Refuse(IActorRef reference) => throw new ArgumentException($"{reference.Path} is not an actor of this run", nameof(reference));

    public void DeadLetter(DeadLetterReason reason, SimulatedActor? sender, SimulatedActor receiver, object message, long number, long turn = 0)
    {
        _deadLetterCount++;
        Trace.RecordDrop(Now, receiver, sender, reason, message, number, turn);
        if (_deadLetters.Count < RunResult.MaxDeadLettersKept) _deadLetters.Add(new DeadLetter(reason, sender?.Path, receiver.Path, OwnOf(message)));
    }

    private static IMessage OwnOf(object message) =>
        message is Akka.Actor.Terminated terminated ? new EndOf(terminated.ActorRef) : (IMessage)message;

    public void CountTurn(SimulatedActor actor, ActorId peer, object message, long number)
    {
        Trace.RecordTurn(Now, actor, peer, message, number);
        if (++_turns >= _lookAtTurn) LookAt(actor, message);
    }

    /// <summary>A body begins or goes on after a step.</summary>
    public void CountPartOfBody(SimulatedActor actor, IBody body)
    {
        if (_turns >= --_lookAtTurn) LookForStandstill(actor, $"goes on with its body {body.GetType().Name}");
    }

    public void NodeLost(string node) => _lostNodes.Add(node);

    public void CountStep(StepKind kind) => _steps[(int)kind]++;

    public void CountFailure(SimulatedActor actor, Exception failure)
    {
        _failures++;
        Trace.Record(TraceKind.Fault, Now, actor.Id, default, failure.GetType().Name, actor.LastTurn);
    }

    public void CountRestart(SimulatedActor actor, Exception cause)
    {
        _restarts++;
        Trace.Record(TraceKind.Restart, Now, actor.Id, default, cause.GetType().Name, actor.LastTurn);
        if (_turns >= --_lookAtTurn) LookForStandstill(actor, $"is restarted after {cause.GetType().Name}");
    }

    public void RootStopped(Exception? escalated, Exception? fatal)
    {
        Exception? cause = escalated ?? fatal;
        if (cause is not null) Fail($"{_root!.Path} failed: {cause.Message}", cause);
        else End(_interrupted ? RunOutcome.Interrupted : _explained?.Outcome ?? RunOutcome.Completed, _explained?.Report, null);
    }

    public void Fail(string failure, Exception cause) => End(RunOutcome.Failed, failure, cause);

    /// <summary>The time so many nanoseconds after another. The run ends where virtual time cannot hold it: that is the scenario's doing.</summary>
    public long TimeAfter(long time, long nanoseconds, SimulatedActor actor)
    {
        long after = unchecked(time + nanoseconds);
        if (after >= time && after <= long.MaxValue - _start) return after;
        End(RunOutcome.Failed, $"virtual time ends 292 years after the start of a run, and {actor.Path} asks at {new SimTime(Now)} for {new SimDuration(nanoseconds)} more", null);
        return long.MaxValue;
    }

    /// <summary>The scenario does what no body may do; nothing after it would mean anything.</summary>
    public void BreakRule(string rule) => Fail(rule, new InvalidOperationException(rule));

    /// <summary>The first end counts.</summary>
    public void End(RunOutcome outcome, string? failure, Exception? cause)
    {
        if (IsOver) return;
        IsOver = true;
        _outcome = outcome;
        _failure = failure;
        _cause = cause;
    }

    private SimulatedActor Place(SimulatedActor? parent, ActorProps props, Placement placement, string path, string name)
    {
        if (parent is null) throw new ArgumentException("the root is on a node of its own and cannot be placed on another");
        PlacedActor placed = _nodes!.Place(parent.Process, props, placement, name);
        SimulatedActor actor = Add(parent, placed.Props, path, placed.Dispatcher);
        if (placed.Process.IsLost) actor.BeAbsent();
        else if (!placed.Process.IsUp) placed.Process.AwaitStart(actor);
        return actor;
    }

    private SimulatedActor Add(SimulatedActor? parent, ActorProps props, string path, SimulatedDispatcher dispatcher)
    {
        var actor = new SimulatedActor(this, parent, props, new ActorId(++_lastActor), path, dispatcher);
        Trace.Record(TraceKind.Spawn, Now, actor.Id, parent?.Id ?? default, path);
        actor.Host = _world.Host(actor, props, parent);
        return actor;
    }

    private void Loop()
    {
        while (!IsOver)
        {
            if (_world.World.RunWhile(GoesOn)) continue;
            if (!_interrupted && _interrupt.IsCancellationRequested) Interrupt();
            else EndWithoutEvents();
        }
    }

    /// <summary>Asked before each turn and each event.</summary>
    private bool GoesOn()
    {
        if ((_loops++ & (InterruptCheckInterval - 1)) == 0 && _interrupt.IsCancellationRequested) Interrupt();
        if (_interrupted && _windUpLeft-- == 0) End(RunOutcome.Interrupted, "the run did not wind up in time", null);
        return !IsOver;
    }

    private void Interrupt()
    {
        if (_interrupted) return;
        _interrupted = true;
        _root!.PostOfEngine(Interrupted.Instance);
    }

    private void EndWithoutEvents() =>
        EndOrAsk(RunOutcome.Deadlocked, DeadlockReport.Of([.. Living()], new SimTime(Now)), NothingHappens.Instance);

    /// <summary>The run leads nowhere. A root that wants to say why is asked, once, and has the turns that this takes.</summary>
    private void EndOrAsk(RunOutcome outcome, string report, IMessage question)
    {
        if (_plan.ExplainsStandstill && _explained is null && !_interrupted && !_root!.HasStopped)
        {
            _explained = (outcome, report);
            _root.PostOfEngine(question);
            return;
        }

        (outcome, report) = _explained ?? (outcome, report);
        End(_interrupted ? RunOutcome.Interrupted : outcome, report, null);
    }

    private void LookAt(SimulatedActor actor, object message) => LookForStandstill(actor, $"handles {Trace.TagOf(message)}");

    private void LookForStandstill(SimulatedActor actor, string what)
    {
        long next = _standstill.Look(Now, actor, what);
        if (next == 0)
        {
            EndOrAsk(RunOutcome.Livelocked, _standstill.Report(), TimeStandsStill.Instance);
            next = _standstill.LookAgain();
        }

        _lookAtTurn = _turns + next;
    }

    private void SendOutside(IMessage message, IActorRef from)
    {
        CountSend(from, null, message);
        _outside.Add(message);
        try
        {
            _options.OnOutbox?.Invoke(message);
        }
        catch (Exception thrown)
        {
            // Not the sender's failure: its supervision must not hear of it.
            Fail($"the observer of the outbox failed: {thrown.Message}", thrown);
        }
    }

    private RunResult Result()
    {
        if (_root is not null)
        {
            foreach (SimulatedActor actor in Living()) actor.AbandonMailbox();
        }

        return new RunResult
        {
            Outcome = _outcome,
            Failure = _failure,
            Cause = _cause,
            Outbox = _outside.Messages(),
            Elapsed = new SimDuration(Now),
            Steps = new StepCounts(_steps),
            Counters = new RunCounters(_sends, _turns, _deadLetterCount, _lastActor, _failures, _restarts),
            DeadLetters = _deadLetters.ToImmutable(),
            LostNodes = [.. _lostNodes],
            ProcessorTime = Processors.Used,
            TraceDigest = Trace.Digest,
            Files = Files.Contents(),
        };
    }
}
