using System.CommandLine;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Traces;
using ActorLab.Core.Report;
using ActorLab.Core.Trace.Analysis;
using ActorLab.Pipelines.Results;
using ActorLab.Reporting.Traces;
using ActorLab.Reporting;

namespace ActorLab.Cli.Commands;

/// <summary><c>actorlab export</c>: a trace in the form of another tool.</summary>
internal sealed class ExportCommand : LabCommand
{
    private static readonly string[] s_formats = ["perfetto", "mermaid", "shiviz", "csv"];

    private readonly Argument<string> _file = new("trace") { Description = "A trace, as actorlab run --trace leaves one.", HelpName = "trace" };
    private readonly Option<string> _to = new("--to") { Description = "perfetto (ui.perfetto.dev), mermaid (a sequence diagram), shiviz (vector clocks) or csv.", HelpName = "format" };
    private readonly Option<string> _slice = new("--slice") { Description = "Only events for which a condition holds, as with actorlab trace --where.", HelpName = "condition" };
    private readonly Option<string> _output = new("--output", "-o") { Description = "Where to; it is replaced. Without it: standard output.", HelpName = "file" };

    public ExportCommand()
        : base("export", "Write a trace in the form of another tool.",
        [
            "actorlab export run.trace --to perfetto -o run.json",
            "actorlab export run.trace --to mermaid --slice \"item=17\" -o item-17.mmd",
            "actorlab export run.trace --to shiviz --slice \"kind!=step and time<2ms\" -o run.shiviz",
            "actorlab export run.trace --to csv -o run.csv",
        ])
    {
        _to.CompletionSources.Add(s_formats);
        Arguments.Add(_file);
        foreach (Option option in new Option[] { _to, _slice, _output }) Options.Add(option);
    }

    public override Task<int> RunAsync(CommandCall call) => Task.FromResult(Run(call));

    private int Run(CommandCall call)
    {
        string? format = call.Text(_to), path = call.Text(_file), output = call.Text(_output);
        if (!call.IsGiven(_to)) call.Problems.Add(Problem.Malformed(_to.Name, $"expected a format: {string.Join(", ", s_formats)}"));
        else if (format is not null && !s_formats.Contains(format)) call.Problems.Add(Problem.Unknown("a format", format, s_formats, _to.Name));
        TraceQuery? slice = call.Text(_slice) is { } condition ? Condition.Read(_slice.Name, condition, call.Problems) : null;
        if (output is "" || output?.Contains('\0') == true) call.Problems.Add(Problem.Malformed(_output.Name, "expected the path of a file, got nothing that could be one"));
        else if (output is not null && path is not null && IsSame(output, path)) call.Problems.Add(Problem.UnusableFile(_output.Name, $"expected another file than the trace, got {output}"));
        if (call.Problems.Count > 0 || path is null) return call.Reject();
        try
        {
            return Export(call, path, format!, slice, output);
        }
        catch (OperationCanceledException) when (call.Interrupt.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (IOException failure)
        {
            call.Error.WriteLine($"actorlab: {failure.Message}");
            return ExitCode.Infrastructure;
        }
    }

    private int Export(CommandCall call, string path, string format, TraceQuery? slice, string? output)
    {
        if (GivenTrace.Read(path, _file.Name, call.Problems, call.Interrupt) is not { } trace) return call.Reject();
        if (trace.Model is not { } model)
        {
            call.Problems.Add(Problem.UnusableFile(_file.Name, $"expected at most {FigureText.Count(TraceModel.MaxEvents)} events, got {FigureText.Count(trace.Summary.EventCount)}"));
            return call.Reject();
        }

        int[] rows = model.Rows(row => slice is null || slice.Matches(model, row));
        model.SortByTime(rows);
        if (format == "shiviz" && ShiVizExport.Obstacle(model, rows) is { } obstacle) call.Problems.Add(new Diagnostic("AL0006", _to.Name, obstacle + ".", "Choose fewer with --slice."));
        if (call.Problems.Count > 0) return call.Reject();
        if (output is null)
        {
            Write(format, model, rows, call.Out);
        }
        else
        {
            using TextWriter? file = Create(output, call.Problems);
            if (file is null) return call.Reject();
            Write(format, model, rows, file);
        }

        if (trace.Evidence.IsWhole) return ExitCode.Holds;
        call.Error.Write(EvidenceText.Render(trace.Evidence));
        return ExitCode.Infrastructure;
    }

    private static void Write(string format, TraceModel model, int[] rows, TextWriter output)
    {
        switch (format)
        {
            case "perfetto":
                PerfettoExport.Write(model, rows, output);
                break;
            case "mermaid":
                MermaidExport.Write(model, rows, output);
                break;
            case "shiviz":
                ShiVizExport.Write(model, rows, output);
                break;
            default:
                CsvExport.Write(model, rows, output);
                break;
        }
    }

    private StreamWriter? Create(string path, List<Diagnostic> problems)
    {
        try
        {
            return new StreamWriter(new FileStream(path, FileMode.Create, FileAccess.Write)) { NewLine = "\n" };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.Add(Problem.UnusableFile(_output.Name, $"expected a file that can be written: {failure.Message}"));
            return null;
        }
    }

    private static bool IsSame(string output, string trace)
    {
        if (Path.GetFullPath(output) == Path.GetFullPath(trace)) return true;
        return File.Exists(output) && File.Exists(trace) && FileIdentity.Of(output) == FileIdentity.Of(trace);
    }
}
