using System.Globalization;
using System.Text;

namespace ActorLab.Hocon.Parsing;

/// <summary>Reads the smallest parts of a text: white space, comments, strings.</summary>
internal sealed class Scanner(HoconSource source, ParseContext context)
{
    private readonly string _text = source.Text;

    public int Position { get; set; }

    public bool AtEnd => Position >= _text.Length;

    /// <summary>The next character, or NUL at the end; see <see cref="AtEnd"/>.</summary>
    public char Current => Position < _text.Length ? _text[Position] : '\0';

    public char Next => Position + 1 < _text.Length ? _text[Position + 1] : '\0';

    public int Length => _text.Length;

    public bool AtComment => Current == '#' || (Current == '/' && Next == '/');

    public void Report(int offset, string message, string? expected = null, string? got = null) => context.Report(source, offset, message, expected, got);

    public ReadOnlySpan<char> Slice(int from, int to) => _text.AsSpan(from, to - from);

    public bool StartsWith(string expected) => _text.AsSpan(Position).StartsWith(expected, StringComparison.Ordinal);

    /// <summary>White space up to the end of the line. A comment is not skipped.</summary>
    public void SkipInline()
    {
        while (Position < _text.Length && _text[Position] != '\n' && Characters.IsWhitespace(_text[Position])) Position++;
    }

    /// <summary>White space, newlines and comments.</summary>
    /// <returns>Whether there was a newline.</returns>
    public bool SkipBlank()
    {
        bool newline = false;
        while (Position < _text.Length)
        {
            char c = _text[Position];
            if (c == '\n') newline = true;
            else if (c is '#' or '/')
            {
                if (!AtComment) break;
                SkipComment();
                continue;
            }
            else if (c != ' ' && (c is > ' ' and < '\u0080' || !Characters.IsWhitespace(c))) break;

            Position++;
        }

        return newline;
    }

    /// <summary>To the newline, which stays.</summary>
    public void SkipComment()
    {
        int length = _text.AsSpan(Position).IndexOf('\n');
        Position = length < 0 ? _text.Length : Position + length;
    }

    /// <summary>What stands unquoted from here to a reserved character, white space or a comment; empty if nothing does.</summary>
    public ReadOnlySpan<char> Unquoted()
    {
        int start = Position;
        int end = start;
        while (true)
        {
            int length = _text.AsSpan(end).IndexOfAny(Characters.UnquotedEnds);
            end = length < 0 ? _text.Length : end + length;
            if (end == _text.Length || !GoesOn(start, end)) break;
            end++;
        }

        Position = end;
        return _text.AsSpan(start, end - start);
    }

    /// <summary>A quoted string, of one or of three quotes; the position is at its first quote. Null if it is wrong, which has been reported.</summary>
    public string? Quoted(bool asKey = false)
    {
        if (StartsWith("\"\"\"")) return TripleQuoted();
        int start = Position++;
        int length = _text.AsSpan(Position).IndexOfAny(Characters.QuotedSpecial);
        if (length < 0 || _text[Position + length] != '"') return WithEscapes(start);
        ReadOnlySpan<char> content = _text.AsSpan(Position, length);
        Position += length + 1;
        return asKey ? context.Key(content) : content.ToString();
    }

    /// <summary>After a problem: to the comma, newline or closing bracket that ends what was being read, over whole strings and brackets.</summary>
    public void SkipToSeparator()
    {
        int depth = 0;
        for (; !AtEnd; Position++)
        {
            switch (Current)
            {
                case '"':
                    SkipString();
                    break;
                case '{' or '[':
                    depth++;
                    break;
                case '}' or ']':
                    if (depth-- == 0) return;
                    break;
                case ',' or '\n' when depth == 0:
                    return;
                default:
                    if (AtComment)
                    {
                        SkipComment();
                        Position--;
                    }

                    break;
            }
        }

        Position = _text.Length;
    }

    /// <summary>After a problem in the substitution at <paramref name="start"/>: over the brace that closes it, if there is one on the line.</summary>
    public void SkipSubstitution(int start)
    {
        int depth = 0;
        for (int at = start; at < _text.Length && _text[at] != '\n'; at++)
        {
            if (_text[at] == '{') depth++;
            if (_text[at] != '}' || --depth > 0) continue;
            Position = Math.Max(Position, at + 1);
            return;
        }
    }

    /// <summary>What stands here, for messages.</summary>
    public string Here()
    {
        if (AtEnd) return "the end of the text";
        if (Current == '\n') return "the end of the line";
        if (Current < ' ') return $"the character U+{(int)Current:X4}";
        return $"'{(char.IsHighSurrogate(Current) && char.IsLowSurrogate(Next) ? _text.Substring(Position, 2) : Current.ToString())}'";
    }

    /// <summary>Whether the character at <paramref name="end"/> belongs to the unquoted text: a lone slash, or the plus of a number's exponent.</summary>
    private bool GoesOn(int start, int end)
    {
        char after = end + 1 < _text.Length ? _text[end + 1] : '\0';
        if (_text[end] == '/') return after != '/';
        return _text[end] == '+' && char.IsAsciiDigit(after) && end > start && _text[end - 1] is 'e' or 'E'
            && NumberText.IsJsonNumber(_text.AsSpan(start, end - 1 - start));
    }

    private string? TripleQuoted()
    {
        int start = Position;
        int content = start + 3;
        int length = _text.AsSpan(content).IndexOf("\"\"\"", StringComparison.Ordinal);
        if (length < 0)
        {
            Position = _text.Length;
            Report(start, "the string with three quotes is not closed", "\"\"\"", "the end of the text");
            return null;
        }

        // Of more than three quotes at the end, the last three close; the others belong to the string.
        int end = content + length;
        while (end + 3 < _text.Length && _text[end + 3] == '"') end++;
        Position = end + 3;
        return _text[content..end];
    }

    private string? WithEscapes(int start)
    {
        StringBuilder value = new();
        while (true)
        {
            int length = _text.AsSpan(Position).IndexOfAny(Characters.QuotedSpecial);
            if (length < 0)
            {
                Position = _text.Length;
                Report(start, "the string is not closed", "\"", "the end of the text");
                return null;
            }

            value.Append(_text, Position, length);
            Position += length;
            if (Current == '"')
            {
                Position++;
                return value.ToString();
            }

            if (Current != '\\')
            {
                Report(Current == '\n' ? start : Position, Current == '\n' ? "the string is not closed on its line" : $"a quoted string may not hold {Here()} unescaped", "\"", Here());
                return null;
            }

            if (!Escape(value)) return null;
        }
    }

    private bool Escape(StringBuilder value)
    {
        char c = Next;
        int simple = "\"\\/bfnrt".IndexOf(c, StringComparison.Ordinal);
        if (simple >= 0)
        {
            value.Append("\"\\/\b\f\n\r\t"[simple]);
            Position += 2;
            return true;
        }

        if (c == 'u' && Position + 6 <= _text.Length && ushort.TryParse(_text.AsSpan(Position + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit))
        {
            value.Append((char)unit);
            Position += 6;
            return true;
        }

        Report(Position, "a backslash begins no escape that JSON knows", "\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
        return false;
    }

    /// <summary>To the last quote of a string that is skipped, or to the end of its line.</summary>
    private void SkipString()
    {
        if (StartsWith("\"\"\""))
        {
            int length = _text.AsSpan(Position + 3).IndexOf("\"\"\"", StringComparison.Ordinal);
            Position = length < 0 ? _text.Length : Position + 3 + length + 2;
            return;
        }

        for (Position++; !AtEnd && Current != '"'; Position++)
        {
            if (Current == '\\') Position++;
            if (Current != '\n') continue;
            Position--;
            return;
        }
    }
}
