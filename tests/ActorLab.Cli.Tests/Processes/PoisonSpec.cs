using System.Text.Json;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Nodes.Engine;
using ActorLab.Reporting;

namespace ActorLab.Cli.Tests.Processes;

[Collection(ProcessFaults.Name)]
public sealed class PoisonSpec
{
    private const int Lines = 200;
    private const int Item = 37;

    /// <summary>Three over the item, and at most one more that is put down to the item before, whose report died with the worker.</summary>
    private const int Losses = 3;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task An_item_that_kills_every_process_that_takes_it_is_given_up_and_named_and_the_rest_is_done(int workers)
    {
        ProcessRun run = await ProcessRuns.RunAsync(new ChildProcessLauncher(() => PoisonedNode.Program(Item), _ => { }), Lines, workers);
        RunReport report = run.Report;
        Assert.Equal([Item], report.GivenUp.Select(i => (int)i));
        Assert.Equal((Lines - 1, null), (report.Items, report.Failure));
        Assert.InRange(report.LostWorkers.Length, Losses, Losses + 1);
        // It was never acknowledged, so it is not lost; but its row is missing, and those behind it stand one place too early.
        Assert.Equal((Lines - Item, 0, 0), (report.Verdict.Figures!.PositionalMismatches, report.Verdict.Figures.Lost, report.Verdict.Figures.Duplicated));
        Assert.Equal((VerdictStatus.Violated, ExitCode.Violated), (report.Verdict.Status, report.ExitCode));
        using JsonDocument json = JsonDocument.Parse(RunJson.Render([report]));
        Assert.Equal([Item], json.RootElement[0].GetProperty("givenUp").EnumerateArray().Select(i => i.GetInt32()));
        Assert.Contains($"process-pipeline: item {Item} was given up as a dead letter: every worker that took it was lost", RunNotes.Of([report]));
    }
}
