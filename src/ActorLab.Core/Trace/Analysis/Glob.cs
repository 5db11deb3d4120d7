namespace ActorLab.Core.Trace.Analysis;

/// <summary>Texts that match a pattern in which <c>*</c> stands for any characters and <c>?</c> for one.</summary>
public static class Glob
{
    /// <summary>Takes at most the product of both lengths: after a mismatch only the last star takes one character more.</summary>
    public static bool IsMatch(string pattern, string text)
    {
        int p = 0, t = 0, star = -1, starText = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                starText = t;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t]))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++starText;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*') p++;
        return p == pattern.Length;
    }

    /// <summary>An actor by its path, by its name alone if the pattern has no slash, or by its number such as <c>#12</c>.</summary>
    public static bool IsActor(string pattern, ActorId id, string path) =>
        IsMatch(pattern, path) || (!pattern.Contains('/') && (IsMatch(pattern, path[(path.LastIndexOf('/') + 1)..]) || pattern == id.ToString()));
}
