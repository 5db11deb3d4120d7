using ActorLab.Core.Engine;
using ActorLab.Core.Report;
using ActorLab.Experiments.LineCopy;
using ActorLab.Simulation;

namespace ActorLab.Definitions.Tests;

/// <summary>The files in <c>hocon/experiments</c> are right, and run.</summary>
public sealed class ExperimentFilesSpec
{
    private const int Lines = 60;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "hocon", "experiments");

    private static readonly string[] Names = [.. Directory.GetFiles(Folder, "*.conf").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Files => [.. Names];

    [Fact]
    public void Every_row_of_line_copy_and_both_pipelines_have_a_file() =>
        Assert.Equal(["E10", "E2", "E3", "E4", "E5", "E6", "E7", "E9", "pipeline", "process-pipeline"], Names);

    [Theory]
    [MemberData(nameof(Files))]
    public async Task It_runs_in_virtual_time(string name)
    {
        DefinitionSources sources = DefinitionSources.OfFile(Path.Combine(Folder, name + ".conf")) with { Sets = [$"line-copy.lines = {Lines}"] };
        var definition = Definitions.Good<LineCopyExperimentDefinition>(DefinitionReader.Read(sources));
        Assert.Equal("simulation", definition.Engine);
        LineCopyDefinition run = Assert.Single(definition.Runs);
        Assert.Empty(LineCopyExperiment.Check(run));
        RunReport report = await LineCopyExperiment.RunAsync(run, new SimulationEngine(), null, CancellationToken.None);
        Assert.Equal((RunOutcome.Completed, null, Lines), (report.Outcome, report.Failure, report.Items));
        Assert.Equal(0, report.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Its_machine_is_the_one_on_which_the_tutorials_ran_the_model(string name)
    {
        var definition = Definitions.Good<LineCopyExperimentDefinition>(DefinitionReader.Read(DefinitionSources.OfFile(Path.Combine(Folder, name + ".conf"))));
        LineCopyDefinition run = definition.Runs[0] with { Lines = Lines };
        RunReport given = await LineCopyExperiment.RunAsync(run, new SimulationEngine(), null, CancellationToken.None);
        RunReport published = await LineCopyExperiment.RunAsync(run with { Machine = null }, new SimulationEngine(), null, CancellationToken.None);
        Assert.NotNull(given.TraceDigest);
        Assert.Equal(published.TraceDigest, given.TraceDigest);
    }
}
