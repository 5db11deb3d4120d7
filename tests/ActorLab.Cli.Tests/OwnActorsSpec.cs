using System.Text.RegularExpressions;

namespace ActorLab.Cli.Tests;

/// <summary>The sample with actors of its own, and what docs/akka.md says of it.</summary>
public sealed partial class OwnActorsSpec
{
    private static readonly string Document = File.ReadAllText(Path.Combine(Lab.Repository, "docs", "akka.md"));

    [Theory]
    [InlineData("virtual")]
    [InlineData("coffee")]
    public async Task The_sample_gives_what_the_document_shows(string how)
    {
        Answer sample = await Run(how);
        Assert.Equal((0, ""), (sample.ExitCode, sample.Error));
        Assert.Contains($"-- {how}\n{sample.Out}```", Document, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_actors_run_for_real()
    {
        Answer sample = await Run("real");
        Assert.Equal(0, sample.ExitCode);
        Assert.Contains("verdict: holds", sample.Out, StringComparison.Ordinal);
        Assert.Contains("990 items, 0 out of order", sample.Out, StringComparison.Ordinal);
        Assert.Contains("priced gave up 10 items:\n  item 13: order 13 has no price\n", sample.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_word_is_bad_usage() => Assert.Equal(2, (await Run("cluster")).ExitCode);

    [Fact]
    public void What_the_document_shows_of_the_sample_is_in_it()
    {
        string[] sample = [.. Directory.GetFiles(Path.Combine(Lab.Repository, "samples", "OwnActors"), "*.cs")
            .Select(file => Squeezed(File.ReadAllText(file)))];
        string[] shown = [.. CSharp().Matches(Document).Select(match => Squeezed(match.Groups["text"].Value))];
        Assert.Equal(2, shown.Length);
        Assert.All(shown, text => Assert.Contains(sample, file => file.Contains(text, StringComparison.Ordinal)));
    }

    private static Task<Answer> Run(string how) => Lab.Execute("dotnet", [Path.Combine(AppContext.BaseDirectory, "OwnActors.dll"), how]);

    private static string Squeezed(string text) => Spaces().Replace(text, " ").Trim();

    [GeneratedRegex("```csharp\\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex CSharp();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Spaces();
}
