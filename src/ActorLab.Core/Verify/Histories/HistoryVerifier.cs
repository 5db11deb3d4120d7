using System.Collections.Immutable;

namespace ActorLab.Core.Verify;

/// <summary>Runs several checks over the history of one queue.</summary>
public sealed class HistoryVerifier
{
    private readonly IHistoryChecker[] _checkers;
    private long _operations;

    /// <param name="checks">Names in the <see cref="CheckCatalog"/>, each once.</param>
    /// <param name="limits">What is tolerated.</param>
    /// <param name="names">The names of values.</param>
    /// <exception cref="ArgumentException">A name is that of no check of a history.</exception>
    public HistoryVerifier(IEnumerable<string> checks, StreamLimits limits, StreamNames names) =>
        _checkers = [.. checks.Select(c => CheckCatalog.ForHistory(c, limits, names))];

    public void Offer(QueueOperation operation)
    {
        _operations++;
        foreach (IHistoryChecker checker in _checkers) checker.Offer(operation);
    }

    /// <param name="cutReason">Why the history ends early; null if it is complete.</param>
    public Verdict Complete(string? cutReason)
    {
        ImmutableArray<CheckResult> checks = [.. _checkers.Select(c => c.Complete(cutReason))];
        long Most(string figure) => checks.Select(c => (long)c.FigureOf(figure)).DefaultIfEmpty(0).Max();
        var figures = new StreamFigures(_operations, 0, Most("order"), 0, Most("lost"), Math.Max(Most("duplicated"), Most("repeated")), Most("unexpected"), 0);
        return new Verdict(Verdict.WorstOf(checks), null, figures, checks);
    }
}
