namespace ActorLab.Pipelines.Drawing;

/// <summary>Texts as they fit into a box.</summary>
internal static class DrawnText
{
    /// <summary>In cells; what is longer is cut.</summary>
    public const int MostCells = 44;

    /// <summary>From here on (Hangul, CJK, emoji) a character is about as wide as two others.</summary>
    private const char FirstWide = '\u1100';

    /// <summary>How wide a text is, in characters of usual width.</summary>
    public static int Cells(string text) => text.Sum(CellsOf);

    /// <summary>The text, or as much of its beginning as fits and an ellipsis.</summary>
    public static string Cut(string text)
    {
        if (Cells(text) <= MostCells) return text;
        int length = 0;
        for (int cells = 0; cells + CellsOf(text[length]) < MostCells; length++) cells += CellsOf(text[length]);
        // Half of a surrogate pair is no character.
        if (char.IsHighSurrogate(text[length - 1])) length--;
        return text[..length].TrimEnd() + "…";
    }

    private static int CellsOf(char c) => c >= FirstWide && c is not '…' and not '–' and not '·' ? 2 : 1;
}
