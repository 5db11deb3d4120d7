using ActorLab.Core.Definition;
using ActorLab.Core.Engine;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using Xunit;

namespace ActorLab.Reporting.Tests;

public sealed class RunLessonsSpec
{
    [Fact]
    public void All_models_together_teach_what_a_lock_costs_and_what_a_pipeline_gives()
    {
        IReadOnlyList<string> lessons = OnOneMachine(
        [
            Runs.Of(ExecutionModel.Serial, 1000),
            Runs.Of(ExecutionModel.Threads, 500, Runs.Disordered),
            Runs.Of(ExecutionModel.ThreadsLock, 1300),
            Runs.Of(ExecutionModel.Pipeline, 520),
        ]);
        Assert.Equal(
        [
            "threads moved 2 items (flush order) and was 2.0x faster than serial; threads-lock kept the order and was 1.3x slower than serial",
            "pipeline kept the order and was within 4 % of threads; its resequencer held 7 results at most",
        ],
        lessons);
    }

    [Fact]
    public void Other_figures_teach_another_lesson()
    {
        IReadOnlyList<string> lessons = OnOneMachine(
        [
            Runs.Of(ExecutionModel.Serial, 1000),
            Runs.Of(ExecutionModel.Threads, 1000),
            Runs.Of(ExecutionModel.ThreadsLock, 400),
            Runs.Of(ExecutionModel.Pipeline, 3000, Runs.Disordered),
        ]);
        Assert.Equal("threads kept the order and was within 1 % of serial; threads-lock kept the order and was 2.5x faster than serial", lessons[0]);
        Assert.StartsWith("pipeline moved 2 items (flush order) and was 3.0x slower than threads", lessons[1]);
    }

    [Fact]
    public void A_run_alone_is_told_by_its_price_per_item() =>
        Assert.Equal(["serial kept the order, at 500.0 µs an item"], OnOneMachine([Runs.Of(ExecutionModel.Serial, 500)]));

    [Fact]
    public void One_real_run_of_each_model_makes_no_claim_of_speed()
    {
        RunReport[] runs =
        [
            Runs.Of(ExecutionModel.Serial, 1000), Runs.Of(ExecutionModel.Threads, 420, Runs.Disordered),
            Runs.Of(ExecutionModel.Pipeline, 520),
        ];
        Assert.Equal(
        [
            "threads moved 2 items (flush order)",
            "pipeline kept the order; its resequencer held 7 results at most",
            "one real run of each says little about speed: --replications 10 says how much",
        ],
        RunLessons.Of(runs));
        Assert.Equal(["serial kept the order, at 1.0 ms an item in this one run"], RunLessons.Of(runs[..1]));
    }

    [Fact]
    public void All_damage_is_named()
    {
        var verdict = new Verdict(VerdictStatus.Violated, null, new StreamFigures(1000, 9, 3, 2, 1, 1, 2, 1), []);
        Assert.Equal(
            ["threads moved 3 items, lost 1 item, copied 1 item again, invented 2 items and tore 1 record, at 500.0 µs an item"],
            OnOneMachine([Runs.Of(ExecutionModel.Threads, 500, verdict)]));
    }

    [Fact]
    public void Runs_that_were_not_finished_teach_nothing()
    {
        RunReport interrupted = Runs.Of(ExecutionModel.Serial, 500) with { Outcome = RunOutcome.Interrupted };
        RunReport failed = Runs.Of(ExecutionModel.Threads, 500) with { Failure = "disk full" };
        Assert.Empty(RunLessons.Of([interrupted, failed]));
        Assert.Single(RunLessons.Of([interrupted, failed, Runs.Of(ExecutionModel.Pipeline, 500)]));
    }

    [Fact]
    public void Without_any_known_pair_the_fastest_in_order_is_named() =>
        Assert.Equal(
            ["thread-per-item was the fastest that kept the order"],
            OnOneMachine([Runs.Of(ExecutionModel.ThreadPerItem, 500), Runs.Of(ExecutionModel.Async, 400, Runs.Disordered)]));

    [Fact]
    public void Processes_are_compared_with_serial_and_what_ran_elsewhere_is_named()
    {
        RunReport serial = Runs.Of(ExecutionModel.Serial, 1000) with { Machine = "small" };
        RunReport processes = Runs.Of(ExecutionModel.Processes, 500) with { Machine = "large" };
        RunReport pipeline = Runs.Of(ExecutionModel.ProcessPipeline, 250) with { Machine = "large" };
        Assert.Equal(
            ["processes kept the order and was 2.0x faster than serial on another machine", "process-pipeline kept the order and was 2.0x faster than processes"],
            RunLessons.Of([serial, processes, pipeline]));
    }

    private static IReadOnlyList<string> OnOneMachine(IEnumerable<RunReport> runs) =>
        RunLessons.Of([.. runs.Select(r => r with { Machine = "small" })]);
}
