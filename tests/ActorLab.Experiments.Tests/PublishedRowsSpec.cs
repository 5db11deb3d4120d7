using ActorLab.Core.Report;
using ActorLab.Experiments.LineCopy;
using Xunit;

namespace ActorLab.Experiments.Tests;

/// <summary>The rows of the threading and the multiprocessing tutorial in virtual time. E3 to E6 and E9 fixed the machines (calibrated); E7 and E10 are predicted from them.</summary>
public sealed class PublishedRowsSpec
{
    [Theory]
    [InlineData("serial", 1, 32.62)]
    [InlineData("thread-per-item", 1, 50.41)]
    [InlineData("threads", 10, 24.83)]
    [InlineData("threads-lock", 10, 39.74)]
    [InlineData("processes", 1, 34.87)]
    public async Task A_calibrated_row_is_met_within_one_percent(string model, int workers, double publishedSeconds) =>
        Assert.InRange(await MakespanAsync(model, workers), publishedSeconds * 0.99, publishedSeconds * 1.01);

    [Fact]
    public async Task E7_one_worker_with_a_lock_is_predicted_within_two_percent() =>
        Assert.InRange(await MakespanAsync("threads-lock", 1), 32.31 * 0.98, 32.31 * 1.02);

    [Fact]
    public async Task E10_three_processes_on_two_CPUs_are_predicted_within_three_percent() =>
        Assert.InRange(await MakespanAsync("processes", 3), 13.84 * 0.97, 13.84 * 1.03);

    /// <summary>Published: four adjacent pairs of 10,000 lines changed places, and none was lost or copied twice. With one CPU
    /// and one interpreter lock a line is overtaken when its flush is longer than
    /// the next one's computing and flush: 4.2 in 10,000 by the machine's own distribution.</summary>
    [Fact]
    public async Task E5_loses_and_doubles_nothing_under_the_interpreter_lock_and_moves_as_few_lines_as_were_published()
    {
        const int Seeds = 40;
        long moved = 0;
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            RunReport report = await LineCopyRuns.RunAsync(
                LineCopyRuns.Definition("threads", 10_000, 10) with { InterpreterLock = true, Seed = seed }, "simulation");
            Assert.Equal((0, 0), (report.Verdict.Figures.Lost, report.Verdict.Figures.Duplicated));
            moved += report.Verdict.Figures.PositionalMismatches;
        }

        // 40 seeds have 4.2 × 40 pairs on average and a standard deviation of √168, three of which are 23 %.
        Assert.InRange(moved / (double)Seeds, 8 * 0.75, 8 * 1.25);
    }

    [Fact]
    public async Task E5_without_the_interpreter_lock_races_for_the_counter_too()
    {
        RunReport report = await LineCopyRuns.RunAsync(LineCopyRuns.Definition("threads", 10_000, 10), "simulation");
        Assert.True(report.Verdict.Figures is { Lost: > 0, Duplicated: > 0 });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task The_order_of_E5_does_not_hang_on_a_time_slice(int milliseconds)
    {
        LineCopyDefinition definition = LineCopyRuns.Definition("threads", 10_000, 10) with { InterpreterLock = true };
        var slice = SimDuration.FromMilliseconds(milliseconds);
        RunReport usual = await LineCopyRuns.RunAsync(definition, "simulation");
        RunReport other = await LineCopyRuns.RunAsync(
            definition with { Machine = PublishedMachines.ThreadingTutorial with { TimeSlice = slice, SchedulerTick = slice } },
            "simulation");
        Assert.Equal((usual.Makespan, usual.Verdict.Figures), (other.Makespan, other.Verdict.Figures));
    }

    [Fact]
    public async Task With_four_CPUs_three_processes_are_as_many_serial_ones_side_by_side() =>
        Assert.InRange(await MakespanAsync("processes", 3, d => d with { Cores = 4 }), 11.6 * 0.98, 11.6 * 1.03);

    [Fact]
    public async Task An_interpreter_lock_for_each_process_holds_nobody_up()
    {
        double without = await MakespanAsync("processes", 3);
        Assert.Equal(without, await MakespanAsync("processes", 3, d => d with { InterpreterLock = false }));
    }

    [Fact]
    public async Task Without_an_interpreter_lock_the_pipeline_is_in_order_at_the_speed_of_the_unordered_run()
    {
        double threads = await MakespanAsync("threads", 10, d => d with { InterpreterLock = false });
        Assert.InRange(
            await MakespanAsync("pipeline", 10, d => d with { InterpreterLock = false }), threads * 0.9, threads * 1.1);
    }

    /// <summary>
    /// Its sink waits for the lock behind ten workers that never wait, a switch interval each: most lines are written when all is
    /// computed, 24.83 s + 0.779 ms for each of them.
    /// </summary>
    [Fact]
    public async Task Under_an_interpreter_lock_the_sink_of_the_pipeline_starves_and_it_is_as_slow_as_serial() =>
        Assert.InRange(await MakespanAsync("pipeline", 10), 24.83 + (0.9 * 7.79), 24.83 + 7.79);

    [Fact]
    public async Task Two_runs_leave_the_same_bytes()
    {
        string first = Path.GetTempFileName(), second = Path.GetTempFileName();
        RunReport a = await LineCopyRuns.RunAsync(LineCopyRuns.Definition("threads", 2_000) with { OutputPath = first }, "simulation");
        RunReport b = await LineCopyRuns.RunAsync(LineCopyRuns.Definition("threads", 2_000) with { OutputPath = second }, "simulation");
        Assert.Equal(a.TraceDigest, b.TraceDigest);
        Assert.NotNull(a.TraceDigest);
        Assert.Equal(await File.ReadAllBytesAsync(first), await File.ReadAllBytesAsync(second));
        File.Delete(first);
        File.Delete(second);
    }

    private static async Task<double> MakespanAsync(string model, int workers, Func<LineCopyDefinition, LineCopyDefinition>? change = null)
    {
        LineCopyDefinition definition = LineCopyRuns.Definition(model, 10_000, workers) with { InterpreterLock = true };
        RunReport report = await LineCopyRuns.RunAsync(change is null ? definition : change(definition), "simulation");
        Assert.Null(report.Failure);
        return report.Makespan.TotalSeconds;
    }
}
