using System.Collections.Immutable;

namespace ActorLab.Core.Verify;

/// <summary>What one check found.</summary>
/// <param name="Name">Stable, kebab-case: <c>positional</c>, <c>order</c>, <c>delivery</c>, <c>content</c> and the others of the <see cref="CheckCatalog"/>.</param>
/// <param name="Status">Its own verdict.</param>
/// <param name="Summary">One sentence with the figures.</param>
/// <param name="Evidence">The first violations; at most <see cref="MaxEvidence"/>.</param>
public sealed record CheckResult(string Name, VerdictStatus Status, string Summary, ImmutableArray<Violation> Evidence)
{
    public const int MaxEvidence = 10;

    /// <summary>The numbers behind the summary; empty for a check that has no more than its summary says.</summary>
    public ImmutableArray<CheckFigure> Figures { get; init; } = [];

    /// <summary>A violation is proven by what was seen; holding takes that there is no doubt.</summary>
    /// <param name="name">The check.</param>
    /// <param name="violated">Whether a violation was seen.</param>
    /// <param name="doubt">Why nobody can tell whether there are more, or any; null if there is no doubt.</param>
    /// <param name="summary">One sentence, without the doubt.</param>
    /// <param name="evidence">The first violations.</param>
    /// <param name="figures">The numbers behind it.</param>
    internal static CheckResult Of(
        string name, bool violated, string? doubt, string summary, ImmutableArray<Violation> evidence, params ImmutableArray<CheckFigure> figures)
    {
        VerdictStatus status = violated ? VerdictStatus.Violated : doubt is null ? VerdictStatus.Holds : VerdictStatus.Unknown;
        return new CheckResult(name, status, doubt is null ? summary : $"{summary}; {doubt}", violated ? evidence : []) { Figures = figures };
    }

    /// <summary>Finds a figure of this check; 0 if it has none of that name.</summary>
    public decimal FigureOf(string name) => Figures.FirstOrDefault(f => f.Name == name)?.Value ?? 0;
}
