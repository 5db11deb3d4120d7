using System.Text;
using System.Text.Json.Nodes;

namespace ActorLab.Hocon.Tests;

/// <summary>The specification, sentence by sentence: each <c>cases/*.conf</c> beside the JSON that it means, or the place and a part of the message of the problem that it has.</summary>
/// <remarks>Folders below <c>cases</c> hold what the cases include. The environment of all cases has two variables.</remarks>
public sealed class CaseFilesSpec
{
    private const string ErrorMark = "error: ";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "cases");

    private static readonly string[] CaseNames = [.. Directory.GetFiles(Folder, "*.conf").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Names() => [.. CaseNames];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_case_means_what_stands_beside_it(string name)
    {
        HoconResult result = HoconDocument.ParseFile(Path.Combine(Folder, name + ".conf")).Resolve(Variables);
        string json = Path.Combine(Folder, name + ".expected.json");
        string text = Path.Combine(Folder, name + ".expected.txt");
        Assert.True(File.Exists(json) != File.Exists(text), "there must be one expectation");
        if (File.Exists(json)) MeansJson(result, File.ReadAllText(json));
        else Fails(result, File.ReadAllLines(text));
    }

    [Fact]
    public void Every_expectation_has_its_case_and_there_are_enough()
    {
        string[] expectations = [.. Directory.GetFiles(Folder, "*.expected.*").Select(f => Path.GetFileName(f)[..Path.GetFileName(f).IndexOf(".expected.", StringComparison.Ordinal)])];
        Assert.Equal(CaseNames, expectations.Order(StringComparer.Ordinal));
        Assert.True(expectations.Length > 200, $"only {expectations.Length} cases");
    }

    internal static string? Variables(string name) => name switch
    {
        "LAB_NAME" => "from-environment",
        "LAB_EMPTY" => "",
        _ => null,
    };

    internal static void MeansJson(HoconResult result, string expected)
    {
        Assert.Empty(result.Diagnostics);
        JsonNode? actual = JsonNode.Parse(HoconWriter.ToJson(result.Root!));
        JsonNode? wanted = JsonNode.Parse(expected);
        Assert.True(JsonNode.DeepEquals(wanted, actual), $"expected {wanted?.ToJsonString()}, got {actual?.ToJsonString()}");
        // Numbers are compared as written, fields with their order.
        Assert.Equal(Compact(expected), HoconWriter.ToJson(result.Root!));
    }

    private static string Compact(string json) => HoconWriter.ToJson(HoconDocument.Parse(json).Resolve().Root!);

    /// <summary>Each line is <c>error: line:column fragment</c>, or <c>error: file:line:column fragment</c> for a problem in an included file; in order, and nothing more.</summary>
    private static void Fails(HoconResult result, string[] expected)
    {
        StringBuilder all = new();
        foreach (HoconDiagnostic d in result.Diagnostics) all.AppendLine(d.ToString());
        Assert.Null(result.Root);
        string[] lines = [.. expected.Where(l => l.Length > 0)];
        Assert.True(lines.Length > 0, "an expectation without a line");
        Assert.True(lines.Length == result.Diagnostics.Count, $"expected {lines.Length} problems, got:\n{all}");
        foreach ((string line, HoconDiagnostic problem) in lines.Zip(result.Diagnostics))
        {
            Assert.StartsWith(ErrorMark, line, StringComparison.Ordinal);
            string[] parts = line[ErrorMark.Length..].Split(' ', 2);
            string place = $"{problem.Origin.Line}:{problem.Origin.Column}";
            if (parts[0].Count(c => c == ':') == 2) place = $"{problem.Origin.Source}:{place}";
            Assert.True(parts[0] == place && problem.Message.Contains(parts[1], StringComparison.Ordinal), $"expected {line}, got:\n{all}");
        }
    }
}
