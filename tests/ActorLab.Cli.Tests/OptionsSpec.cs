using System.CommandLine;
using ActorLab.Cli.Commands;
using ActorLab.Cli.Runs;

namespace ActorLab.Cli.Tests;

/// <summary>
/// There is one set of options for all experiments: each reads those that mean something to it, and refuses the others alike.
/// </summary>
public sealed class OptionsSpec : IDisposable
{
    private static readonly RunOptions Options = new();

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Experiments => [.. ExperimentChoice.All.Select(e => e.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Experiments))]
    public async Task An_option_that_means_nothing_to_an_experiment_is_refused_in_one_line(string experiment)
    {
        Option[] foreign = [.. Options.All.Except(Of(experiment)).Where(o => !o.Hidden)];
        foreach (Option option in foreign)
        {
            Answer answer = await Lab.Call(["run", Word(experiment), .. Typed(option, "1")]);
            Assert.Equal(
                new Answer(2, "", $"actorlab: {option.Name}: does not apply to {experiment}. Leave it out. [AL0005]\n"), answer);
        }
    }

    [Theory]
    [MemberData(nameof(Experiments))]
    public async Task A_value_of_an_option_that_means_something_to_an_experiment_is_read(string experiment)
    {
        Option[] own = [.. Of(experiment).OfType<Option<string>>()];
        Assert.Equal(experiment == "check-faults", own.Length == 0);
        foreach (Option option in own)
        {
            // No path, no number and no name of anything.
            Answer answer = await Lab.Call(["run", Word(experiment), .. Typed(option, "")]);
            Assert.Equal((2, ""), (answer.ExitCode, answer.Out));
            Assert.StartsWith($"actorlab: {option.Name}: ", answer.Error);
            Assert.DoesNotContain("does not apply", answer.Error);
        }
    }

    private static IReadOnlyList<Option> Of(string experiment) => Options.Of(ExperimentChoice.Find(experiment).Single());

    private static string[] Typed(Option option, string value) => option is Option<bool> ? [option.Name] : [option.Name, value];

    /// <summary>A pipeline stands in a file.</summary>
    private string Word(string experiment) => experiment == ExperimentChoice.Pipeline.Name
        ? _folder.Write("my.conf", "pipeline.stages { n { range.to = 3 }, out { from = n, count = on } }")
        : experiment;
}
