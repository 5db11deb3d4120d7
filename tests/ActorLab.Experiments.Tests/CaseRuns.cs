using System.Collections.Immutable;
using ActorLab.Core.Engine;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments.Cases;
using ActorLab.Simulation;
using ActorLab.TestSupport;
using Xunit;

namespace ActorLab.Experiments.Tests;

/// <summary>Runs the small experiments in virtual time.</summary>
internal static class CaseRuns
{
    public static async Task<ImmutableArray<CaseReport>> RunAsync(string experiment, CaseOptions? options = null, IEngine? engine = null)
    {
        using var safetyNet = new CancellationTokenSource(HangGuard.Limit);
        ICaseExperiment known = CaseExperiments.Find(experiment)!;
        return await known.RunAsync(options ?? known.Defaults, engine ?? new SimulationEngine(), safetyNet.Token);
    }

    public static long Figure(CaseReport report, string name) => report.Figures.Single(f => f.Name == name).Value;

    public static void AssertAllHold(ImmutableArray<CaseReport> cases) =>
        Assert.All(cases, c => Assert.True(c is { Outcome: RunOutcome.Completed, Failure: null, Verdict.Status: VerdictStatus.Holds, ExitCode: ExitCode.Holds }, $"{c.Case}: {c.Failure} {c.Verdict}"));
}
