using ActorLab.Core.Engine;
using ActorLab.Core.Report;
using ActorLab.Experiments.LineCopy;
using ActorLab.Experiments.Tasks;
using ActorLab.Simulation;

namespace ActorLab.Definitions.Tests;

/// <summary>The files in <c>hocon/experiments</c> are right, and run.</summary>
public sealed class ExperimentFilesSpec
{
    private const int Lines = 60;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "hocon", "experiments");

    private static readonly string[] OfLineCopy = ["E10", "E2", "E3", "E4", "E5", "E6", "E7", "E9", "pipeline", "process-pipeline"];

    private static readonly string[] OfTasks = ["E11", "E12", "E18", "E19", "E21", "E22", "E23", "E32", "E33"];

    private static readonly string[] OfCases = ["E27", "E28"];

    private static readonly string[] Names = [.. Directory.GetFiles(Folder, "*.conf").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> LineCopyFiles => [.. OfLineCopy];

    public static TheoryData<string> TasksFiles => [.. OfTasks];

    public static TheoryData<string> CasesFiles => [.. OfCases];

    [Fact]
    public void Every_row_of_line_copy_both_pipelines_every_row_of_tasks_and_some_of_cases_have_a_file() =>
        Assert.Equal(OfLineCopy.Concat(OfTasks).Concat(OfCases).Order(StringComparer.Ordinal), Names);

    [Theory]
    [MemberData(nameof(LineCopyFiles))]
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
    [MemberData(nameof(LineCopyFiles))]
    public async Task Its_machine_is_the_one_on_which_the_tutorials_ran_the_model(string name)
    {
        var definition = Definitions.Good<LineCopyExperimentDefinition>(DefinitionReader.Read(DefinitionSources.OfFile(Path.Combine(Folder, name + ".conf"))));
        LineCopyDefinition run = definition.Runs[0] with { Lines = Lines };
        RunReport given = await LineCopyExperiment.RunAsync(run, new SimulationEngine(), null, CancellationToken.None);
        RunReport published = await LineCopyExperiment.RunAsync(run with { Machine = null }, new SimulationEngine(), null, CancellationToken.None);
        Assert.NotNull(given.TraceDigest);
        Assert.Equal(published.TraceDigest, given.TraceDigest);
    }

    [Theory]
    [MemberData(nameof(TasksFiles))]
    public async Task Tasks_run_in_virtual_time_on_the_machine_on_which_the_tutorials_ran_them(string name)
    {
        var definition = Assert.IsAssignableFrom<TasksExperimentDefinition>(DefinitionReader.Read(DefinitionSources.OfFile(Path.Combine(Folder, name + ".conf"))).Definition);
        Assert.Equal("simulation", definition.Engine);
        foreach (TasksDefinition run in definition.Runs)
        {
            CaseReport given = await TasksExperiment.RunAsync(run, new SimulationEngine(), CancellationToken.None);
            CaseReport published = await TasksExperiment.RunAsync(run with { Machine = null }, new SimulationEngine(), CancellationToken.None);
            Assert.Equal((RunOutcome.Completed, null, 0), (given.Outcome, given.Failure, given.ExitCode));
            Assert.NotNull(given.TraceDigest);
            Assert.Equal(published.TraceDigest, given.TraceDigest);
        }
    }

    [Theory]
    [MemberData(nameof(CasesFiles))]
    public async Task Cases_run_in_virtual_time_and_show_what_they_are_there_to_show(string name)
    {
        var definition = Definitions.Good<CasesExperimentDefinition>(DefinitionReader.Read(DefinitionSources.OfFile(Path.Combine(Folder, name + ".conf"))));
        Assert.Equal(("simulation", name), (definition.Engine, definition.Cases.Row));
        Assert.All(await definition.Cases.RunAsync(definition.Options, new SimulationEngine(), CancellationToken.None), c => Assert.Equal((0, null), (c.ExitCode, c.Failure)));
    }
}
