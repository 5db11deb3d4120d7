using System.Globalization;

namespace ActorLab.Core.Trace.Analysis;

/// <summary>Reads a condition by recursive descent, one method for each rule of its grammar.</summary>
internal sealed class TraceQueryParser(string text)
{
    private const int MaxDepth = 100;

    private static readonly string[] s_operators = ["!=", "<=", ">=", "=", "<", ">"];

    private int _position;
    private int _depth;

    public TraceQuery Parse()
    {
        Func<TraceModel, int, bool> condition = Any();
        SkipBlanks();
        return _position == text.Length ? new TraceQuery(condition) : throw Unexpected(_position, "and, or, or the end");
    }

    private Func<TraceModel, int, bool> Any()
    {
        Func<TraceModel, int, bool> left = All();
        while (TryWord("or"))
        {
            Func<TraceModel, int, bool> a = left, b = All();
            left = (m, r) => a(m, r) || b(m, r);
        }

        return left;
    }

    private Func<TraceModel, int, bool> All()
    {
        Func<TraceModel, int, bool> left = One();
        while (TryWord("and"))
        {
            Func<TraceModel, int, bool> a = left, b = One();
            left = (m, r) => a(m, r) && b(m, r);
        }

        return left;
    }

    private Func<TraceModel, int, bool> One()
    {
        SkipBlanks();
        int start = _position;
        if (++_depth > MaxDepth) throw new TraceQueryException(start + 1, $"at most {MaxDepth} conditions within each other", "more");
        Func<TraceModel, int, bool> condition;
        if (TryWord("not"))
        {
            Func<TraceModel, int, bool> inner = One();
            condition = (m, r) => !inner(m, r);
        }
        else if (start < text.Length && text[start] == '(')
        {
            _position++;
            condition = Any();
            SkipBlanks();
            if (_position == text.Length || text[_position] != ')') throw Unexpected(_position, "and, or, or )");
            _position++;
        }
        else
        {
            condition = Comparison();
        }

        _depth--;
        return condition;
    }

    private Func<TraceModel, int, bool> Comparison()
    {
        int start = _position;
        string name = Word();
        if (name.Length == 0) throw Unexpected(start, "a condition");
        TraceField field = TraceField.Find(name) ?? throw new TraceQueryException(start + 1, $"a field ({string.Join(", ", TraceField.All.Select(f => f.Name))})", name);
        SkipBlanks();
        start = _position;
        string sign = s_operators.FirstOrDefault(o => string.CompareOrdinal(text, _position, o, 0, o.Length) == 0) ?? throw Unexpected(_position, "=, !=, <, <=, > or >=");
        _position += sign.Length;
        return field switch
        {
            TextField texts when sign is "=" or "!=" => OfText(texts, sign == "="),
            TextField => throw new TraceQueryException(start + 1, $"= or != after {name}", sign),
            NumberField numbers => OfNumber(numbers, sign),
            _ => throw new InvariantViolatedException($"no way to compare {name}"),
        };
    }

    private Func<TraceModel, int, bool> OfText(TextField field, bool equal)
    {
        int start = SkipBlanks();
        string value = Value("a text");
        if (!field.Values.IsEmpty && !value.Contains('*') && !value.Contains('?') && !field.Values.Contains(value)) throw new TraceQueryException(start + 1, $"a {field.Name} ({string.Join(", ", field.Values)})", value);
        return (m, r) => field.Matches(m, r, value) == equal;
    }

    private Func<TraceModel, int, bool> OfNumber(NumberField field, string sign)
    {
        int start = SkipBlanks();
        string expected = field.IsDuration ? DurationText.Expected : "a whole number";
        string written = Value(expected);
        // A blank may stand before the unit.
        int after = _position;
        if (field.IsDuration && written.All(c => char.IsAsciiDigit(c) || c == '.') && Word() is { Length: > 0 } unit && unit is not ("and" or "or" or "not")) written += unit;
        else _position = after;
        long value = 0;
        bool isValue = field.IsDuration ? TryReadDuration(written, out value) : long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        if (!isValue) throw new TraceQueryException(start + 1, expected, written);
        Func<long, bool> holds = sign switch
        {
            "=" => v => v == value,
            "!=" => v => v != value,
            "<" => v => v < value,
            "<=" => v => v <= value,
            ">" => v => v > value,
            _ => v => v >= value,
        };
        return (m, r) => field.Of(m, r) is { } has && holds(has);
    }

    private static bool TryReadDuration(string written, out long nanoseconds)
    {
        bool isDuration = DurationText.TryParse(written, out SimDuration duration, out _);
        nanoseconds = duration.Nanoseconds;
        return isDuration;
    }

    /// <summary>In quotes, or up to a blank, a parenthesis or an operator.</summary>
    private string Value(string expected)
    {
        int start = SkipBlanks();
        if (start == text.Length) throw Unexpected(start, expected);
        char quote = text[start];
        if (quote is '\'' or '"')
        {
            int end = text.IndexOf(quote, start + 1);
            if (end < 0) throw new TraceQueryException(text.Length + 1, $"a {quote} that ends the text from column {start + 1}", "the end");
            _position = end + 1;
            return text[(start + 1)..end];
        }

        while (_position < text.Length && !char.IsWhiteSpace(text[_position]) && !"()=!<>'\"".Contains(text[_position])) _position++;
        return _position > start ? text[start.._position] : throw Unexpected(start, expected);
    }

    private string Word()
    {
        int start = SkipBlanks();
        while (_position < text.Length && (char.IsLetter(text[_position]) || text[_position] is 'µ' or 'μ')) _position++;
        return text[start.._position];
    }

    private bool TryWord(string word)
    {
        int start = _position;
        if (Word() == word) return true;
        _position = start;
        return false;
    }

    private int SkipBlanks()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position])) _position++;
        return _position;
    }

    private TraceQueryException Unexpected(int at, string expected)
    {
        if (at >= text.Length) return new TraceQueryException(text.Length + 1, expected, "the end");
        int end = at;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && end - at < 40) end++;
        return new TraceQueryException(at + 1, expected, text[at..end]);
    }
}
