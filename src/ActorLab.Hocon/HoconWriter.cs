using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace ActorLab.Hocon;

/// <summary>Writes values as JSON or as HOCON, fields in their order. Reading either again gives an equal value.</summary>
public sealed class HoconWriter
{
    private const int IndentWidth = 2;

    private readonly StringBuilder _out = new();
    private readonly bool _json;
    private readonly bool _lines;

    private HoconWriter(bool json, bool lines)
    {
        _json = json;
        _lines = lines;
    }

    /// <summary>The value as JSON, on one line, or indented over several.</summary>
    /// <exception cref="InsufficientExecutionStackException">The value was made in code and is nested too deep.</exception>
    public static string ToJson(HoconValue value, bool indented = false)
    {
        ArgumentNullException.ThrowIfNull(value);
        HoconWriter writer = new(json: true, indented);
        writer.Write(value, 0);
        return writer._out.ToString();
    }

    /// <summary>The value as HOCON: one field or element a line, no braces around the whole, quotes only where they are needed.</summary>
    /// <exception cref="InsufficientExecutionStackException">The value was made in code and is nested too deep.</exception>
    public static string ToHocon(HoconValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        HoconWriter writer = new(json: false, lines: true);
        if (value is HoconObject root) writer.WriteFields(root, 0);
        else writer.Write(value, 0);
        string text = writer._out.ToString();
        return value is HoconObject ? text.TrimStart('\n') + (text.Length > 0 ? "\n" : "") : text;
    }

    /// <summary>A key as it is written in a path: in quotes unless it is a plain word.</summary>
    public static string Key(string key)
    {
        if (IsPlainWord(key) && key != "include") return key;
        HoconWriter writer = new(json: true, lines: false);
        writer.WriteQuoted(key);
        return writer._out.ToString();
    }

    private static bool IsPlainWord(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private void Write(HoconValue value, int level)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (value)
        {
            case HoconObject o:
                _out.Append('{');
                WriteFields(o, level + 1);
                if (o.Count > 0) NewLine(level);
                _out.Append('}');
                break;
            case HoconArray array:
                WriteArray(array, level);
                break;
            case HoconString s when _json || !IsPlainWord(s.Value) || s.Value is "true" or "false" or "null":
                WriteQuoted(s.Value);
                break;
            default:
                _out.Append(((HoconScalar)value).Text);
                break;
        }
    }

    private void WriteFields(HoconObject o, int level)
    {
        bool first = true;
        foreach ((string key, HoconValue value) in o)
        {
            Separate(ref first, level);
            WriteKey(key);
            if (_json) _out.Append(_lines ? ": " : ":");
            else _out.Append(value is HoconObject ? " " : " = ");
            Write(value, level);
        }
    }

    private void WriteArray(HoconArray array, int level)
    {
        _out.Append('[');
        bool first = true;
        foreach (HoconValue element in array)
        {
            Separate(ref first, level + 1);
            Write(element, level + 1);
        }

        if (array.Count > 0) NewLine(level);
        _out.Append(']');
    }

    private void Separate(ref bool first, int level)
    {
        if (!first && _json) _out.Append(',');
        first = false;
        NewLine(level);
    }

    private void NewLine(int level)
    {
        if (_lines) _out.Append('\n').Append(' ', level * IndentWidth);
    }

    private void WriteKey(string key)
    {
        if (_json) WriteQuoted(key);
        else _out.Append(Key(key));
    }

    private void WriteQuoted(string text)
    {
        _out.Append('"');
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            int escape = "\"\\\b\f\n\r\t".IndexOf(c, StringComparison.Ordinal);
            if (escape >= 0) _out.Append('\\').Append("\"\\bfnrt"[escape]);
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) _out.Append(c).Append(text[++i]);
            // Half a surrogate pair has no form in UTF-8.
            else if (c < ' ' || c == '\u007F' || char.IsSurrogate(c)) _out.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else _out.Append(c);
        }

        _out.Append('"');
    }
}
