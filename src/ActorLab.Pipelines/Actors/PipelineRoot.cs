using System.Collections.Immutable;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Journal;
using ActorLab.Pipelines.Items;
using ActorLab.Pipelines.Planning;

namespace ActorLab.Pipelines.Actors;

/// <summary>Sets up the actors of a pipeline and brings together what they say at their end.</summary>
internal sealed class PipelineRoot(IActorRef outside, PipelineLayout layout, PipelineRunOptions options) : LabActor
{
    private sealed record TimeIsUp : IMessage
    {
        public static readonly TimeIsUp Instance = new();
    }

    private sealed record Look : IMessage
    {
        public static readonly Look Instance = new();
    }

    /// <summary>How long what is under way may take to come to its end after an interruption; less than an engine allows.</summary>
    private static readonly SimDuration Patience = SimDuration.FromMilliseconds(700);

    private readonly Dictionary<string, StageFigures> _figures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SinkVerifier.Judged> _judgements = new(StringComparer.Ordinal);
    private readonly StallWatch? _watch = options.StallAfter is { } after ? new StallWatch(after) : null;
    private SpawnedPipeline? _pipeline;
    private SimTime _begun;
    private SimDuration _elapsed;
    private StageFailed? _failure;
    private bool _interrupted, _asked, _standsStill, _goesRound, _isOver;

    protected override void PreStart()
    {
        _begun = Now;
        _pipeline = layout.Spawn(this, outside, options);
        if (_watch is not null) SendLater(Self, Look.Instance, _watch.Pause);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            // The answer to a look comes before that to the last question, and would be out of date there.
            case StageFigures { HasEnded: false } soFar when _watch is { IsLooking: true } && !_watch.HasSeen(soFar.Name):
                _watch.Add(soFar);
                if (!_asked) Judge();
                break;
            case StageFigures figures:
                _figures[figures.Name] = figures;
                EndIfComplete();
                break;
            case SinkVerifier.Judged judged:
                _judgements[judged.Sink] = judged;
                EndIfJudged();
                break;
            case StageFailed failed: Fail(failed); break;
            case JournalKeeper.Failed(var cause): Fail(new StageFailed("journal", cause)); break;
            // The end of a source that is cut short would be taken for its real end: a list that has begun would be passed on, written, and noted.
            case Interrupted when options.Keeping is not null:
                _interrupted = true;
                AskAll();
                break;
            case Interrupted:
                _interrupted = true;
                foreach (IActorRef actor in _pipeline!.Sources) actor.Tell(Halt.Instance);
                SendLater(Self, TimeIsUp.Instance, Patience);
                break;
            case TimeIsUp: AskAll(); break;
            case NothingHappens:
                _standsStill = true;
                AskAll();
                break;
            case TimeStandsStill:
                _goesRound = true;
                AskAll();
                break;
            case Look when !_asked && !_isOver:
                _watch!.Begin();
                AskLiving();
                Judge();
                break;
            case Look: break;
            default: Unhandled(message); break;
        }
    }

    private void Fail(StageFailed failed)
    {
        _failure ??= failed;
        AskAll();
    }

    /// <summary>When all who have not ended have said how far they are.</summary>
    private void Judge()
    {
        if (!_watch!.IsLooking || _pipeline!.Actors.Keys.Any(name => !_figures.ContainsKey(name) && !_watch.HasSeen(name))) return;
        bool isStalled = _watch.IsStalled(_figures.Count, Now);
        if (isStalled) Fail(Stall(_watch.Seen));
        else SendLater(Self, Look.Instance, _watch.Pause);
    }

    private StageFailed Stall(IEnumerable<KeyValuePair<string, StageFigures>> standing) =>
        StallOf(StallDiagnosis.Of(_pipeline!.Actors.Keys.Reverse(), standing.ToDictionary(StringComparer.Ordinal)));

    private static StageFailed StallOf(string diagnosis) =>
        new(PipelineStalledException.Place, new PipelineStalledException(diagnosis));

    /// <summary>Whoever has not come to its end says how far it is, for the last time.</summary>
    private void AskAll()
    {
        if (_asked) return;
        _asked = true;
        AskLiving();
        foreach (IActorRef stage in _pipeline!.WithWorkers) stage.Tell(TakenBack.Instance);
        EndIfComplete();
    }

    private void AskLiving()
    {
        foreach ((string name, IActorRef actor) in _pipeline!.Actors)
            if (!_figures.ContainsKey(name)) actor.Tell(Ask.Instance);
    }

    private void EndIfComplete()
    {
        // Whoever was asked may come to its end as well, and say so again.
        if (_isOver) return;
        if (_figures.Count < _pipeline!.Actors.Count)
        {
            // One that ends during a look does not answer it.
            if (_watch is not null && !_asked) Judge();
            return;
        }

        _isOver = true;
        _elapsed = Now - _begun;
        if (_standsStill) _failure ??= Stall(_figures.Where(f => !f.Value.HasEnded));
        if (_goesRound)
        {
            _failure ??= StallOf(
                StallDiagnosis.OfEndlessWork(Now, _pipeline.Actors.Keys.Reverse().Select(name => _figures[name])));
        }

        AskVerifiers();
    }

    /// <summary>All have said how far they are; what the sinks made of it is for others to say.</summary>
    private void AskVerifiers()
    {
        foreach ((string sink, IActorRef verifier) in _pipeline!.Verifiers)
        {
            IEnumerable<EdgeAccount> edges = _figures.Values.SelectMany(f => f.Out).Where(e => e.Other == sink);
            ImmutableArray<StreamAccount> sent = [.. edges.Select(e => e.Given!.Value)];
            verifier.Tell(new SinkVerifier.Finish(sent, _figures[sink].DroppedItems, CutReason));
        }

        EndIfJudged();
    }

    /// <summary>Why the stages have not all come to their ends; null if they have.</summary>
    private string? CutReason =>
        _failure is { } failed ? failed.Reason
        : _figures.Values.All(f => f.HasEnded) ? null
        : _interrupted ? "the run was interrupted"
        : "the run came to no end";

    private void EndIfJudged()
    {
        if (_judgements.Count < _pipeline!.Verifiers.Count) return;
        ImmutableArray<StageFigures> figures = [.. _pipeline.Actors.Keys.Reverse().Select(FiguresOf)];
        outside.Tell(new PipelineEnded(_elapsed, figures, _failure, _interrupted));
        Self.Tell(PoisonPill.Instance);
    }

    private StageFigures FiguresOf(string name)
    {
        StageFigures figures = _figures[name];
        if (!_judgements.TryGetValue(name, out SinkVerifier.Judged? judged)) return figures;
        return figures with { Judged = judged.Items, Checks = [.. figures.Checks, .. judged.Checks] };
    }
}

/// <summary>All that a run of a pipeline leaves behind.</summary>
/// <param name="Elapsed">From the set-up to the end.</param>
/// <param name="Figures">Of all actors, from the sources on.</param>
/// <param name="Failure">Why it ended early; null if it did not fail.</param>
/// <param name="Interrupted">Whether somebody wanted an early end.</param>
public sealed record PipelineEnded(SimDuration Elapsed, ImmutableArray<StageFigures> Figures, StageFailed? Failure, bool Interrupted) : IMessage;
