using System.Text;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Commands;
using ActorLab.Cli.Definitions;
using ActorLab.Cli.State;
using ActorLab.Cli.Terminal;
using ActorLab.Core.Engine;
using ActorLab.Core.Journal;
using ActorLab.Core.Report;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Results;
using ActorLab.Reporting.Pipelines;
using ActorLab.Reporting;

namespace ActorLab.Cli.Runs;

/// <summary>Runs a pipeline and prints what came of it: on standard output, or where that belongs to the items, on standard error.</summary>
internal sealed class PipelineFileRun(PipelineRequest request, CommandCall call, KeptRun? kept = null)
{
    private PipelineDefinition Pipeline => request.Pipeline;

    private bool WritesStdout => Pipeline.Stages.Any(s => s.Operation is StdoutSink);

    public async Task<int> RunAsync()
    {
        call.Problems.AddRange(PipelineFiles.Check(Pipeline));
        if (request.Engine == Engines.Local) call.Problems.AddRange(PipelineFiles.CheckPrograms(Pipeline));
        if (call.Problems.Count > 0) return call.Reject();
        IReadOnlyList<string> files = PipelineFiles.Of(Pipeline);
        using TraceFiles? traces = request.Trace is { } path ? TraceFiles.Open(path, several: false, files, call.Problems) : null;
        using TextWriter? file = request.Report is { } named ? KeptFile.TryCreateText(named, RunOptions.ReportOption, [.. files, .. new[] { request.Trace }.OfType<string>()], call.Problems) : null;
        if (call.Problems.Count > 0) return call.Reject();
        PipelineReport report = await RunAsync(traces).ConfigureAwait(false);
        if (!report.Stdout.IsEmpty) call.Out.Write(Encoding.UTF8.GetString(report.Stdout.Span));
        // Whoever read the items has had enough of them: that is no failure.
        if (report.Failure is not null && WritesStdout && StandardOutput.IsUnread()) throw new ReaderGoneException(new IOException(report.Failure));
        // Why nothing could go on any more stands in the report itself.
        if (report is { Failure: { } failure, Outcome: not (RunOutcome.Deadlocked or RunOutcome.Livelocked) }) call.Error.WriteLine($"actorlab: {Pipeline.Name}: {VerdictText.Printable(failure)}");
        int printed = Print(report, file);
        if (printed == ExitCode.Holds && report is { Outcome: RunOutcome.Completed, Failure: null }) kept?.Finish(report.ExitCode, PipelineText.Render(report, call.Io.WidthColumns), PipelineJson.Render([report]));
        return ExitCode.Gravest([report.ExitCode, printed, traces?.Report(call.Error) ?? ExitCode.Holds]);
    }

    private async Task<PipelineReport> RunAsync(TraceFiles? traces)
    {
        RunState? state = kept?.Begin();
        IEngine engine = request.CreateEngine(request.Engine, call.Error);
        // Items on the same terminal would be written over.
        Screen? screen = WritesStdout && call.Io.OutIsTerminal ? null : call.Io.ErrorScreen;
        var progress = new StageProgressTable($"{Pipeline.Name} on {engine.Name}", Pipeline.Stages, call.Error, screen, TimeProvider.System);
        try
        {
            return await (request.ToRun() with { State = state }).RunAsync(traces is null ? engine : new TracedEngine(engine, traces), progress.Report, call.Interrupt).ConfigureAwait(false);
        }
        finally
        {
            progress.Clear();
        }
    }

    /// <returns>The exit code for it.</returns>
    private int Print(PipelineReport report, TextWriter? file)
    {
        string text = request.Json ? PipelineJson.Render([report]) : PipelineText.Render(report, file is null ? call.Io.WidthColumns : PlainTable.Unbounded);
        if (file is null)
        {
            (WritesStdout ? call.Error : call.Out).Write(text);
            return ExitCode.Holds;
        }

        try
        {
            file.Write(text);
            file.Flush();
            return ExitCode.Holds;
        }
        catch (IOException failure)
        {
            call.Error.WriteLine($"actorlab: the report {VerdictText.Printable(request.Report!)} is not complete: {failure.Message}");
            return ExitCode.Infrastructure;
        }
    }
}
