using System.Collections.Immutable;

namespace ActorLab.Core.Verify;

/// <summary>Runs several checks over one stream of numbered items and gives the verdict of them all.</summary>
/// <remarks>Not for several threads at once. Memory is that of its checkers: bounded by <see cref="StreamLimits"/>, whatever the length of the stream.</remarks>
public sealed class StreamVerifier
{
    private readonly IStreamChecker[] _checkers;
    private readonly StreamLimits _limits;
    private readonly PrivateCounters _counters = new();
    private bool _completed;

    /// <param name="checks">Names in the <see cref="CheckCatalog"/>, each once.</param>
    /// <param name="limits">What is tolerated and how much may be remembered.</param>
    /// <param name="names">The names of producers and keys.</param>
    /// <exception cref="ArgumentException">A name is that of no check of a numbered stream.</exception>
    public StreamVerifier(IEnumerable<string> checks, StreamLimits? limits = null, StreamNames? names = null)
    {
        _limits = limits ?? StreamLimits.Default;
        var known = names ?? new StreamNames();
        _checkers = [.. checks.Select(c => CheckCatalog.ForStream(c, _limits, known))];
    }

    /// <summary>Items so far, repeated ones included.</summary>
    public long Items { get; private set; }

    public void Offer(in StreamItem item)
    {
        Invariant.Check(!_completed, "the stream has ended already");
        Items++;
        if (item.Producer == 0) _counters.Offer(item.Sequence);
        else _counters.Break();
        foreach (IStreamChecker checker in _checkers) checker.Offer(item);
    }

    public void OfferAll(ReadOnlySpan<StreamItem> items)
    {
        foreach (ref readonly StreamItem item in items) Offer(item);
    }

    public void Announce(EndAnnouncement announcement)
    {
        Invariant.Check(!_completed, "the stream has ended already");
        foreach (IStreamChecker checker in _checkers) checker.Announce(announcement);
    }

    /// <summary>The stream ends here: gives the verdict, with a cause if both order and delivery were checked.</summary>
    /// <param name="cutReason">Why it ends early; null if it is complete.</param>
    /// <param name="run">What is known besides; only for the cause.</param>
    public Verdict Complete(string? cutReason, RunEvidence? run = null)
    {
        Invariant.Check(!_completed, "the stream has ended already");
        _completed = true;
        ImmutableArray<CheckResult> checks = [.. _checkers.Select(c => c.Complete(cutReason))];
        StreamFigures figures = StreamFigures.Of(Items, checks);
        return new Verdict(Verdict.WorstOf(checks), CauseOf(figures, checks, cutReason, run ?? RunEvidence.None), figures, checks);
    }

    private string? CauseOf(StreamFigures figures, ImmutableArray<CheckResult> checks, string? cutReason, RunEvidence run)
    {
        if (_checkers.OfType<OrderChecker>().FirstOrDefault() is not { } order || checks.All(c => c.Name != CheckCatalog.Delivery)) return null;
        bool lossIsKnown = cutReason is null && !order.Arrivals.BoundReached;
        return Cause.OfEvents(figures, order.Arrivals.PeakMissing, _counters.Counters, run, lossIsKnown);
    }
}
