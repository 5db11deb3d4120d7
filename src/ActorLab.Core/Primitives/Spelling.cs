namespace ActorLab.Core.Primitives;

/// <summary>Guesses what a mistyped word was meant to be.</summary>
public static class Spelling
{
    /// <summary>Longer words are no slips of the finger, and comparing them would take its time.</summary>
    private const int MaxLength = 64;

    /// <returns>A sentence such as <c>Did you mean pipeline?</c>, or null when nothing is close.</returns>
    public static string? Suggest(string got, IEnumerable<string> known) => Nearest(got, known, word => word) is { } nearest ? $"Did you mean {nearest}?" : null;

    /// <summary>The candidate whose word is closest to what was typed; null when none is close.</summary>
    public static T? Nearest<T>(string got, IEnumerable<T> known, Func<T, string> word) where T : class
    {
        ArgumentNullException.ThrowIfNull(got);
        if (got.Length > MaxLength) return null;
        int limit = Math.Max(1, got.Length / 3);
        return known
            .Select(candidate => (Candidate: candidate, Word: word(candidate)))
            .Select(c => (c.Candidate, c.Word, Distance: Distance(got.ToLowerInvariant(), c.Word.ToLowerInvariant())))
            .Where(c => c.Distance <= limit || IsBeginning(got, c.Word))
            .OrderBy(c => c.Distance)
            .ThenBy(c => c.Word, StringComparer.Ordinal)
            .FirstOrDefault().Candidate;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that make one word of the other (Damerau 1964; optimal string alignment).</summary>
    public static int Distance(string a, string b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
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
