using System.Collections.Immutable;

namespace ActorLab.Acceptance.Tests;

/// <summary>Runs in virtual time give the figures that they have always given.</summary>
public sealed class VirtualRunsSpec
{
    public static TheoryData<string> Commands => [.. AcceptanceRuns.Virtual.Select(run => run.Command)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_run_in_virtual_time_has_every_figure_of_the_table(string command)
    {
        AcceptanceRun run = AcceptanceRuns.Virtual.Single(r => r.Command == command);
        FigureTable figures = (await run.Printed).WithoutDigests;
        await AcceptanceTable.Compare("figures", AcceptanceTable.FileOf(run), run.ShellCommand, figures);
    }

    [Fact]
    public async Task The_digests_are_those_of_the_table()
    {
        var all = new List<Figure>();
        foreach (AcceptanceRun run in AcceptanceRuns.Virtual)
        {
            FigureTable digests = (await run.Printed).Digests;
            all.AddRange(digests.Figures.Select(d => d with { Place = $"{run.Command} | {d.Place}" }));
        }

        await AcceptanceTable.Compare("digests", AcceptanceTable.DigestsFile, "all runs in virtual time", new FigureTable([.. all]));
    }
}

/// <summary>Real runs come to the same verdicts, exit codes and counts where no timing can change them.</summary>
public abstract class RealRunsSpec(ImmutableArray<AcceptanceRun> runs)
{
    protected async Task Compare(string command)
    {
        AcceptanceRun run = runs.Single(r => r.Command == command);
        FigureTable kept = (await run.Printed).Where(f => RealFigures.IsKept(run, f));
        await AcceptanceTable.Compare("figures", AcceptanceTable.FileOf(run), run.ShellCommand, kept);
    }
}

public sealed class RealRowsSpec() : RealRunsSpec(AcceptanceRuns.RealRows)
{
    public static TheoryData<string> Commands => [.. AcceptanceRuns.RealRows.Select(run => run.Command)];

    [Theory]
    [MemberData(nameof(Commands))]
    public Task A_real_run_of_a_row_has_the_counts_of_the_table(string command) => Compare(command);
}

public sealed class RealFilesSpec() : RealRunsSpec(AcceptanceRuns.RealFiles)
{
    public static TheoryData<string> Commands => [.. AcceptanceRuns.RealFiles.Select(run => run.Command)];

    [Theory]
    [MemberData(nameof(Commands))]
    public Task A_real_run_of_a_file_has_the_counts_of_the_table(string command) => Compare(command);
}
