using System.Runtime.CompilerServices;

namespace ActorLab.Hocon.Parsing;

/// <summary>Reads one text into a tree in which substitutions still stand. After a problem it goes on behind the next separator, so that all problems are told.</summary>
internal sealed class Parser
{
    private readonly ParseContext _context;
    private readonly HoconSource _source;
    private readonly Scanner _scanner;
    private readonly PathParser _paths;
    private readonly ValueParser _values;
    private readonly IncludeStatement _includes;
    private readonly List<string?> _path;
    private int _depth;

    /// <remarks>The path has the keys from the document's root to this text, and null for an element of an array; the depth is the number of levels around the text.</remarks>
    public Parser(ParseContext context, HoconSource source, IncludeChain chain, IncludeScope? scope, List<string?> path, int depth)
    {
        _context = context;
        _source = source;
        _path = path;
        _depth = depth;
        _scanner = new Scanner(source, context);
        _paths = new PathParser(_scanner, context);
        _values = new ValueParser(this, _scanner, _paths, source, scope);
        _includes = new IncludeStatement(context, _scanner, source, chain, scope, path);
    }

    /// <summary>The value of a whole text: an array if it begins with a bracket, otherwise an object, with or without braces.</summary>
    public HoconValue ParseRoot()
    {
        _scanner.SkipBlank();
        HoconValue? root;
        if (_scanner.Current == '[') root = ParseArray();
        else
        {
            HoconObject into = new(_source, _scanner.Position);
            ParseRootObject(into);
            return into;
        }

        ExpectEnd();
        return root ?? new HoconObject(_source, 0);
    }

    /// <summary>The same for an included text, whose fields go into the including object.</summary>
    public void ParseInto(HoconObject target, HoconSource includedFrom, int includedAt)
    {
        _scanner.SkipBlank();
        if (_scanner.Current == '[') _context.Report(includedFrom, includedAt, $"'{_source.Name}' holds an array; only an object can be included", "an object", "an array");
        else ParseRootObject(target);
    }

    public HoconObject? ParseObject()
    {
        HoconObject result = new(_source, _scanner.Position);
        if (!Enter()) return null;
        _scanner.Position++;
        ParseFields(result, '}');
        _depth--;
        return result;
    }

    public HoconArray? ParseArray()
    {
        HoconArray result = new(_source, _scanner.Position);
        if (!Enter()) return null;
        _scanner.Position++;
        _path.Add(null);
        ParseElements(result);
        _path.RemoveAt(_path.Count - 1);
        _depth--;
        return result;
    }

    private void ParseRootObject(HoconObject into)
    {
        bool braces = _scanner.Current == '{';
        if (braces) _scanner.Position++;
        if (!Enter()) return;
        ParseFields(into, braces ? '}' : '\0');
        _depth--;
        if (braces) ExpectEnd();
    }

    private void ExpectEnd()
    {
        _scanner.SkipBlank();
        if (!_scanner.AtEnd && !_context.Stopped) _scanner.Report(_scanner.Position, $"the text goes on with {_scanner.Here()} behind its closing bracket", "the end of the text", _scanner.Here());
    }

    private bool Enter()
    {
        if (_depth < _context.Options.MaxDepth && RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            _depth++;
            return true;
        }

        TooDeep(_scanner.Position);
        return false;
    }

    private void TooDeep(int offset)
    {
        _scanner.Report(offset, $"nested deeper than {_context.Options.MaxDepth} levels", $"at most {_context.Options.MaxDepth} levels");
        _context.Stop();
    }

    private void ParseFields(HoconObject target, char close)
    {
        int open = target.Offset;
        while (!_context.Stopped)
        {
            _scanner.SkipBlank();
            if (AtClose(close, open)) return;
            int start = _scanner.Position;
            if (ParseField(target)) ExpectSeparator(close);
            else Recover(start);
        }
    }

    private void ParseElements(HoconArray target)
    {
        int open = target.Offset;
        while (!_context.Stopped)
        {
            _scanner.SkipBlank();
            if (AtClose(']', open)) return;
            int start = _scanner.Position;
            if (_values.Parse() is { } element)
            {
                target.Add(element);
                ExpectSeparator(']');
            }
            else
            {
                Recover(start);
            }
        }
    }

    /// <summary>Whether the object or array ends here. Steps over the bracket, and tells of a text that ends too early.</summary>
    private bool AtClose(char close, int open)
    {
        if (_scanner.AtEnd)
        {
            if (close != '\0') _scanner.Report(open, $"the bracket is not closed before the end of the text", $"'{close}'", "the end of the text");
            return true;
        }

        if (_scanner.Current != close || close == '\0') return false;
        _scanner.Position++;
        return true;
    }

    private void Recover(int start)
    {
        if (_context.Stopped) return;
        _scanner.SkipToSeparator();
        if (_scanner.Current == ',' || _scanner.Position == start) _scanner.Position = Math.Min(_scanner.Position + 1, _scanner.Length);
    }

    private void ExpectSeparator(char close)
    {
        bool newline = _scanner.SkipBlank();
        if (_scanner.Current == ',') _scanner.Position++;
        else if (!newline && !_scanner.AtEnd && (_scanner.Current != close || close == '\0') && !_context.Stopped)
        {
            string expected = close == '\0' ? "a comma or a new line" : $"a comma, a new line or '{close}'";
            _scanner.Report(_scanner.Position, $"expected {expected}, got {_scanner.Here()}", expected, _scanner.Here());
            Recover(_scanner.Position);
        }
    }

    /// <returns>False if there was something wrong, which has been reported.</returns>
    private bool ParseField(HoconObject target)
    {
        int start = _scanner.Position;
        if (_scanner.Current == ',') return Unexpected("a key", "there is nothing between two commas, or before the first");
        if (_scanner.Current is '}' or ']') return Unexpected("a key", $"{_scanner.Here()} closes nothing");
        if (IncludeStatement.StandsAt(_scanner)) return _includes.Parse(target, _depth);
        string[] path = _paths.Parse();
        if (path.Length == 0) return false;
        if (_depth + path.Length - 1 > _context.Options.MaxDepth)
        {
            TooDeep(start);
            return false;
        }

        _scanner.SkipBlank();
        if (Separator() is not { } append) return false;
        _scanner.SkipBlank();
        return Assign(target, path, append);
    }

    private bool Assign(HoconObject target, string[] path, bool append)
    {
        int start = _scanner.Position;
        _path.AddRange(path);
        _depth += path.Length - 1;
        HoconValue? value = _values.Parse();
        _depth -= path.Length - 1;
        _path.RemoveRange(_path.Count - path.Length, path.Length);
        if (value is null) return false;
        if (append)
        {
            if (_depth + path.Length + value.Height > _context.Options.MaxDepth)
            {
                TooDeep(start);
                return false;
            }

            HoconArray elements = new(_source, start);
            elements.Add(value);
            value = new Append(elements, _source, start);
        }

        if (path.Length == 1) Assignment.Put(target, path[0], value);
        else Assignment.Put(target, path, value);
        return true;
    }

    /// <returns>Whether it is <c>+=</c>; null if there is none, which has been reported.</returns>
    private bool? Separator()
    {
        switch (_scanner.Current)
        {
            case ':' or '=':
                _scanner.Position++;
                return false;
            case '+' when _scanner.Next == '=':
                _scanner.Position += 2;
                return true;
            case '{':
                return false;
            case '$' when _scanner.Next == '{':
                Unexpected("a key", "a substitution cannot be a part of a key");
                return null;
            case '[':
                Unexpected("a key", "an array cannot be a part of a key");
                return null;
            default:
                Unexpected("':', '=', '+=' or '{'", $"expected ':', '=', '+=' or '{{' behind a key, got {_scanner.Here()}");
                return null;
        }
    }

    private bool Unexpected(string expected, string message)
    {
        _scanner.Report(_scanner.Position, message, expected, _scanner.Here());
        return false;
    }
}
