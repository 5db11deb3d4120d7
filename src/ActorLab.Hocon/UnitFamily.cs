using System.Globalization;

namespace ActorLab.Hocon;

/// <summary>The names of units and what they stand for, of durations (in nanoseconds) and of sizes (in bytes). Exactly the names of the specification.</summary>
internal sealed class UnitFamily
{
    private const long Second = 1_000_000_000;

    public static readonly UnitFamily Durations = new("a duration such as 10ms, 1.5 s or 2 days", "ms",
        (1, "ns nano nanos nanosecond nanoseconds"),
        (1_000, "us micro micros microsecond microseconds"),
        (1_000_000, "ms milli millis millisecond milliseconds"),
        (Second, "s second seconds"),
        (60 * Second, "m minute minutes"),
        (3600 * Second, "h hour hours"),
        (86_400 * Second, "d day days"));

    public static readonly UnitFamily Sizes = new("a size such as 512, 64 KiB or 10 MB", "B",
        [(1, "B b byte bytes"), .. Powers("kB", 1000), .. Powers("K", 1024)]);

    private readonly Dictionary<string, Int128> _units = new(StringComparer.Ordinal);
    private readonly string _default;

    private UnitFamily(string expected, string defaultUnit, params (Int128 Worth, string Names)[] units)
    {
        Expected = expected;
        _default = defaultUnit;
        foreach ((Int128 worth, string names) in units)
        {
            foreach (string name in names.Split(' ')) _units.Add(name, worth);
        }
    }

    /// <summary>For messages.</summary>
    public string Expected { get; }

    /// <summary>A number, white space, and a unit or none, which means the default one; all in the smallest unit, without what is behind its point. Null if it is not that, or does not fit in 64 bits.</summary>
    public long? Parse(string text)
    {
        ReadOnlySpan<char> trimmed = text.AsSpan().Trim();
        int end = trimmed.Length;
        while (end > 0 && char.IsLetter(trimmed[end - 1])) end--;
        string unit = trimmed[end..].ToString();
        ReadOnlySpan<char> number = trimmed[..end].TrimEnd();
        return _units.TryGetValue(unit.Length == 0 ? _default : unit, out Int128 worth) ? NumberText.ToLongTruncated(number, worth) : null;
    }

    /// <summary>k, M, G … of 1000 or of 1024. The one-letter forms are powers of two, as with <c>ls</c> and <c>java -Xmx</c>.</summary>
    private static IEnumerable<(Int128 Worth, string Names)> Powers(string first, int radix)
    {
        string[] decimalNames = ["kilo", "mega", "giga", "tera", "peta", "exa", "zetta", "yotta"];
        string[] binaryNames = ["kibi", "mebi", "gibi", "tebi", "pebi", "exbi", "zebi", "yobi"];
        Int128 worth = 1;
        for (int i = 0; i < decimalNames.Length; i++)
        {
            worth *= radix;
            char letter = "KMGTPEZY"[i];
            char small = char.ToLower(letter, CultureInfo.InvariantCulture);
            yield return radix == 1000
                ? (worth, $"{(i == 0 ? first : letter + "B")} {decimalNames[i]}byte {decimalNames[i]}bytes")
                : (worth, $"{letter} {small} {letter}i {letter}iB {binaryNames[i]}byte {binaryNames[i]}bytes");
        }
    }
}
