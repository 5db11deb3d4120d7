using System.Globalization;
using ActorLab.Cli.CommandLine;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Report;
using ActorLab.Experiments.Idle;
using ActorLab.Reporting;

namespace ActorLab.Cli.Runs;

/// <summary>Row E1: shows the threads of a process in which nothing happens.</summary>
internal static class IdleRun
{
    private const string Row = "E1";

    public static async Task<int> RunAsync(IdleRequest request, CommandCall call)
    {
        using TraceFiles? traces = request.Trace is { } path ? TraceFiles.Open(path, several: false, [], call.Problems) : null;
        if (call.Problems.Count > 0) return call.Reject();
        IEngine engine = request.CreateEngine(Engines.Local, call.Error);
        IdleReport report;
        try
        {
            report = await IdleExperiment.RunAsync(request.Definition, traces is null ? engine : new TracedEngine(engine, traces), call.Interrupt).ConfigureAwait(false);
        }
        catch (MachineFailureException failure)
        {
            await call.Error.WriteLineAsync($"actorlab: {failure.Message}").ConfigureAwait(false);
            return ExitCode.Infrastructure;
        }

        bool complete = report.Outcome == RunOutcome.Completed;
        if (!complete) await call.Error.WriteLineAsync("actorlab: interrupted before the idle time was over").ConfigureAwait(false);
        if (request.Json) await call.Out.WriteAsync(Json(report)).ConfigureAwait(false);
        else if (complete) await call.Out.WriteAsync(Text(report, call.Io.WidthColumns)).ConfigureAwait(false);
        return ExitCode.Gravest([complete ? ExitCode.Holds : ExitCode.Interrupted, traces?.Report(call.Error) ?? ExitCode.Holds]);
    }

    internal static string Text(IdleReport report, int widthColumns)
    {
        var table = new PlainTable(">thread", "!name", "!>CPU time");
        foreach (ProcessThread thread in report.Threads)
        {
            table.Add(thread.Id.ToString(CultureInfo.InvariantCulture), VerdictText.Printable(thread.Name), FigureText.Time(thread.CpuTime));
        }

        return $"idle on {report.Engine}, {FigureText.Several(report.Actors, "actor")} waiting\n\n"
            + table.Render(widthColumns)
            + $"\n{FigureText.Several(report.Threads.Length, "thread")}, {FigureText.Time(report.CpuInWindow)} of CPU time in {report.Window} of doing nothing\n"
            + "published: 30 threads in an idle session\n"
            + $"lesson of {Row}: {Lesson(report)}\n";
    }

    private static string Lesson(IdleReport report) =>
        $"a process is never only your thread; here {report.Threads.Length - 1} others came with it";

    internal static string Json(IdleReport report) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("experiment", IdleExperiment.Name);
        json.WriteString("row", Row);
        json.WriteString("engine", report.Engine);
        json.WriteNumber("actors", report.Actors);
        json.WriteString("outcome", RunTable.OutcomeName(report.Outcome));
        json.WriteNumber("threads", report.Threads.Length);
        JsonText.WriteSeconds(json, "windowSeconds", report.Window);
        JsonText.WriteSeconds(json, "cpuSecondsInWindow", report.CpuInWindow);
        json.WriteStartArray("threadList");
        foreach (ProcessThread thread in report.Threads)
        {
            json.WriteStartObject();
            json.WriteNumber("id", thread.Id);
            json.WriteString("name", thread.Name);
            JsonText.WriteSeconds(json, "cpuSeconds", thread.CpuTime);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("lesson", Lesson(report));
        json.WriteEndObject();
        json.WriteEndArray();
    });
}
