using System.Text.Json;
using ActorLab.Core.Definition;
using Xunit;

namespace ActorLab.Reporting.Tests;

public sealed class RunJsonSpec
{
    [Fact]
    public void A_run_has_exactly_the_documented_members()
    {
        using JsonDocument json = JsonDocument.Parse(RunJson.Render([Runs.Of(ExecutionModel.Threads, 250, Runs.Disordered)]));
        JsonElement run = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(
            [
                "experiment", "model", "engine", "workers", "items", "makespanSeconds", "itemsPerSecond", "peakResequencerBuffer", "threads",
                "reassigned", "workersLost", "givenUp", "seed", "outcome", "steps", "failure", "verdict", "lesson",
            ],
            NamesOf(run));
        JsonElement verdict = run.GetProperty("verdict");
        Assert.Equal(
            ["status", "cause", "positionalMismatches", "reordered", "maxExtent", "lost", "duplicated", "unexpected", "torn", "checks"], NamesOf(verdict));
        JsonElement check = verdict.GetProperty("checks")[0];
        Assert.Equal(["name", "status", "summary", "evidence"], NamesOf(check));
        Assert.Equal(["position", "expected", "got", "worker"], NamesOf(check.GetProperty("evidence")[0]));
    }

    [Fact]
    public void A_run_is_written_as_it_was()
    {
        using JsonDocument json = JsonDocument.Parse(RunJson.Render([Runs.Of(ExecutionModel.Threads, 250, Runs.Disordered)]));
        JsonElement run = json.RootElement[0];
        Assert.Equal("threads", run.GetProperty("model").GetString());
        Assert.Equal(0.25m, run.GetProperty("makespanSeconds").GetDecimal());
        Assert.Equal(4000, run.GetProperty("itemsPerSecond").GetDouble());
        Assert.Equal("completed", run.GetProperty("outcome").GetString());
        Assert.Equal(2000, run.GetProperty("steps").GetProperty("open").GetInt64());
        Assert.Equal(0, run.GetProperty("steps").GetProperty("readAll").GetInt64());
        Assert.Equal(JsonValueKind.Null, run.GetProperty("failure").ValueKind);
        Assert.Equal("violated", run.GetProperty("verdict").GetProperty("status").GetString());
        Assert.Equal("line26", run.GetProperty("verdict").GetProperty("checks")[0].GetProperty("evidence")[0].GetProperty("got").GetString());
    }

    [Fact]
    public void The_digest_of_a_deterministic_run_has_sixteen_digits()
    {
        string json = RunJson.Render([Runs.Of(ExecutionModel.Serial, 250) with { TraceDigest = 0xAB }]);
        Assert.Contains("\"traceDigest\": \"00000000000000ab\"", json);
    }

    [Fact]
    public void Fenced_results_are_counted_where_there_were_any()
    {
        Assert.Contains("\"fenced\": 3,", RunJson.Render([Runs.Of(ExecutionModel.ProcessPipeline, 250) with { Fenced = 3 }]));
        Assert.DoesNotContain("fenced", RunJson.Render([Runs.Of(ExecutionModel.ProcessPipeline, 250)]));
    }

    [Fact]
    public void Equal_reports_give_equal_bytes_that_end_in_one_line_feed()
    {
        string first = RunJson.Render([Runs.Of(ExecutionModel.Serial, 333)]);
        Assert.Equal(first, RunJson.Render([Runs.Of(ExecutionModel.Serial, 333)]));
        Assert.EndsWith("]\n", first);
        Assert.DoesNotContain('\r', first);
    }

    [Fact]
    public void A_nanosecond_is_not_lost()
    {
        string json = RunJson.Render([Runs.Of(ExecutionModel.Serial, 1) with { Makespan = SimDuration.FromNanoseconds(9_007_199_254_740_993) }]);
        Assert.Contains("\"makespanSeconds\": 9007199.254740993,", json);
    }

    private static string[] NamesOf(JsonElement element) => [.. element.EnumerateObject().Select(p => p.Name)];
}
