using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ActorLab.Acceptance.Tests;

/// <summary>What a run printed, one line to a figure: where it stands in the JSON, a colon, and the value.</summary>
/// <remarks>An element of a list is called by its own name, so that a new one does not rename those behind it. A list whose elements
/// have no name and hold single values alone has a line to an element, and no more lines than <see cref="LongestList"/>: beyond that,
/// its count and a hash of all of it.</remarks>
public sealed record FigureTable(ImmutableArray<Figure> Figures)
{
    private const int LongestList = 25;

    private const string DigestName = "traceDigest";

    /// <summary>What an element of a list is called by: the first of these that it has.</summary>
    private static readonly ImmutableArray<string> NameMembers = ["model", "case", "file", "name", "experiment"];

    /// <summary>All but digests.</summary>
    public FigureTable WithoutDigests => Where(f => !IsDigest(f));

    /// <summary>The digests alone.</summary>
    public FigureTable Digests => Where(IsDigest);

    /// <param name="exitCode">Of the run.</param>
    /// <param name="output">Standard output: the JSON, or the items of a pipeline that writes them there.</param>
    /// <param name="error">Standard error: what went wrong, and the JSON if it does not stand on standard output.</param>
    public static FigureTable OfAnswer(int exitCode, string output, string error)
    {
        var figures = new List<Figure> { new("exitCode", exitCode.ToString(CultureInfo.InvariantCulture)) };
        bool isOnError = BeginOfJson(output) != 0;
        string printed = isOnError ? error : error + output;
        int json = BeginOfJson(printed);
        AddList(figures, "error", LinesOf(printed[..json]));
        AddList(figures, "item", LinesOf(isOnError ? output : ""));
        if (json < printed.Length)
        {
            using JsonDocument document = JsonDocument.Parse(printed.AsMemory(json));
            AddElements(figures, "", document.RootElement);
        }

        return new FigureTable([.. figures]);
    }

    /// <summary>Reads what <see cref="ToString"/> gave. Lines that begin with <c>$</c> say how the figures were made.</summary>
    public static FigureTable Parse(string text) =>
        new([.. LinesOf(text).Where(line => !line.StartsWith('$')).Select(Figure.Parse)]);

    public FigureTable Where(Func<Figure, bool> isKept) => new([.. Figures.Where(isKept)]);

    /// <summary>The figures that are not the same in another table, in words, one line to each.</summary>
    /// <param name="got">The other table.</param>
    public IReadOnlyList<string> DifferencesFrom(FigureTable got)
    {
        ArgumentNullException.ThrowIfNull(got);
        Dictionary<string, string> expected = Figures.ToDictionary(f => f.Place, f => f.Value, StringComparer.Ordinal);
        Dictionary<string, string> actual = got.Figures.ToDictionary(f => f.Place, f => f.Value, StringComparer.Ordinal);
        return
        [
            .. Figures.Where(f => actual.GetValueOrDefault(f.Place) != f.Value)
                .Select(f => $"{f.Place}: expected {f.Value}, got {actual.GetValueOrDefault(f.Place, "nothing")}"),
            .. got.Figures.Where(f => !expected.ContainsKey(f.Place)).Select(f => $"{f.Place}: expected nothing, got {f.Value}"),
        ];
    }

    public override string ToString() => string.Concat(Figures.Select(f => $"{f}\n"));

    /// <summary>Where the line is that opens the list of runs; the end of the text if there is none.</summary>
    private static int BeginOfJson(string text)
    {
        int begin = ("\n" + text).IndexOf("\n[\n", StringComparison.Ordinal);
        return begin < 0 ? text.Length : begin;
    }

    private static bool IsDigest(Figure figure) => figure.Place.EndsWith(DigestName, StringComparison.Ordinal);

    private static string[] LinesOf(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static void Add(List<Figure> figures, string place, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty member in value.EnumerateObject().Where(m => m.Name != "name"))
                    Add(figures, $"{place}.{member.Name}", member.Value);
                break;
            case JsonValueKind.Array when value.EnumerateArray().All(IsShort):
                AddList(figures, place, [.. value.EnumerateArray().Select(TextOf)]);
                break;
            case JsonValueKind.Array:
                AddElements(figures, place + ".", value);
                break;
            default:
                figures.Add(new Figure(place, TextOf(value)));
                break;
        }
    }

    private static void AddElements(List<Figure> figures, string prefix, JsonElement list)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (JsonElement element in list.EnumerateArray())
        {
            string name = NameOf(element);
            int count = seen[name] = seen.GetValueOrDefault(name) + 1;
            Add(figures, prefix + (count == 1 ? name : $"{name}#{count}"), element);
        }
    }

    private static string NameOf(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object) return "element";
        string? member = NameMembers.FirstOrDefault(m => element.TryGetProperty(m, out _));
        return member is null ? "element" : element.GetProperty(member).GetString()!;
    }

    private static void AddList(List<Figure> figures, string place, string[] lines)
    {
        if (lines.Length <= LongestList)
        {
            figures.AddRange(lines.Select((line, i) => new Figure($"{place}[{i + 1}]", line)));
            return;
        }

        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        figures.Add(new Figure($"{place}.count", lines.Length.ToString(CultureInfo.InvariantCulture)));
        figures.Add(new Figure($"{place}.sha256", Convert.ToHexStringLower(hash)));
    }

    /// <summary>True for what has no name of its own and holds single values alone.</summary>
    private static bool IsShort(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => NameOf(element) == "element" && element.EnumerateObject().All(m => IsSingle(m.Value)),
        _ => IsSingle(element),
    };

    private static bool IsSingle(JsonElement value) => value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => string.Join(", ", value.EnumerateObject().Select(m => $"{m.Name} {TextOf(m.Value)}")),
        JsonValueKind.String => value.GetString()!.ReplaceLineEndings("\\n"),
        _ => value.GetRawText(),
    };
}

/// <summary>A value and where it stands.</summary>
public sealed record Figure(string Place, string Value)
{
    private const string Separator = ": ";

    /// <exception cref="FormatException">The line is none that <see cref="ToString"/> gives.</exception>
    public static Figure Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        int end = line.IndexOf(Separator, StringComparison.Ordinal);
        if (end < 0) throw new FormatException($"expected a place, a colon and a value, got '{line}'");
        return new Figure(line[..end], line[(end + Separator.Length)..]);
    }

    public override string ToString() => Place + Separator + Value;
}
