using System.Text;

namespace ActorLab.Hocon.Parsing;

/// <summary>Reads the value of a field or an element: one piece, or several on one line that are concatenated.</summary>
internal sealed class ValueParser(Parser parser, Scanner scanner, PathParser paths, HoconSource source, IncludeScope? scope)
{
    /// <returns>Null if there is something wrong, which has been reported.</returns>
    public HoconValue? Parse()
    {
        if (AtValueEnd())
        {
            scanner.Report(scanner.Position, $"a value is missing before {scanner.Here()}", "a value", scanner.Here());
            return null;
        }

        if (Piece() is not { } first) return null;
        if (scanner.Current is ',' or '\n' or '}' or ']') return first;
        List<HoconValue>? pieces = null;
        while (true)
        {
            int space = scanner.Position;
            scanner.SkipInline();
            if (AtValueEnd()) break;
            pieces ??= [first];
            if (scanner.Position > space) pieces.Add(new Whitespace(scanner.Slice(space, scanner.Position).ToString(), source, space));
            if (Piece() is not { } piece) return null;
            pieces.Add(piece);
        }

        return pieces is null ? first : Concatenate(pieces);
    }

    private bool AtValueEnd() => scanner.AtEnd || scanner.Current is ',' or '\n' or '}' or ']' || scanner.AtComment;

    private HoconValue? Piece()
    {
        int start = scanner.Position;
        switch (scanner.Current)
        {
            case '{':
                return parser.ParseObject();
            case '[':
                return parser.ParseArray();
            case '"':
                return scanner.Quoted() is { } text ? new HoconString(text, source, start) : null;
            case '$' when scanner.Next == '{':
                return Substitution(start);
        }

        ReadOnlySpan<char> word = scanner.Unquoted();
        if (!word.IsEmpty) return Word(word, start);
        scanner.Report(start, $"{scanner.Here()} must be quoted in a value", "a value", scanner.Here());
        return null;
    }

    private HoconScalar Word(ReadOnlySpan<char> word, int start) => word switch
    {
        "true" => new HoconBoolean(true, source, start),
        "false" => new HoconBoolean(false, source, start),
        "null" => new HoconNull(source, start),
        _ when (char.IsAsciiDigit(word[0]) || word[0] == '-') && NumberText.IsJsonNumber(word) => new HoconNumber(word.ToString(), source, start),
        _ => new HoconString(word.ToString(), source, start),
    };

    private Substitution? Substitution(int start)
    {
        Substitution? substitution = WellFormed(start);
        // Its closing brace would be taken for that of an object.
        if (substitution is null) scanner.SkipSubstitution(start);
        return substitution;
    }

    private Substitution? WellFormed(int start)
    {
        scanner.Position += 2;
        bool optional = scanner.Current == '?';
        if (optional) scanner.Position++;
        scanner.SkipInline();
        string[] path = paths.Parse();
        if (path.Length == 0) return null;
        scanner.SkipInline();
        if (scanner.Current != '}')
        {
            string message = scanner.Current == '$' ? "a substitution cannot stand in a substitution" : $"expected '}}' at the end of a substitution, got {scanner.Here()}";
            scanner.Report(scanner.Position, message, "'}'", scanner.Here());
            return null;
        }

        scanner.Position++;
        if (scope is not { Prefix: null }) return new Substitution(path, optional, scope, source, start);
        scanner.Report(start, "a file that is included inside an array cannot have substitutions: no path leads to its root", "a value");
        return null;
    }

    private HoconValue? Concatenate(List<HoconValue> pieces)
    {
        HoconValue? container = pieces.Find(p => p is HoconArray or HoconObject);
        if (container is null) return pieces.Exists(p => p is Substitution) ? new Concatenation(pieces, source, pieces[0].Offset) : Text(pieces);
        if (pieces.Find(p => p is HoconScalar) is { } scalar)
        {
            HoconValue second = scalar.Offset > container.Offset ? scalar : container;
            HoconValue first = ReferenceEquals(second, scalar) ? container : scalar;
            scanner.Report(second.Offset, $"{second.Kind} cannot be concatenated with {first.Kind}", first.Kind, second.Kind);
            return null;
        }

        if (pieces.TrueForAll(p => p is HoconObject or Whitespace)) return Objects(pieces);
        return pieces.TrueForAll(p => p is HoconArray or Whitespace) ? Arrays(pieces) : new Concatenation(pieces, source, pieces[0].Offset);
    }

    private HoconString Text(List<HoconValue> pieces)
    {
        StringBuilder text = new();
        foreach (HoconValue piece in pieces) text.Append(piece is Whitespace space ? space.Text : ((HoconScalar)piece).Text);
        return new HoconString(text.ToString(), source, pieces[0].Offset);
    }

    private static HoconObject Objects(List<HoconValue> pieces)
    {
        var result = (HoconObject)pieces[0];
        foreach (HoconValue piece in pieces[1..])
        {
            if (piece is HoconObject next) Assignment.Merge(result, next);
        }

        return result;
    }

    private static HoconArray Arrays(List<HoconValue> pieces)
    {
        var result = (HoconArray)pieces[0];
        foreach (HoconValue piece in pieces[1..])
        {
            if (piece is not HoconArray next) continue;
            foreach (HoconValue element in next) result.Add(element);
        }

        return result;
    }
}
