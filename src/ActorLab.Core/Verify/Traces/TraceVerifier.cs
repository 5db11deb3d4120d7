using System.Collections.Immutable;
using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;

namespace ActorLab.Core.Verify;

/// <summary>Judges what a trace shows: the messages between all actors, or the items as one of them handled them. Positions in its evidence of messages are rows of the trace, from 0.</summary>
public static class TraceVerifier
{
    /// <summary>The checks of messages, in the order in which they are made.</summary>
    public static readonly ImmutableArray<string> MessageChecks = [CheckCatalog.ProducerOrder, CheckCatalog.Delivery, CheckCatalog.CausalOrder];

    /// <summary>Made when nobody names one: what the contract of actors promises (G3 and G4 of docs/guarantees.md). Causal order is more than that.</summary>
    public static readonly ImmutableArray<string> UsualMessageChecks = [CheckCatalog.ProducerOrder, CheckCatalog.Delivery];

    /// <summary>Made of the items of one actor when nobody names one.</summary>
    public static readonly ImmutableArray<string> UsualItemChecks = [CheckCatalog.Order, CheckCatalog.Delivery];

    /// <summary>The messages between all actors.</summary>
    /// <param name="model">The trace.</param>
    /// <param name="checks">Of <see cref="MessageChecks"/>; none for the usual ones.</param>
    /// <param name="limits">What is tolerated.</param>
    /// <param name="cutReason">Why the trace is not whole; null if it is. Then a violation is shown only if what is there proves it.</param>
    /// <exception cref="ArgumentException">A name is that of no check of messages.</exception>
    public static Verdict OfMessages(TraceModel model, ImmutableArray<string> checks, StreamLimits limits, string? cutReason)
    {
        var messages = new TracedMessages(model);
        ImmutableArray<CheckResult> results =
        [
            .. (checks.IsEmpty ? UsualMessageChecks : checks).Select(check => check switch
            {
                CheckCatalog.ProducerOrder => new MessageOrder(messages, limits).Check(cutReason),
                CheckCatalog.Delivery => new MessageDelivery(messages, limits).Check(cutReason),
                CheckCatalog.CausalOrder => new MessageCausality(messages).Check(cutReason),
                _ => throw new ArgumentException($"{check} is no check of messages", nameof(checks)),
            }),
        ];
        return new Verdict(Verdict.WorstOf(results), null, StreamFigures.Of((long)results.Select(r => r.FigureOf("items")).DefaultIfEmpty(0).Max(), results), results);
    }

    /// <summary>The items of one actor: those that its messages are about, in the order of its turns.</summary>
    /// <param name="model">The trace.</param>
    /// <param name="actor">Whose.</param>
    /// <param name="checks">Checks of a numbered stream of one producer; none for the usual ones.</param>
    /// <param name="limits">What is tolerated, and how many items there should be.</param>
    /// <param name="cutReason">Why the trace is not whole; null if it is.</param>
    /// <exception cref="ArgumentException">A name is that of no check of a numbered stream.</exception>
    public static Verdict OfItems(TraceModel model, ActorId actor, ImmutableArray<string> checks, StreamLimits limits, string? cutReason)
    {
        var messages = new TracedMessages(model);
        var verifier = new StreamVerifier(checks.IsEmpty ? UsualItemChecks : checks, limits);
        foreach (int turn in model.TurnsOf(actor))
        {
            // The result of a body is about the item of a message before.
            if (model.MessageOf(turn) == 0 || model.ItemOf(turn) is not (> 0 and < long.MaxValue)) continue;
            string handled = $"{messages.NameOf(model.PeerOf(turn), model.MessageOf(turn))} in {messages.TurnText(turn)}";
            verifier.Offer(new StreamItem(model.ItemOf(turn)) { Worker = messages.PlaceOf(turn) is { } place ? $"{handled}, {place}" : handled });
        }

        // The causes are those of outputs: nothing is flushed into a mailbox.
        return verifier.Complete(cutReason) with { Cause = null };
    }
}
