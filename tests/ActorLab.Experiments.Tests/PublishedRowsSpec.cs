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

    [Fact]
    public async Task With_four_CPUs_three_processes_are_as_many_serial_ones_side_by_side() =>
        Assert.InRange(await MakespanAsync("processes", 3, d => d with { Cores = 4 }), 11.6 * 0.98, 11.6 * 1.03);

    [Fact]
    public async Task An_interpreter_lock_for_each_process_holds_nobody_up()
    {
        double without = await MakespanAsync("processes", 3);
        Assert.Equal(without, await MakespanAsync("processes", 3, d => d with { InterpreterLock = true }));
    }

    [Fact]
    public async Task The_pipeline_is_in_order_at_the_speed_of_the_unordered_run()
    {
        double threads = await MakespanAsync("threads", 10);
        Assert.InRange(await MakespanAsync("pipeline", 10), threads * 0.9, threads * 1.1);
    }

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
        LineCopyDefinition definition = LineCopyRuns.Definition(model, 10_000, workers);
        RunReport report = await LineCopyRuns.RunAsync(change is null ? definition : change(definition), "simulation");
        Assert.Null(report.Failure);
        return report.Makespan.TotalSeconds;
    }
}
