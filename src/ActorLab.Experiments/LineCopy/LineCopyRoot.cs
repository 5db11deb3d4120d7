using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Journal;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;
using ActorLab.Core.Verify;

namespace ActorLab.Experiments.LineCopy;

/// <summary>Sets up the actors of one run, and at its end brings together how far the work came and what the verifier saw.</summary>
internal sealed class LineCopyRoot(IActorRef outside, LineCopyShape shape, ActorProps verifierProps, IWorkQueue? queue = null) : LabActor
{
    /// <summary>Enough that no node runs dry while what others have done is on its way, and few enough that an interrupted run ends soon.</summary>
    private const int LeasesPerWorker = 32;

    private IActorRef? _verifier;
    private IActorRef? _coordinator;
    private IActorRef? _resequencer;
    private Coordinator.Finished? _work;
    private LeaseFeeder.Figures? _queueFigures;
    private OrderVerifier.Verified? _verified;
    private SimTime _begun;
    private bool _interrupted;

    protected override void PreStart()
    {
        _begun = Now;
        SetUp();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            // The sink is made before the coordinator, so what it tells the coordinator goes through here.
            case Coordinator.DeliveredUpTo or Coordinator.SinkFailed: _coordinator.Tell(message); break;
            case JournalKeeper.Failed(var cause): _coordinator.Tell(new Coordinator.SinkFailed(cause)); break;
            case Interrupted:
                _interrupted = true;
                _coordinator.Tell(Coordinator.Interrupt.Instance);
                break;
            // Comes before the end, as the coordinator stops the feeder before it tells its own.
            case LeaseFeeder.Figures figures: _queueFigures = figures; break;
            case Coordinator.Finished finished:
                _work = finished with { Lost = _queueFigures?.Lost ?? finished.Lost };
                _verifier.Tell(new OrderVerifier.Finish(finished.Done, CutReason(finished)) { Run = Evidence(finished) });
                break;
            case OrderVerifier.Verified verified:
                _verified = verified;
                if (_resequencer is null) Report(new Resequencer.Figures(0, 0));
                else _resequencer.Tell(Resequencer.Ask.Instance);
                break;
            case Resequencer.Figures arrived: Report(arrived); break;
            default: Unhandled(message); break;
        }
    }

    private void SetUp()
    {
        IActorRef self = Self;
        _verifier = Spawn(verifierProps);
        if (shape.WriteBody is { } write)
        {
            IActorRef sink = Spawn(new ActorProps(() => new Sink(new SinkOptions
            {
                Coordinator = self,
                Body = write,
                AcknowledgeEvery = shape.Window / 4,
                LastItem = shape.Items,
                Resume = Resume,
                Journal = JournalOf(),
            })) { Name = "sink", Dispatcher = DispatcherPolicy.ForkJoin("sink", 1), Supervision = Escalating });
            _resequencer = Spawn(new ActorProps(() => new Resequencer(sink, shape.Window, Resume)) { Name = "resequencer", Dispatcher = DispatcherPolicy.ForkJoin("sink", 1), Supervision = Escalating });
        }

        _coordinator = Spawn(new ActorProps(() => new Coordinator(CoordinatorOptions(self))) { Name = "coordinator", Dispatcher = shape.CoordinatorDispatcher, Supervision = Escalating });
    }

    private ResumePoint Resume => shape.Keeping?.Resume ?? ResumePoint.None;

    /// <summary>Watches the run and is no part of it: what it writes is none of the workload's steps.</summary>
    private SinkJournal? JournalOf()
    {
        if (shape.Keeping is not { } keeping) return null;
        IActorRef self = Self;
        IActorRef keeper = Spawn(new ActorProps(() => new JournalKeeper(new JournalAppend(keeping.State.JournalPath), self)) { Name = "journal", Observer = true });
        return new SinkJournal(keeper, 0, keeping.Output.Tally);
    }

    private static readonly SupervisionPolicy Escalating = new() { Directive = SupervisionDirective.Escalate };

    private CoordinatorOptions CoordinatorOptions(IActorRef self) => new()
    {
        Source = new RangeSource(shape.Items, Resume.Delivered),
        Resume = Resume,
        Workers = queue is null ? shape.Workers : 1,
        Worker = queue is null ? WorkerProps : (coordinator, _) => FeederProps(coordinator, queue, self),
        MaxWorkerRestarts = queue is null ? Core.Model.CoordinatorOptions.DefaultMaxWorkerRestarts : 0,
        Owner = self,
        ProgressTo = outside,
        Window = shape.WriteBody is null ? null : shape.Window,
        ItemsPerWorker = shape.ItemsPerWorker,
        StopOnFailure = true,
        Downstream = _resequencer,
    };

    private ActorProps WorkerProps(IActorRef coordinator, int index) => shape.Body is not { } body
        ? ActorProps.OnNode(LineCopyWorkerRole.NodeOf(index), LineCopyWorkerRole.Name, new LineCopyWorkerArguments(coordinator, _resequencer))
        : new ActorProps(() => new Worker(new WorkerOptions
        {
            Coordinator = coordinator,
            Body = body,
            Occupancy = shape.Occupancy,
            Prefetch = shape.Prefetch,
            Downstream = _resequencer,
            RetireAfterItems = shape.ItemsPerWorker,
        })) { Dispatcher = shape.Dispatcher };

    /// <summary>The nodes take their items from the queue; to the coordinator all of them are one worker.</summary>
    private ActorProps FeederProps(IActorRef coordinator, IWorkQueue queue, IActorRef self) => new(() => new LeaseFeeder(new LeaseFeederOptions
    {
        Coordinator = coordinator,
        Owner = self,
        Entry = queue.Entry,
        Taps = shape.Workers,
        Tap = (feeder, _, slot) => ActorProps.OnNode(LineCopyWorkerRole.NodeOf(slot), LineCopyWorkerRole.TapName, new LineCopyTapArguments(feeder, _resequencer, queue.Name)),
        Window = shape.Workers * LeasesPerWorker,
    }));

    private string? CutReason(Coordinator.Finished finished) =>
        _interrupted && finished.Done < shape.Items ? "the run was interrupted"
        : finished.FirstFailure is { } failure ? $"the run failed: {failure.Message}"
        : finished.Reason;

    /// <summary>What full mailboxes dropped is left out: only the engine counts dead letters, and no actor of a run is told of them.</summary>
    private RunEvidence Evidence(Coordinator.Finished finished) => new() { Workers = shape.Workers, Redelivered = finished.Reassigned + (int)(_queueFigures?.Asked ?? 0) };

    private void Report(Resequencer.Figures figures)
    {
        outside.Tell(new LineCopyEnded(_begun, _work!, _verified!, figures.Peak, figures.Fenced, figures.Duplicates) { GivenOutAgain = _queueFigures?.Asked ?? 0 });
        Self.Tell(PoisonPill.Instance);
    }
}

/// <summary>All that a run of line-copy leaves behind.</summary>
/// <param name="Begun">When the first actor was set up: processes are started from then on.</param>
/// <param name="Work">How far the coordinator came.</param>
/// <param name="Output">What the verifier saw.</param>
/// <param name="PeakResequencerBuffer">0 without a resequencer.</param>
/// <param name="Repeated">Items that came twice and were dropped the second time; 0 without a resequencer.</param>
/// <param name="Fenced">Results that came under a lease that had been taken back, and were dropped; 0 without a resequencer.</param>
internal sealed record LineCopyEnded(SimTime Begun, Coordinator.Finished Work, OrderVerifier.Verified Output, int PeakResequencerBuffer, long Fenced, long Repeated) : IMessage
{
    /// <summary>Items that a work queue gave out more than once. One of them may have been begun a second time by somebody whose result did not come before the end, or was lost.</summary>
    public long GivenOutAgain { get; init; }
}
