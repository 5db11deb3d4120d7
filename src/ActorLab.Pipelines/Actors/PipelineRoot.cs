using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Pipelines.Items;
using ActorLab.Pipelines.Planning;

namespace ActorLab.Pipelines.Actors;

/// <summary>Sets up the actors of a pipeline and brings together what they say at their end.</summary>
internal sealed class PipelineRoot(ActorRef outside, PipelineLayout layout) : IActor
{
    private sealed record TimeIsUp : IMessage
    {
        public static readonly TimeIsUp Instance = new();
    }

    /// <summary>How long what is under way may take to come to its end after an interruption; less than an engine allows.</summary>
    private static readonly SimDuration Patience = SimDuration.FromMilliseconds(700);

    private readonly Dictionary<string, StageFigures> _figures = new(StringComparer.Ordinal);
    private SpawnedPipeline? _pipeline;
    private SimTime _begun;
    private StageFailed? _failure;
    private bool _interrupted, _asked, _over;

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case Started:
                _begun = context.Now;
                _pipeline = layout.Spawn(context, outside);
                break;
            case StageFigures figures:
                _figures[figures.Name] = figures;
                EndIfComplete(context);
                break;
            case StageFailed failed:
                _failure ??= failed;
                AskAll(context);
                break;
            case Interrupted:
                _interrupted = true;
                foreach (ActorRef actor in _pipeline!.Sources) context.Send(actor, Halt.Instance);
                context.SendAfter(context.Self, TimeIsUp.Instance, Patience);
                break;
            case TimeIsUp: AskAll(context); break;
            case Stopping: break;
            default: context.Unhandled(message); break;
        }
    }

    /// <summary>Whoever has not come to its end says how far it is.</summary>
    private void AskAll(IActorContext context)
    {
        if (_asked) return;
        _asked = true;
        foreach ((string name, ActorRef actor) in _pipeline!.Actors)
        {
            if (_figures.ContainsKey(name)) continue;
            context.Send(actor, Ask.Instance);
        }

        EndIfComplete(context);
    }

    private void EndIfComplete(IActorContext context)
    {
        // Whoever was asked may come to its end as well, and say so again.
        if (_over || _figures.Count < _pipeline!.Actors.Count) return;
        _over = true;
        context.Send(outside, new PipelineEnded(context.Now - _begun, [.. _pipeline.Actors.Keys.Reverse().Select(name => _figures[name])], _failure, _interrupted));
        context.Stop(context.Self);
    }
}

/// <summary>All that a run of a pipeline leaves behind.</summary>
/// <param name="Elapsed">From the set-up to the end.</param>
/// <param name="Figures">Of all actors, from the sources on.</param>
/// <param name="Failure">Why it ended early; null if it did not fail.</param>
/// <param name="Interrupted">Whether somebody wanted an early end.</param>
public sealed record PipelineEnded(SimDuration Elapsed, ImmutableArray<StageFigures> Figures, StageFailed? Failure, bool Interrupted) : IMessage;
