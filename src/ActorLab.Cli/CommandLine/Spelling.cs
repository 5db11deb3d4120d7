namespace ActorLab.Cli.CommandLine;

/// <summary>Guesses what a mistyped word was meant to be.</summary>
internal static class Spelling
{
    /// <returns>A sentence such as <c>Did you mean pipeline?</c>, or null when nothing is close.</returns>
    public static string? Suggest(string got, IEnumerable<string> known)
    {
        int limit = Math.Max(1, got.Length / 3);
        var close = known
            .Select(word => (Word: word, Distance: Distance(got.ToLowerInvariant(), word.ToLowerInvariant())))
            .Where(candidate => candidate.Distance <= limit || IsBeginning(got, candidate.Word))
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Word, StringComparer.Ordinal)
            .ToArray();
        return close.Length == 0 ? null : $"Did you mean {close[0].Word}?";
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that make one word of the other (Damerau 1964; optimal string alignment).</summary>
    internal static int Distance(string a, string b)
    {
        int[,] steps = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) steps[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) steps[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++) steps[i, j] = Step(a, b, i, j, steps);
        }

        return steps[a.Length, b.Length];
    }

    private static int Step(string a, string b, int i, int j, int[,] steps)
    {
        int replaced = steps[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
        int best = Math.Min(replaced, 1 + Math.Min(steps[i - 1, j], steps[i, j - 1]));
        bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
        return swapped ? Math.Min(best, steps[i - 2, j - 2] + 1) : best;
    }

    private static bool IsBeginning(string got, string word) =>
        got.Length >= 3 && word.StartsWith(got, StringComparison.OrdinalIgnoreCase);
}
