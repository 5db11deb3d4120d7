using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Verify;

namespace ActorLab.Core.Model;

/// <summary>Checks a stream of numbered items while it flows, fed in batches, and gives the verdict when told that it is over.</summary>
/// <param name="verifier">Judges the items; used by this actor alone.</param>
/// <remarks>A restarted actor has lost what it knew, so its verdict is unknown and says why.</remarks>
public sealed class StreamOrderVerifier(StreamVerifier verifier) : LabActor
{
    private string? _failure;
    private bool _answered;

    /// <param name="Items">In the order of arrival. Not to be changed after sending.</param>
    public sealed record Batch(ReadOnlyMemory<StreamItem> Items) : IMessage;

    /// <summary>A producer has sent all that it will.</summary>
    public sealed record ProducerEnded(EndAnnouncement Announcement) : IMessage;

    /// <summary>No more will come. The sender gets <see cref="Verified"/>.</summary>
    /// <param name="CutReason">Why the stream ends early; null if it is complete.</param>
    public sealed record Finish(string? CutReason) : IMessage
    {
        /// <summary>What is known about the run besides; only for naming the cause.</summary>
        public RunEvidence? Run { get; init; }
    }

    /// <summary>The answer to <see cref="Finish"/>.</summary>
    public sealed record Verified(Verdict Verdict, long Items) : IMessage;

    protected override void PostRestart(Exception reason) => _failure ??= $"the verifier was restarted: {reason.Message}";

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Batch(var items) when !_answered: verifier.OfferAll(items.Span); break;
            case ProducerEnded(var announcement) when !_answered: verifier.Announce(announcement); break;
            case Finish finish when !_answered: Answer(finish); break;
            default: Unhandled(message); break;
        }
    }

    private void Answer(Finish finish)
    {
        _answered = true;
        Verdict verdict = _failure is null ? verifier.Complete(finish.CutReason, finish.Run) : Verdict.Unknown(_failure);
        Sender.Tell(new Verified(verdict, verifier.Items));
    }
}
