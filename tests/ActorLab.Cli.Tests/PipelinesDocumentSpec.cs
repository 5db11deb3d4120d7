using System.Text;
using System.Text.RegularExpressions;
using ActorLab.Definitions;
using ActorLab.Definitions.Schema;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Planning;

namespace ActorLab.Cli.Tests;

/// <summary>docs/pipelines.md shows what really happens.</summary>
public sealed partial class PipelinesDocumentSpec : IDisposable
{
    private const int MatchMilliseconds = 10_000;

    private static readonly string Document = File.ReadAllText(Path.Combine(Lab.Repository, "docs", "pipelines.md"));

    private static readonly string Examples = Path.Combine(Lab.Repository, "hocon", "pipelines");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_command_of_the_document_prints_what_stands_below_it()
    {
        foreach (string file in Directory.GetFiles(Examples)) File.Copy(file, _folder.File(Path.GetFileName(file)));
        foreach (Match match in Definition().Matches(Document)) await File.WriteAllTextAsync(_folder.File(match.Groups["name"].Value), match.Groups["text"].Value);
        string shown = string.Concat(Console().Matches(Document).Select(m => m.Groups["text"].Value)).TrimEnd('\n');
        string[] commands = [.. shown.Split('\n').Where(l => l.StartsWith("$ ", StringComparison.Ordinal)).Select(l => l[2..])];
        Assert.True(commands.Length > 15, "the commands were not found");
        var script = new StringBuilder($"exec 2>&1; cd '{_folder.Path}'; actorlab() {{ {Lab.ShellCommand} \"$@\"; }}\n");
        foreach (string command in commands) script.Append($"printf '%s\\n' '$ {command.Replace("'", "'\\''", StringComparison.Ordinal)}'\n{command}\n");
        Answer answer = await Lab.Shell(script.ToString());
        Assert.Equal(shown, answer.Out.TrimEnd('\n'));
    }

    [Fact]
    public void An_example_that_the_document_shows_means_what_the_one_in_the_folder_means()
    {
        int compared = 0;
        foreach (Match match in Definition().Matches(Document))
        {
            string path = Path.Combine(Examples, match.Groups["name"].Value);
            if (!File.Exists(path)) continue;
            string shown = Path.Combine(Examples, "shown.conf");
            Assert.Equal(Digest(DefinitionSources.OfFile(path)), Digest(DefinitionSources.OfText(match.Groups["text"].Value, shown)));
            compared++;
        }

        Assert.Equal(3, compared);
    }

    [Fact]
    public void The_pipeline_in_CSharp_is_that_of_the_sample()
    {
        string shown = Assert.Single(CSharp().Matches(Document)).Groups["text"].Value;
        string sample = File.ReadAllText(Path.Combine(Lab.Repository, "samples", "WordCount", "WordCountPipeline.cs"));
        Assert.Contains(Squeezed(shown), Squeezed(sample), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_key_of_a_stage_stands_in_a_table_with_its_default_and_what_it_is_for()
    {
        StageSettings stage = DefinitionSettings.Pipeline.Stage;
        string[] operations = [.. stage.Operations.Keys];
        Assert.All(operations, key => Assert.Contains($"\n| `{key}` | ", Document, StringComparison.Ordinal));
        string[] others = [.. stage.Settings.Select(s => s.Path).Where(p => !operations.Contains(p.Split('.')[0]))];
        Assert.True(others.Length > 15, "the settings were not found");
        Assert.All(others, key => Assert.Contains($"\n| `{key}` | {DefaultOf(key)} | {string.Join(", ", TakersOf(key))} | ", Document, StringComparison.Ordinal));
        Assert.Equal(operations.Length + others.Length, KeyRow().Count(Document));
    }

    /// <summary>As reference.conf has it; that of a key which has none there is the first word of its choice, if it has a default at all.</summary>
    private static string DefaultOf(string key)
    {
        string? value = DefinitionReader.Read(DefinitionSources.OfDefaults()).Values.FirstOrDefault(v => v.Key == $"pipeline.defaults.{key}")?.Value;
        return key switch
        {
            "fan-in" => StageWords<FanIn>.All[0],
            "fan-out" => StageWords<FanOut>.All[0],
            _ => value is null or "null" ? "–" : value.Trim('"'),
        };
    }

    private static IEnumerable<string> TakersOf(string key)
    {
        (string Name, StageOperation Operation)[] kinds = [("source", new StdinSource()), ("work", new PassOperation()), ("group", new WindowOperation(1, 1)), ("sink", new CountSink())];
        return kinds.Where(k => StageRoles.Takes(k.Operation, key)).Select(k => k.Name);
    }

    private static ulong Digest(DefinitionSources sources)
    {
        DefinitionReading reading = DefinitionReader.Read(sources);
        Assert.Empty(reading.Diagnostics);
        PipelineDefinition pipeline = ((PipelineExperimentDefinition)reading.Definition!).Pipeline;
        // A text has no folder of its own, so its paths lead elsewhere.
        return PipelineForm.Digest(pipeline with { Stages = [.. pipeline.Stages.Select(s => s.Operation is LinesSource(var path) ? s with { Operation = new LinesSource("/" + Path.GetFileName(path)) } : s)] });
    }

    private static string Squeezed(string text) => Blank().Replace(text, " ").Trim();

    [GeneratedRegex(@"^```conf\n(?<text># (?<name>\S+)\n.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline, MatchMilliseconds)]
    private static partial Regex Definition();

    [GeneratedRegex(@"^```console\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline, MatchMilliseconds)]
    private static partial Regex Console();

    [GeneratedRegex(@"^```csharp\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline, MatchMilliseconds)]
    private static partial Regex CSharp();

    [GeneratedRegex(@"^\| `[a-z.-]+` \|", RegexOptions.Multiline, MatchMilliseconds)]
    private static partial Regex KeyRow();

    [GeneratedRegex(@"\s+", RegexOptions.None, MatchMilliseconds)]
    private static partial Regex Blank();
}
