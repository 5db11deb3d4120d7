using System.Text;
using System.Text.Unicode;

namespace ActorLab.Hocon.Parsing;

/// <summary>What a text and all that it includes share: the problems found, the budget, and the keys seen.</summary>
internal sealed class ParseContext(HoconOptions options, IIncludeSource? includes)
{
    private const int CachedKeys = 512;
    private const int SmallText = 4096;

    private string?[]? _keys;

    public HoconOptions Options => options;

    public IIncludeSource? Includes => includes;

    public List<HoconDiagnostic> Diagnostics { get; } = [];

    /// <summary>Whether to stop: enough problems, or one behind which nothing makes sense.</summary>
    public bool Stopped { get; private set; }

    public int IncludeCount { get; set; }

    public int BytesLeft => (int)Math.Max(0, options.MaxBytes - Characters);

    /// <summary>About how many characters all texts have: their bytes.</summary>
    public long Characters { get; private set; }

    public void Report(HoconSource source, int offset, string message, string? expected = null, string? got = null)
    {
        if (Stopped) return;
        Diagnostics.Add(new HoconDiagnostic(source.OriginAt(offset), message, expected, got));
        if (Diagnostics.Count == options.MaxDiagnostics) Stopped = true;
    }

    public void Stop() => Stopped = true;

    /// <summary>Takes the bytes of a text from the budget.</summary>
    /// <returns>False if it is used up, which has been reported.</returns>
    public bool Charge(HoconSource source, int offset, long bytes)
    {
        Characters += bytes;
        if (Characters <= options.MaxBytes) return true;
        Report(source, offset, $"the text is too long: more than {options.MaxBytes} bytes, included files counted", $"at most {options.MaxBytes} bytes");
        Stop();
        return false;
    }

    /// <summary>The text of <paramref name="utf8"/> as a source, or null if it is not valid, which is reported with the place of the first wrong byte.</summary>
    public HoconSource? Decode(string name, ReadOnlySpan<byte> utf8, HoconSource? includedFrom = null, int includedAt = 0)
    {
        // Letters of UTF-16 are valid UTF-8, with a zero byte after or before each.
        if (utf8 is [_, 0, _, 0, ..] or [0, _, 0, _, ..])
        {
            Report(
                new HoconSource(name, "", includedFrom, includedAt), 0, "the file is UTF-16 without a byte order mark", "UTF-8");
            return null;
        }

        if (Utf8.IsValid(utf8)) return new HoconSource(name, Encoding.UTF8.GetString(utf8), includedFrom, includedAt);
        char[] buffer = new char[utf8.Length];
        Utf8.ToUtf16(utf8, buffer, out int read, out int written, replaceInvalidSequences: false);
        HoconSource upTo = new(name, new string(buffer, 0, written), includedFrom, includedAt);
        Report(upTo, written, $"the file is not valid UTF-8: byte 0x{utf8[read]:X2} at offset {read}", "UTF-8");
        return null;
    }

    /// <summary>The same string for the same key, mostly: configurations repeat few keys often.</summary>
    public string Key(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return "";
        // Of a small text there is too little to gain.
        if (Characters < SmallText) return text.ToString();
        _keys ??= new string?[CachedKeys];
        int slot = ((text.Length * 31) + (text[0] * 7) + (text[^1] * 131) + (text[text.Length / 2] * 17)) & (CachedKeys - 1);
        string? known = _keys[slot];
        if (known is not null && text.SequenceEqual(known)) return known;
        return _keys[slot] = text.ToString();
    }
}
