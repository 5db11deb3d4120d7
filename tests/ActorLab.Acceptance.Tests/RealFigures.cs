using System.Text.RegularExpressions;

namespace ActorLab.Acceptance.Tests;

/// <summary>What is kept of real runs: verdicts, outcomes and what they count. What depends on the machine is not named here: times,
/// peaks, threads, evidence, and words about them.</summary>
internal static partial class RealFigures
{
    /// <summary>For patterns that cannot take long, which an analyzer does not know.</summary>
    private const int PatternMilliseconds = 60_000;

    private static readonly TimeSpan MatchLimit = TimeSpan.FromMilliseconds(PatternMilliseconds);

    public static bool IsKept(AcceptanceRun run, Figure figure) =>
        run.IsExact || (Counts().IsMatch(figure.Place) && !IsLeftToChance(run, figure));

    private static bool IsLeftToChance(AcceptanceRun run, Figure figure) =>
        Regex.IsMatch(figure.Place, run.LeftToChance, RegexOptions.ExplicitCapture, MatchLimit);

    [GeneratedRegex(
        """
        ^exitCode$ | ^error | ^item
        | ^[^.]+\.(experiment|row|engine|actors|workers|items|made|delivered|seed|outcome|failure)$
        | ^[^.]+\.(reassigned|workersLost|givenUp.*)$
        | ^[^.]+\.published\.(row|seconds|basis)$
        | ^[^.]+\.steps\.
        | ^[^.]+\.figures\.(?!mostThatWaited$|.*Seconds$)
        | \.stages\.[^:]+\.(workers|taken|passed|added|filtered|grouped|held)$
        | \.stages\.[^:]+\.(dropped|deadLettered|retried|timedOut|lostWorkers|givenUp.*)$
        | \.verdict\.(status|positionalMismatches|reordered|maxExtent|lost|duplicated|unexpected|torn)$
        | \.verdict\.checks\..+\.status$
        | \.verdict\.checks\..+\.figures\.
        """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        PatternMilliseconds)]
    private static partial Regex Counts();
}
