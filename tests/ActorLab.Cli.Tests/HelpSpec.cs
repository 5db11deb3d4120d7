using System.Text.RegularExpressions;
using ActorLab.Cli.CommandLine;

namespace ActorLab.Cli.Tests;

public sealed partial class HelpSpec
{
    [Theory]
    [InlineData]
    [InlineData("run")]
    [InlineData("node")]
    [InlineData("cluster")]
    [InlineData("cluster", "status")]
    [InlineData("check")]
    [InlineData("config")]
    [InlineData("verify")]
    [InlineData("trace")]
    [InlineData("export")]
    [InlineData("graph")]
    [InlineData("new")]
    [InlineData("list")]
    [InlineData("completions")]
    public async Task Every_command_has_help_with_examples(params string[] command)
    {
        Answer answer = await Lab.Call([.. command, "--help"]);
        Assert.Equal(0, answer.ExitCode);
        Assert.Equal("", answer.Error);
        Assert.Contains("Usage:\n  " + string.Join(' ', ["actorlab", .. command]), answer.Out);
        Assert.Contains("Examples:\n  ", answer.Out);
        Assert.DoesNotContain("Additional Arguments", answer.Out);
    }

    [Fact]
    public async Task Help_is_given_even_when_the_rest_is_wrong()
    {
        Answer answer = await Lab.Call("run", "nonsense", "--workers", "0", "--help");
        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("Examples:", answer.Out);
    }

    [Fact]
    public void Every_example_is_understood()
    {
        var root = new ActorLabCommand(80);
        string[] examples = [.. root.Subcommands.OfType<LabCommand>().Append(root).SelectMany(c => c.Examples).Select(CommandIn)];
        Assert.True(examples.Length >= 10, $"only {examples.Length} examples were found");
        Assert.All(examples, example => Assert.Empty(root.Parse(example["actorlab ".Length..]).Errors));
    }

    [Fact]
    public async Task The_version_is_told_with_the_name_of_the_program()
    {
        Answer answer = await Lab.Start("--version");
        Assert.Equal(0, answer.ExitCode);
        Assert.Matches(@"^actorlab \d+\.\d+\.\d+\n$", answer.Out);
    }

    private static string CommandIn(string example) => Command().Match(example).Value;

    [GeneratedRegex("actorlab [^|)]*[^|) ]", RegexOptions.None, 1000)]
    private static partial Regex Command();
}
