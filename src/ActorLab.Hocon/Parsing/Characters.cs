using System.Buffers;
using System.Globalization;

namespace ActorLab.Hocon.Parsing;

/// <summary>Which characters mean something outside quotes.</summary>
internal static class Characters
{
    private const string Reserved = "$\"{}[]:=,+#`^?!@*&\\";

    /// <summary>All of white space: the controls that count as such, the byte order mark, and Unicode's space, line and paragraph separators.</summary>
    private static readonly string AllWhitespace = string.Concat(
        Enumerable.Range(0, char.MaxValue + 1).Select(c => (char)c).Where(c => IsControlSpace(c) || c == '\uFEFF' || IsSeparator(c)));

    /// <summary>Where an unquoted string may end: at a reserved character, at white space, or at a slash if it opens a comment.</summary>
    public static readonly SearchValues<char> UnquotedEnds = SearchValues.Create(Reserved + AllWhitespace + "/");

    /// <summary>What is not itself inside a quoted string: quote, backslash, control characters.</summary>
    public static readonly SearchValues<char> QuotedSpecial = SearchValues.Create("\"\\" + string.Concat(Enumerable.Range(0, 32).Select(c => (char)c)));

    public static bool IsReserved(char c) => Reserved.Contains(c, StringComparison.Ordinal);

    public static bool IsWhitespace(char c) => c < 128 ? c == ' ' || IsControlSpace(c) : c == '\uFEFF' || IsSeparator(c);

    private static bool IsControlSpace(char c) => c is (>= '\t' and <= '\r') or (>= '\u001C' and <= '\u001F');

    private static bool IsSeparator(char c) =>
        CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
