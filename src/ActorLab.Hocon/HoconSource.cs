namespace ActorLab.Hocon;

/// <summary>A text that values came from. It turns offsets into lines only when somebody asks, so that parsing need not count them.</summary>
internal sealed class HoconSource(string name, string text, HoconSource? includedFrom = null, int includedAt = 0)
{
    private int[]? _lineStarts;

    /// <summary>The source of values that were made in code.</summary>
    public static readonly HoconSource Code = new("(code)", "");

    public string Name => name;

    public string Text => text;

    public Origin OriginAt(int offset)
    {
        if (ReferenceEquals(this, Code)) return new Origin(name, 0, 0);
        int[] starts = _lineStarts ??= LineStarts(text);
        int line = Array.BinarySearch(starts, offset);
        if (line < 0) line = ~line - 1;
        return new Origin(name, line + 1, offset - starts[line] + 1, includedFrom?.OriginAt(includedAt));
    }

    private static int[] LineStarts(string text)
    {
        List<int> starts = [0];
        for (int at = text.IndexOf('\n'); at >= 0; at = text.IndexOf('\n', at + 1)) starts.Add(at + 1);
        return [.. starts];
    }
}
