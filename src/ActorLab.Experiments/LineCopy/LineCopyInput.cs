using System.Text;

namespace ActorLab.Experiments.LineCopy;

/// <summary>The text to copy, with its lines found once: what a run is checked against, and what a body uses where the machine did not compute.</summary>
internal sealed class LineCopyInput
{
    private const string GeneratedPrefix = "line";

    private readonly int[] _ends;

    private LineCopyInput(ReadOnlyMemory<byte> text, bool generated)
    {
        Text = text;
        Generated = generated;
        var ends = new List<int>();
        ReadOnlySpan<byte> span = text.Span;
        for (int start = 0; start < span.Length;)
        {
            int length = span[start..].IndexOf((byte)'\n');
            int end = length < 0 ? span.Length : start + length;
            ends.Add(end);
            start = end + 1;
        }

        _ends = [.. ends];
    }

    public ReadOnlyMemory<byte> Text { get; }

    /// <summary>True for <c>line1</c>, <c>line2</c>, …, whose lines need no index to be told apart.</summary>
    public bool Generated { get; }

    public int LineCount => _ends.Length;

    public static LineCopyInput Generate(int lines)
    {
        var text = new StringBuilder();
        for (int i = 1; i <= lines; i++) text.Append(GeneratedPrefix).Append(i).Append('\n');
        return new LineCopyInput(Encoding.ASCII.GetBytes(text.ToString()), generated: true);
    }

    public static LineCopyInput Of(ReadOnlyMemory<byte> text) => new(text, generated: false);

    /// <summary>Line <paramref name="index"/> (from 0) without its line end: LF and any carriage returns before it.</summary>
    public ReadOnlyMemory<byte> Line(int index)
    {
        int start = index == 0 ? 0 : _ends[index - 1] + 1;
        return Text[start.._ends[index]].TrimEnd((byte)'\r');
    }

    /// <summary>
    /// The line end of line <paramref name="index"/> (from 0): carriage returns and LF; without LF for a last line that has none.
    /// </summary>
    public ReadOnlyMemory<byte> EndOf(int index)
    {
        int start = index == 0 ? 0 : _ends[index - 1] + 1, end = _ends[index];
        int length = Text[start..end].TrimEnd((byte)'\r').Length;
        return Text[(start + length)..Math.Min(end + 1, Text.Length)];
    }

    public Core.Verify.InputIdentity Identity() =>
        Generated ? Core.Verify.InputIdentity.Numbered(GeneratedPrefix, LineCount) : Core.Verify.InputIdentity.Of(Text);
}
