using System.Collections.Concurrent;
using ActorLab.Core.Definition;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments;
using ActorLab.Experiments.LineCopy;
using ActorLab.Nodes.Engine;
using ActorLab.Nodes.Links;
using ActorLab.TestSupport;

namespace ActorLab.Cli.Tests.Processes;

/// <summary>A run with what its engine had to say about nodes that were lost.</summary>
internal sealed record ProcessRun(RunReport Report, string[] Losses);

/// <summary>Runs line-copy with its pipeline in processes.</summary>
internal static class ProcessRuns
{
    public static async Task<ProcessRun> RunAsync(INodeLauncher launcher, int lines, int workers = 3, ulong seed = 1, Action<string>? onLoss = null, LinkOptions? links = null)
    {
        var losses = new ConcurrentQueue<string>();
        var engine = new NodesEngine(launcher, table => ExperimentCatalog.AddMessages(table), line =>
        {
            losses.Enqueue(line);
            onLoss?.Invoke(line);
        }, links);
        var definition = new LineCopyDefinition { Model = ExecutionModel.ProcessPipeline, Workers = workers, Lines = lines, Seed = seed };
        using var safetyNet = new CancellationTokenSource(HangGuard.Limit);
        RunReport report = await LineCopyExperiment.RunAsync(
            definition, engine, null, safetyNet.Token).WaitAsync(HangGuard.Limit, CancellationToken.None);
        return new ProcessRun(report, [.. losses]);
    }

    /// <summary>Every line once and in order, and no process is left.</summary>
    public static void AssertHolds(ProcessRun run, NodeFleet fleet, int lines)
    {
        string context = $"seed {run.Report.Seed}: {run.Report.Outcome}, {run.Report.Failure}, {string.Join("; ", run.Losses)}";
        Assert.True(run.Report is { ExitCode: ExitCode.Holds, Verdict.Status: VerdictStatus.Holds }, context);
        Assert.True(run.Report.Items == lines && run.Report.Verdict.Figures is { Lost: 0, Duplicated: 0 }, $"{context}: {run.Report.Items} items, {run.Report.Verdict}");
        Assert.All(fleet.Children, child => Assert.False(ProcessTable.IsChild(Environment.ProcessId, child.Process.ProcessId), $"{context}: {child.Process.Name} is still there, as a zombie perhaps"));
    }
}
