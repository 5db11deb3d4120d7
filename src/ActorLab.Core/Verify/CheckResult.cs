using System.Collections.Immutable;

namespace ActorLab.Core.Verify;

/// <summary>What one check found.</summary>
/// <param name="Name">Stable, kebab-case: <c>positional</c>, <c>order</c>, <c>delivery</c>, <c>content</c>.</param>
/// <param name="Status">Its own verdict.</param>
/// <param name="Summary">One sentence with the figures.</param>
/// <param name="Evidence">The first violations; at most <see cref="MaxEvidence"/>.</param>
public sealed record CheckResult(string Name, VerdictStatus Status, string Summary, ImmutableArray<Violation> Evidence)
{
    public const int MaxEvidence = 10;
}
