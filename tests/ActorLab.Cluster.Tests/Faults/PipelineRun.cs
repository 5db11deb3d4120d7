using System.Collections.Concurrent;
using ActorLab.Cluster.Engine;
using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Tests.Engine;
using ActorLab.Core.Definition;
using ActorLab.Core.Model;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments;
using ActorLab.Experiments.LineCopy;
using ActorLab.Nodes.Tests.Links;
using ActorLab.Nodes.Tests.Transports;
using ActorLab.TestSupport;
using ActorLab.Wire.Frames;

namespace ActorLab.Cluster.Tests.Faults;

/// <summary>Line-copy as a process-pipeline of three workers, in a lab in which something goes wrong.</summary>
internal sealed class PipelineRun(LabAddress lab, int lines)
{
    private readonly ConcurrentQueue<string> _reports = new();

    /// <summary>What the engine said while it ran: of nodes that were lost, and of the lab.</summary>
    public string[] Reports => [.. _reports];

    /// <summary>Whether a life that is lost takes what it counted with it, as one does whose process dies: then the experiment does not hold the steps against the run.</summary>
    public bool LosesCounts { get; init; }

    public LinkSettings Settings { get; init; } = LinkSettings.Default;

    /// <summary>How lines get to the nodes.</summary>
    public WorkPath Work { get; init; } = WorkPath.Direct;

    /// <summary>Is told how many lines are done, a few times a second; the run may wait for it.</summary>
    public Action<long> OnProgress { get; init; } = static _ => { };

    public static Task<MemberTeam> JoinAsync(params LabAddress[] labs) => MemberTeam.JoinAsync(labs, table => ExperimentCatalog.AddMessages(table), ExperimentCatalog.Build);

    /// <summary>Waits for what another thread brings about; it is asked again and again, since nobody tells.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var net = new CancellationTokenSource(HangGuard.Limit);
        while (!condition())
        {
            net.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Reads ops of increasing number.</summary>
    public static async Task ExpectAsync(RecordingOwner owner, int from, int to, Action<int>? onOp = null)
    {
        for (int i = from; i < to; i++)
        {
            Task<NodeOp> next = owner.NextOp();
            await Task.WhenAny(next, owner.Broken);
            Assert.True(next.IsCompletedSuccessfully, $"op {i} did not come: {(owner.IsBroken ? (await owner.Broken).Reason : "too late")}");
            Assert.Equal(i, LinkFrames.NumberOf(await next));
            onOp?.Invoke(i);
        }
    }

    public async Task<RunReport> RunAsync()
    {
        var engine = new ClusterEngine(lab, table => ExperimentCatalog.AddMessages(table), _reports.Enqueue, Settings) { LivesAreProcesses = LosesCounts, Work = Work };
        var definition = new LineCopyDefinition { Model = ExecutionModel.ProcessPipeline, Workers = 3, Lines = lines, Seed = 1 };
        using var net = new CancellationTokenSource(HangGuard.Limit);
        return await LineCopyExperiment.RunAsync(definition, engine, Show, net.Token).WaitAsync(
            HangGuard.Limit, CancellationToken.None);
    }

    /// <summary>Nothing lost, nothing twice, all in order. Where no worker was lost, the experiment itself sees that no line was worked on twice: it counts the steps.</summary>
    public void AssertHolds(RunReport report)
    {
        string context = $"seed {report.Seed}: {report.Outcome}, {report.Failure}, {string.Join("; ", Reports)}";
        Assert.True(report is { ExitCode: ExitCode.Holds, Verdict.Status: VerdictStatus.Holds, Failure: null }, context);
        Assert.True(report.Items == lines && report.Verdict.Figures is { Lost: 0, Duplicated: 0 }, $"{context}: {report.Items} items, {report.Verdict}");
    }

    private void Show(Progress progress)
    {
        if (progress.Done > 0 && progress.Done < lines) OnProgress(progress.Done);
    }
}
