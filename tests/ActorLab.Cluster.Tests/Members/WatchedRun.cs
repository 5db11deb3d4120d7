using System.Collections.Concurrent;
using System.Diagnostics;
using ActorLab.Cluster.Engine;
using ActorLab.Cluster.Labs;
using ActorLab.Core.Definition;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments.LineCopy;
using ActorLab.TestSupport;
using ActorLab.Wire.Frames;

namespace ActorLab.Cluster.Tests.Members;

/// <summary>Line-copy's pipeline over members of a lab, watched by what it has written.</summary>
internal sealed class WatchedRun : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("actorlab-cluster-");
    private readonly ConcurrentQueue<string> _losses = new();
    private readonly CancellationTokenSource _net = new(HangGuard.Limit);
    private readonly string _output;
    private readonly int _lines;

    public WatchedRun(LabAddress lab, int lines, int workers = 3, LinkSettings? settings = null, ulong seed = 1, WorkPath work = WorkPath.Direct)
    {
        _lines = lines;
        _output = Path.Combine(_folder.FullName, "copy");
        var engine = new ClusterEngine(lab, LabRole.AddMessages, _losses.Enqueue, settings) { Work = work };
        var definition = new LineCopyDefinition { Model = ExecutionModel.ProcessPipeline, Workers = workers, Lines = lines, OutputPath = _output, Seed = seed };
        Report = Task.Run(() => LineCopyExperiment.RunAsync(definition, engine, null, _net.Token));
    }

    public Task<RunReport> Report { get; }

    public string[] Losses => [.. _losses];

    /// <summary>How often a node was lost so far.</summary>
    public int LossesOf(string node) => _losses.Count(line => line.StartsWith(node + " ", StringComparison.Ordinal));

    /// <summary>Bytes of the copy so far.</summary>
    public long Written => new FileInfo(_output) is { Exists: true } file ? file.Length : 0;

    /// <summary>Waits until something is so, while the run goes on.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> UntilAsync(Func<bool> condition, string what)
    {
        long begun = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(Step);
        while (!condition())
        {
            if (Report.IsCompleted) Assert.Fail($"the run was over before {what}: {Describe(await Report)}");
            await timer.WaitForNextTickAsync(_net.Token);
        }

        return Stopwatch.GetElapsedTime(begun);
    }

    /// <summary>Waits until something has happened and more was written after it.</summary>
    /// <returns>The longest time in which nothing was written.</returns>
    public async Task<TimeSpan> LongestPauseUntilAsync(Func<bool> condition, string what)
    {
        (long written, long since, TimeSpan longest, bool has) = (Written, Stopwatch.GetTimestamp(), TimeSpan.Zero, false);
        await UntilAsync(
            () =>
            {
                long now = Written;
                bool more = now > written;
                if (Stopwatch.GetElapsedTime(since) > longest) longest = Stopwatch.GetElapsedTime(since);
                if (more) (written, since) = (now, Stopwatch.GetTimestamp());
                if (has && more) return true;
                has = has || condition();
                return false;
            },
            $"{what} and the run had gone on");
        return longest;
    }

    /// <summary>Every line once and in order.</summary>
    public async Task<RunReport> AssertHoldsAsync()
    {
        RunReport report = await Report.WaitAsync(HangGuard.Limit);
        string context = Describe(report);
        Assert.True(report is { ExitCode: ExitCode.Holds, Verdict.Status: VerdictStatus.Holds }, context);
        Assert.True(report.Items == _lines && report.Verdict.Figures is { Lost: 0, Duplicated: 0 }, context);
        return report;
    }

    public void Dispose()
    {
        _net.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Describe(RunReport report) => $"seed {report.Seed}: {report.Outcome}, {report.Items} items, {report.Failure}, {report.Verdict}; {string.Join("; ", Losses)}";
}
