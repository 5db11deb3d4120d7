using System.Diagnostics;
using Xunit;

namespace ActorLab.Experiments.Tests;

public sealed class BenchmarksSpec
{
    [Fact]
    public void Every_benchmark_runs_at_toy_size_and_checks_its_own_answer()
    {
        string program = typeof(Benchmarks.Suite).Assembly.Location;
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [program, "--toy"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        foreach (string name in Benchmarks.Suite.Names) Assert.Contains($"| {name},", output, StringComparison.Ordinal);
    }
}
