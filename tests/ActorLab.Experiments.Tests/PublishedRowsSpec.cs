using ActorLab.Core.Report;
using Xunit;

namespace ActorLab.Experiments.Tests;

/// <summary>The rows of the threading tutorial in virtual time. E3 to E6 fixed the machine (calibrated); E7 is predicted from them.</summary>
public sealed class PublishedRowsSpec
{
    [Theory]
    [InlineData("serial", 1, 32.62)]
    [InlineData("thread-per-item", 1, 50.41)]
    [InlineData("threads", 10, 24.83)]
    [InlineData("threads-lock", 10, 39.74)]
    public async Task A_calibrated_row_is_met_within_one_percent(string model, int workers, double publishedSeconds) =>
        Assert.InRange(await MakespanAsync(model, workers), publishedSeconds * 0.99, publishedSeconds * 1.01);

    [Fact]
    public async Task E7_one_worker_with_a_lock_is_predicted_within_two_percent() =>
        Assert.InRange(await MakespanAsync("threads-lock", 1), 32.31 * 0.98, 32.31 * 1.02);

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

    private static async Task<double> MakespanAsync(string model, int workers)
    {
        RunReport report = await LineCopyRuns.RunAsync(LineCopyRuns.Definition(model, 10_000, workers), "simulation");
        Assert.Null(report.Failure);
        return report.Makespan.TotalSeconds;
    }
}
