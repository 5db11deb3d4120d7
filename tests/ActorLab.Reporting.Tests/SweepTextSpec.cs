using System.Text.Json;
using ActorLab.Core.Definition;
using ActorLab.Core.Engine;
using ActorLab.Core.Report;
using Xunit;

namespace ActorLab.Reporting.Tests;

/// <summary>A sweep as a person and as a program reads it.</summary>
public sealed class SweepTextSpec
{
    [Fact]
    public void A_value_without_an_end_has_no_figures_and_is_no_point_of_a_law()
    {
        Sweep sweep = Of(SweepKind.Parallelism, (1, 1000), (2, 500), (4, 250), (8, null));
        string text = SweepText.Render([sweep], PlainTable.Unbounded, unicode: false);
        Assert.Matches(@"\n +8 +– +– +– +– +–\n", text);
        Assert.Contains("\nAmdahl: f = 1.000 of the work can be shared out, no limit in sight; the fit is 0.0 % out\n", text);
        Assert.Contains("\nuniversal scalability law: no fit: 3 different numbers of workers; 3 unknowns need at least 4\n", text);
        Assert.EndsWith("\n1 run came to no end and is not counted\n", text);
    }

    [Fact]
    public void Where_nothing_came_to_an_end_there_is_nothing_to_compare()
    {
        Sweep sweep = Of(SweepKind.Parallelism, (1, null), (2, null));
        Assert.Null(sweep.Base);
        Assert.Matches(@"\n +1 +– +– +– +– +–\n +2 +– +– +– +– +–\n", SweepText.Render([sweep], PlainTable.Unbounded, unicode: false));
        using JsonDocument json = JsonDocument.Parse(SweepJson.Render([sweep]));
        JsonElement value = json.RootElement[0].GetProperty("values")[0];
        Assert.Equal((JsonValueKind.Null, 1), (value.GetProperty("speedUp").ValueKind, value.GetProperty("unfinished").GetInt32()));
        Assert.Empty(value.GetProperty("makespanSeconds").EnumerateObject());
    }

    [Fact]
    public void Speed_up_needs_no_run_with_one_worker()
    {
        Sweep sweep = Of(SweepKind.Parallelism, (4, 300), (2, 600), (8, 200));
        Assert.Equal("2", sweep.Base!.Text);
        Assert.Equal([2.0, 1, 3], sweep.Values.Select(v => Math.Round(sweep.SpeedUp(v)!.Value, 12)));
        Assert.Equal([1.0, 1, 0.75], sweep.Values.Select(v => Math.Round(sweep.Efficiency(v)!.Value, 12)));
    }

    [Fact]
    public void More_of_another_quantity_is_no_parallelism()
    {
        Sweep sweep = Of(SweepKind.Quantity, (10, 100), (20, 200));
        Assert.Equal((null, null, null), (sweep.Amdahl, sweep.Universal, sweep.Efficiency(sweep.Values[0])));
        string text = SweepText.Render([sweep], PlainTable.Unbounded, unicode: false);
        Assert.Contains("rate against 10", text);
        Assert.DoesNotContain("efficiency", text);
        Assert.Contains("\no measured\n", text);
    }

    [Fact]
    public void Nothing_but_the_names_of_values_has_no_curve() =>
        Assert.DoesNotContain("measured", SweepText.Render([Of(SweepKind.Choice, (null, 100), (null, 200))], PlainTable.Unbounded, unicode: false));

    private static Sweep Of(SweepKind kind, params (int? Number, long? Milliseconds)[] values) =>
        new("workers", kind, [.. values.Select(v => new SweepValue(v.Number?.ToString() ?? "word", v.Number, new ReplicationSummary(Run(v.Milliseconds))))]);

    private static Measurement Run(long? milliseconds)
    {
        RunReport run = Runs.Of(ExecutionModel.Threads, milliseconds ?? 1);
        return Measurement.Of(milliseconds is null ? run with { Outcome = RunOutcome.Deadlocked, Failure = "stuck" } : run);
    }
}
