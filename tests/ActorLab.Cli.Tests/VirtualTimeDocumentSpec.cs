using System.Text.Json;
using ActorLab.Cli.Runs;
using ActorLab.Core.Report;
using ActorLab.Reporting;

namespace ActorLab.Cli.Tests;

/// <summary>docs/virtual-time.md shows what really happens.</summary>
public sealed class VirtualTimeDocumentSpec
{
    private const string Prompt = "$ actorlab ";

    private static readonly string s_text = File.ReadAllText(Path.Combine(Lab.Repository, "docs", "virtual-time.md"));

    [Fact]
    public async Task Every_command_of_the_document_prints_what_stands_below_it()
    {
        string[] blocks = s_text.Split("```console\n")[1..];
        Assert.True(blocks.Length >= 8, $"only {blocks.Length} commands were found");
        foreach (string block in blocks)
        {
            string[] parts = block.Split("```")[0].Split('\n', 2);
            Assert.StartsWith(Prompt, parts[0]);
            string[] words = [.. Words(parts[0][Prompt.Length..]).Select(w => w.StartsWith("hocon/", StringComparison.Ordinal) ? Path.Combine(Lab.Repository, w) : w)];
            // That one starts processes of its own program.
            Answer answer = words.Contains("--check-determinism") ? await Lab.Start(words) : await Lab.Call(words);
            Assert.Equal((parts[0], "", parts[1]), (parts[0], answer.Error, answer.Out));
        }
    }

    [Fact]
    public async Task The_table_has_every_row_with_a_published_time_as_it_runs()
    {
        string[] shown = [.. s_text.Split('\n').Where(l => l.StartsWith("| E", StringComparison.Ordinal))];
        var rows = new List<string>();
        foreach (string row in PublishedRow.All.Where(r => r.Published is not null).Select(r => r.Name).Distinct(StringComparer.Ordinal))
        {
            Answer answer = await Lab.Call("run", row, "--engine", "simulation", "--json");
            using JsonDocument json = JsonDocument.Parse(answer.Out);
            rows.AddRange(json.RootElement.EnumerateArray().Where(r => r.GetProperty("published").GetProperty("seconds").ValueKind == JsonValueKind.Number).Select(Shown));
        }

        Assert.Equal(rows, shown);
    }

    [Fact]
    public void The_document_names_every_setting_of_a_machine()
    {
        string[] unnamed = ["name", "compute", "min", "max", "latency", "capacity", "reply"];
        Assert.All(ActorLab.Definitions.Schema.MachineSettings.Machine.Settings.Select(s => s.Key).Except(unnamed), key => Assert.Contains($"`{key}`", s_text));
        Assert.All(Enum.GetValues<Core.Machine.WaitKind>().Select(k => Core.Trace.Analysis.PathKinds.NameOf(Core.Trace.Analysis.PathKinds.OfWait(k.ToString()))), kind => Assert.Contains($"`{kind}`", s_text));
    }

    private static string Shown(JsonElement run)
    {
        JsonElement published = run.GetProperty("published");
        string name = run.TryGetProperty("model", out JsonElement model) ? $"{model}, {FigureText.Several(run.GetProperty("workers").GetInt32(), "worker")}" : run.GetProperty("case").GetString()!;
        decimal here = (run.TryGetProperty("makespanSeconds", out JsonElement makespan) ? makespan : run.GetProperty("figures").GetProperty("makespanSeconds")).GetDecimal();
        string basis = published.GetProperty("basis").GetString() + (published.GetProperty("predictedFrom").GetString() is { } rows ? $" from {rows}" : "");
        double deviation = published.GetProperty("deviation").GetDouble() * 100;
        return $"| {published.GetProperty("row")} | {name} | {Time(published.GetProperty("seconds").GetDecimal())} | {Time(here)} | {basis} | {(deviation < 0 ? "−" : "+")}{Math.Abs(deviation):0.0} % |";
    }

    private static string Time(decimal seconds) => FigureText.Time(new SimDuration((long)(seconds * 1_000_000_000m)));

    /// <summary>As a shell does it, with single quotes alone.</summary>
    private static IEnumerable<string> Words(string line) =>
        line.Split('\'').SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
