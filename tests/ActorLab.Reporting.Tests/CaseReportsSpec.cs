using System.Text.Json;
using ActorLab.Core.Engine;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using Xunit;

namespace ActorLab.Reporting.Tests;

/// <summary>The cases of a small experiment, for people and for programs.</summary>
public sealed class CaseReportsSpec
{
    private static readonly CaseReport s_first = Case("first", VerdictStatus.Holds) with
    {
        Figures = [new Figure("hand-over", 1_500_000, FigureUnit.Nanoseconds), new Figure("bytes moved", 3 << 20, FigureUnit.Bytes), new Figure("pieces", 1_200, FigureUnit.Count)],
        Events = [new Happening(SimTime.Zero, "program", "starts"), new Happening(new SimTime(12_500_000), "child", "ends\u001b[1m")],
    };

    [Fact]
    public void Cases_stand_side_by_side_with_the_events_below_and_the_lesson_at_the_end()
    {
        string text = CaseText.Render(new CaseStudy("E14", [s_first, Case("second", VerdictStatus.Unknown)], "this is it"), PlainTable.Unbounded);
        Assert.StartsWith("large-state on local, seed 1\n\n", text);
        Assert.Contains("first 1.5 ms 3 MiB 1,200 2.00 s holds", Words(text));
        Assert.Contains("second – – – 2.00 s unknown", Words(text));
        Assert.Contains("\nfirst:\n      0 s  program  starts\n  12.5 ms  child    ends\\u001b[1m\n", text);
        Assert.Contains("\nsecond verdict: unknown\n", text);
        Assert.DoesNotContain("first verdict", text);
        Assert.EndsWith("\nlesson of E14: this is it\n", text);
    }

    [Fact]
    public void A_study_without_a_lesson_does_not_claim_one() =>
        Assert.DoesNotContain("lesson", CaseText.Render(new CaseStudy("E14", [Case("first", VerdictStatus.Violated)], ""), PlainTable.Unbounded));

    [Fact]
    public void A_case_has_exactly_the_documented_members()
    {
        using JsonDocument json = JsonDocument.Parse(CaseJson.Render([new CaseStudy("E14", [s_first with { Machine = "laptop, 4 CPUs", TraceDigest = 0xAB }], "this is it")]));
        JsonElement report = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(
            ["experiment", "row", "case", "engine", "machine", "seed", "outcome", "elapsedSeconds", "figures", "events", "failure", "verdict", "lesson", "traceDigest"],
            report.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            ["handOverSeconds 0.0015", "bytesMoved 3145728", "pieces 1200"], report.GetProperty("figures").EnumerateObject().Select(f => $"{f.Name} {f.Value.GetDecimal():0.####}"));
        Assert.Equal("00000000000000ab", report.GetProperty("traceDigest").GetString());
        Assert.Equal(["atSeconds", "who", "what"], report.GetProperty("events")[0].EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void A_figure_in_ten_millionths_has_seven_decimals()
    {
        var study = new CaseStudy("E11", [Case("serial", VerdictStatus.Holds) with { Figures = [new Figure("pi", 31_420_390, FigureUnit.TenMillionths)] }], "");
        Assert.Contains("serial 3.1420390 2.00 s holds", Words(CaseText.Render(study, PlainTable.Unbounded)));
        using JsonDocument json = JsonDocument.Parse(CaseJson.Render([study]));
        Assert.Equal(3.142039m, json.RootElement[0].GetProperty("figures").GetProperty("pi").GetDecimal());
    }

    [Fact]
    public void A_case_on_a_real_machine_names_none_and_has_no_digest()
    {
        string json = CaseJson.Render([new CaseStudy("E14", [s_first], "")]);
        Assert.DoesNotContain("\"machine\"", json);
        Assert.DoesNotContain("traceDigest", json);
    }

    [Theory]
    [InlineData(VerdictStatus.Holds, RunOutcome.Completed, null, false, ExitCode.Holds)]
    [InlineData(VerdictStatus.Violated, RunOutcome.Completed, null, false, ExitCode.Violated)]
    [InlineData(VerdictStatus.Unknown, RunOutcome.Completed, null, false, ExitCode.Infrastructure)]
    [InlineData(VerdictStatus.Unknown, RunOutcome.Failed, "the disk is full", false, ExitCode.Infrastructure)]
    [InlineData(VerdictStatus.Unknown, RunOutcome.Failed, "a bug", true, ExitCode.InternalError)]
    [InlineData(VerdictStatus.Unknown, RunOutcome.Deadlocked, "all wait", false, ExitCode.Violated)]
    [InlineData(VerdictStatus.Unknown, RunOutcome.Livelocked, "they go round", false, ExitCode.Violated)]
    [InlineData(VerdictStatus.Unknown, RunOutcome.Interrupted, null, false, ExitCode.Interrupted)]
    public void The_exit_code_of_a_case_is_that_of_its_verdict_unless_the_run_went_wrong(VerdictStatus status, RunOutcome outcome, string? failure, bool bug, int expected) =>
        Assert.Equal(expected, (Case("first", status) with { Outcome = outcome, Failure = failure, InternalError = bug }).ExitCode);

    private static CaseReport Case(string name, VerdictStatus status) => new()
    {
        Experiment = "large-state",
        Case = name,
        Engine = "local",
        Seed = 1,
        Outcome = RunOutcome.Completed,
        Elapsed = SimDuration.FromSeconds(2),
        Verdict = new Verdict(status, null, StreamFigures.None, [new CheckResult("moved", status, "as it was", [])]),
    };

    private static string Words(string text) => string.Join(' ', text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
