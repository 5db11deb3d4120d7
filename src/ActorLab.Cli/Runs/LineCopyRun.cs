using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Commands;
using ActorLab.Cli.State;
using ActorLab.Cli.Terminal;
using ActorLab.Core.Engine;
using ActorLab.Core.Journal;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments.LineCopy;
using ActorLab.Reporting;

namespace ActorLab.Cli.Runs;

/// <summary>Runs line-copy under each model in turn, and prints what came of it.</summary>
internal sealed class LineCopyRun(LineCopyRequest request, CommandCall call, KeptRun? kept = null)
{
    /// <summary>Violations shown for one check; <c>--json</c> has more of them.</summary>
    private const int EvidenceShown = 3;

    private readonly ProgressLine _progress = new(call.Error, call.Io.ErrorIsTerminal, TimeProvider.System);

    /// <summary>What came of a task that throws, for the row that is about that.</summary>
    private RunReport? _unread;

    public async Task<int> RunAsync()
    {
        foreach (LineCopyDefinition definition in request.Definitions) call.Problems.AddRange(LineCopyExperiment.Check(definition));
        using TraceFiles? traces = OpenTraces();
        if (call.Problems.Count > 0) return call.Reject();

        List<RunReport> runs = await RunAllAsync(traces).ConfigureAwait(false);
        if (request.Row?.Name == LineCopyRowLessons.UnreadRow && !call.Interrupt.IsCancellationRequested)
            _unread = await LineCopyExperiment.RunUnreadAsync(
                request.Definitions[0], request.CreateEngine(request.Engine, call.Error), call.Interrupt).ConfigureAwait(false);
        string text = Text(runs);
        call.Out.Write(request.Json ? Json(runs) : text);
        if (kept is not null && runs is [{ Outcome: RunOutcome.Completed, Failure: null } only]) kept.Finish(only.ExitCode, text, Json(runs));
        foreach (RunReport run in runs) PrintFailure(run);
        // The signal may have come between two models, none of which was interrupted then.
        bool isCut = runs.Count < request.Definitions.Length;
        return ExitCode.Gravest([.. runs.Select(r => r.ExitCode), isCut ? ExitCode.Interrupted : ExitCode.Holds, traces?.Report(call.Error) ?? ExitCode.Holds]);
    }

    private TraceFiles? OpenTraces()
    {
        if (request.Trace is not { } path || call.Problems.Count > 0) return null;
        LineCopyDefinition first = request.Definitions[0];
        return TraceFiles.Open(path, request.Definitions.Length > 1, new[] { first.InputPath, first.OutputPath }.OfType<string>(), call.Problems);
    }

    private IEngine EngineFor(LineCopyDefinition definition, TraceFiles? traces)
    {
        IEngine engine = request.CreateEngine(request.Engine, call.Error);
        return traces is null ? engine : new TracedEngine(engine, traces, $"{LineCopyExperiment.Name} · {definition.Model} · {FigureText.Several(definition.Workers, "worker")}");
    }

    private async Task<List<RunReport>> RunAllAsync(TraceFiles? traces)
    {
        var runs = new List<RunReport>();
        RunState? state = kept?.Begin();
        // A run that may be killed is about its end, not about its speed.
        if (state is null)
        {
            await LineCopyExperiment.WarmUpAsync(
                request.Definitions, request.CreateEngine(request.Engine, call.Error), call.Interrupt).ConfigureAwait(false);
        }

        foreach (LineCopyDefinition definition in request.Definitions)
        {
            _progress.Begin(definition.Model.Name);
            try
            {
                runs.Add(await LineCopyExperiment.RunAsync(definition, EngineFor(definition, traces), _progress.Report, call.Interrupt, state).ConfigureAwait(false));
            }
            finally
            {
                _progress.Clear();
            }

            if (call.Interrupt.IsCancellationRequested) break;
        }

        return runs;
    }

    private string Json(List<RunReport> runs) => request.Row is { } row
        ? RunJson.Render(
            runs, LineCopyRowLessons.Of(row, request.Definitions[0], runs[0], _unread), row.Name,
            PublishedRowText.Compare(row, request.Definitions[0], runs[0]), row.Result)
        : RunJson.Render(runs, string.Join("; ", RunLessons.Of(runs)));

    private string Text(List<RunReport> runs)
    {
        int width = call.Io.WidthColumns;
        string text =
            $"{RunTable.Heading(runs)}\n\n{RunTable.Render(runs, width)}{Paragraph([.. RunNotes.Of(runs), .. Kept(runs)])}";
        if (request.Row is { } row) text += "\n" + PublishedRowText.Render(row, request.Definitions[0], runs[0], _unread, width);
        text += Paragraph(RunLessons.Of(runs));
        return text + string.Concat(runs.Where(r => DeservesEvidence(r, runs.Count)).Select(run => $"\n{run.Model} {VerdictText.Render(run.Verdict, EvidenceShown)}"));
    }

    /// <summary>What the file holds that is kept: what looks like a copy is none.</summary>
    private IEnumerable<string> Kept(List<RunReport> runs)
    {
        if (request.Definitions[0] is not { OutputPath: { } path } first) yield break;
        string of = request.Definitions.Length > 1 ? $" of {runs[^1].Model}, which ran last" : "";
        yield return first.Plain
            ? $"{VerdictText.Printable(path)} has the lines{of} as they came out, with the line ends of the input"
            : $"{VerdictText.Printable(path)} has the records{of}: who wrote each line, and the line; "
                + $"{RunOptions.PlainOption} keeps the lines alone";
    }

    private static string Paragraph(IReadOnlyList<string> lines) => lines.Count > 0 ? "\n" + string.Concat(lines.Select(line => line + "\n")) : "";

    /// <summary>One run shows its whole verdict; among several only a promise that was broken is worth the space.</summary>
    private static bool DeservesEvidence(RunReport run, int runCount) =>
        runCount == 1 || run is { PromisesOrder: true, Outcome: RunOutcome.Completed, Verdict.Status: not VerdictStatus.Holds };

    private void PrintFailure(RunReport run)
    {
        if (run.Failure is { } failure) call.Error.WriteLine($"actorlab: {run.Model}: {VerdictText.Printable(failure)}");
    }
}
