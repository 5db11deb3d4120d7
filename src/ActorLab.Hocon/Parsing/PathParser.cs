using System.Text;

namespace ActorLab.Hocon.Parsing;

/// <summary>Path expressions, the same in keys and in substitutions: <c>a.b."c.d"</c>.</summary>
internal sealed class PathParser(Scanner scanner, ParseContext context)
{
    private static readonly string[] Empty = [];

    private readonly List<string> _elements = [];
    private readonly StringBuilder _element = new();
    private bool _quoted;

    /// <summary>Reads a path. What ends it is left, white space before that included.</summary>
    /// <returns>Its elements; none if there is something wrong, which has been reported.</returns>
    public string[] Parse()
    {
        int start = scanner.Position;
        if (SingleElement(out bool failed) is { } only) return [only];
        if (failed) return Empty;
        scanner.Position = start;
        _elements.Clear();
        _element.Clear();
        _quoted = false;
        return Pieces(start) && EndElement(scanner.Position) ? [.. _elements] : Empty;
    }

    /// <summary>The usual case, without copying: one quoted string or one word without a point, and then a sign.</summary>
    private string? SingleElement(out bool failed)
    {
        failed = false;
        string? key;
        if (scanner.Current == '"')
        {
            if (scanner.StartsWith("\"\"\"")) return null;
            key = scanner.Quoted(asKey: true);
            failed = key is null;
        }
        else
        {
            ReadOnlySpan<char> word = scanner.Unquoted();
            if (word.IsEmpty || word.Contains('.')) return null;
            key = context.Key(word);
        }

        int end = scanner.Position;
        scanner.SkipInline();
        bool ended = scanner.Current is ':' or '=' or '{' or '}' or '\n' or '+' || scanner.AtEnd;
        scanner.Position = end;
        return ended ? key : null;
    }

    private bool Pieces(int start)
    {
        while (true)
        {
            int space = scanner.Position;
            scanner.SkipInline();
            int piece = scanner.Position;
            if (scanner.Current == '"')
            {
                Space(start, space, piece);
                if (scanner.Quoted() is not { } text) return false;
                _element.Append(text);
                _quoted = true;
                continue;
            }

            ReadOnlySpan<char> word = scanner.AtComment ? default : scanner.Unquoted();
            if (word.IsEmpty)
            {
                scanner.Position = space;
                return true;
            }

            Space(start, space, piece);
            if (!Word(word, piece)) return false;
        }
    }

    /// <summary>White space between two pieces is a part of the element, as it is of a concatenated string.</summary>
    private void Space(int start, int from, int to)
    {
        if (from != start) _element.Append(scanner.Slice(from, to));
    }

    private bool Word(ReadOnlySpan<char> word, int offset)
    {
        int at = 0;
        foreach (char c in word)
        {
            if (c != '.') _element.Append(c);
            else if (!EndElement(offset + at)) return false;
            at++;
        }

        return true;
    }

    private bool EndElement(int offset)
    {
        if (_element.Length == 0 && !_quoted)
        {
            bool nothing = _elements.Count == 0 && !(scanner.Slice(offset, Math.Min(offset + 1, scanner.Length)) is ".");
            scanner.Report(offset, nothing ? $"a key or path is missing before {scanner.Here()}" : "an element of a path is empty; an empty key is written \"\"", "a key", nothing ? scanner.Here() : "''");
            return false;
        }

        _elements.Add(_element.ToString());
        _element.Clear();
        _quoted = false;
        return true;
    }
}
