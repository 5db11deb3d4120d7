using System.Collections.Immutable;
using ActorLab.Cli.CommandLine;
using ActorLab.Core.Engine;
using ActorLab.Core.Report;
using ActorLab.Experiments.Cases;
using ActorLab.Reporting;

namespace ActorLab.Cli.Runs;

/// <summary>Runs small experiments in turn and prints the cases of each side by side.</summary>
internal static class CasesRun
{
    public static async Task<int> RunAsync(CasesRequest request, CommandCall call)
    {
        using TraceFiles? traces = request.Trace is { } path ? TraceFiles.Open(path, several: true, [], call.Problems) : null;
        if (call.Problems.Count > 0) return call.Reject();
        var studies = new List<CaseStudy>();
        foreach (ICaseExperiment experiment in request.Experiments)
        {
            ImmutableArray<CaseReport> cases = await experiment
                .RunAsync(request.Options, EngineOf(request, traces, call.Error), call.Interrupt).ConfigureAwait(false);
            studies.Add(new CaseStudy(experiment.Row, cases, experiment.Lesson(cases)));
            if (call.Interrupt.IsCancellationRequested) break;
        }

        call.Out.Write(request.Json ? CaseJson.Render(studies) : string.Join('\n', studies.Select(s => CaseText.Render(s, call.Io.WidthColumns))));
        CaseReport[] all = [.. studies.SelectMany(s => s.Cases)];
        foreach (CaseReport failed in all.Where(c => c.Failure is not null)) call.Error.WriteLine($"actorlab: {failed.Case}: {VerdictText.Printable(failed.Failure!)}");
        // The signal may have come between two cases, none of which was interrupted then.
        bool isCut = call.Interrupt.IsCancellationRequested && (studies.Count < request.Experiments.Length || studies.Any(s => s.Lesson.Length == 0));
        return ExitCode.Gravest([.. all.Select(c => c.ExitCode), isCut ? ExitCode.Interrupted : ExitCode.Holds, traces?.Report(call.Error) ?? ExitCode.Holds]);
    }

    private static IEngine EngineOf(CasesRequest request, TraceFiles? traces, TextWriter log)
    {
        IEngine engine = request.CreateEngine(request.Engine, log);
        return traces is null ? engine : new TracedEngine(engine, traces);
    }
}
