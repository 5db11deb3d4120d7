using System.Collections.Immutable;

namespace ActorLab.Core.Verify;

/// <summary>Whether an output stream kept what was promised, and the evidence.</summary>
/// <param name="Status">The worst of the checks.</param>
/// <param name="Cause">The cause that the evidence shows, in a few words; null when it fits none.</param>
/// <param name="Figures">The counts behind it.</param>
/// <param name="Checks">Every check, also those that hold.</param>
public sealed record Verdict(VerdictStatus Status, string? Cause, StreamFigures Figures, ImmutableArray<CheckResult> Checks)
{
    /// <summary>Nothing can be said, for one reason.</summary>
    public static Verdict Unknown(string reason) =>
        new(VerdictStatus.Unknown, null, StreamFigures.None, [new CheckResult("evidence", VerdictStatus.Unknown, reason, [])]);

    public static VerdictStatus WorstOf(IEnumerable<CheckResult> checks) =>
        checks.Select(c => c.Status).DefaultIfEmpty(VerdictStatus.Unknown).Max();
}
