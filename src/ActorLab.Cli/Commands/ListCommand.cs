using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Runs;
using ActorLab.Core.Definition;
using ActorLab.Core.Report;
using ActorLab.Pipelines.Functions;
using ActorLab.Reporting;

namespace ActorLab.Cli.Commands;

/// <summary><c>actorlab list</c>: all names that the other commands take.</summary>
internal sealed class ListCommand : LabCommand
{
    private readonly Option<bool> _json = new("--json") { Description = "Print one object as JSON." };

    private readonly Option<bool> _functions = new("--functions") { Description = "List the functions that stages of pipelines can name, instead." };

    public ListCommand()
        : base("list", "List the experiments and their rows, the models and the engines.", ["actorlab list", "actorlab list --json", "actorlab list --functions"])
    {
        Options.Add(_json);
        Options.Add(_functions);
    }

    public override Task<int> RunAsync(CommandCall call)
    {
        if (call.Problems.Count > 0) return Task.FromResult(call.Reject());
        call.Out.Write((call.IsSet(_functions), call.IsSet(_json)) switch
        {
            (true, true) => FunctionList.Json(FunctionCatalog.BuiltIn),
            (true, false) => FunctionList.Text(FunctionCatalog.BuiltIn, call.Io.WidthColumns),
            (false, true) => JsonText.Write(WriteJson),
            _ => Text(call.Io.WidthColumns),
        });
        return Task.FromResult(ExitCode.Holds);
    }

    private static string Text(int widthColumns)
    {
        var experiments = new PlainTable("experiment", "!rows", "!what it shows");
        foreach (ExperimentChoice e in ExperimentChoice.All) experiments.Add(e.Name, string.Join(' ', e.Rows), e.Summary);
        var rows = new PlainTable("row", "!model", ">workers", ">size", "!>published", "!result");
        PublishedRow? before = null;
        foreach (PublishedRow r in PublishedRow.All)
        {
            // What is said of a row is said of all its runs, once.
            string result = before is not null && (before.Name, before.Result) == (r.Name, r.Result) ? "" : r.Result;
            before = r;
            rows.Add(r.Name, r.Model.Name, FigureText.Count(r.Workers), FigureText.Several(r.Amount, r.Unit),
                r.Published is { } time ? FigureText.Time(time) : FigureText.None, result);
        }

        var models = new PlainTable("model", ">workers", "!promises order", "!what it is");
        foreach (ExecutionModel m in ExecutionModel.All) models.Add(m.Name, WorkersOf(m), PromiseOf(m), m.Summary);
        var engines = new PlainTable("engine", "!what it runs on");
        foreach (EngineChoice e in Engines.All) engines.Add(e.Name, e.Summary);
        return string.Join('\n', new[] { experiments, rows, models, engines }.Select(t => t.Render(widthColumns)));
    }

    private static string WorkersOf(ExecutionModel model) => model.FixedWorkers ? $"{model.DefaultWorkers} (fixed)" : $"{model.DefaultWorkers}";

    private static string PromiseOf(ExecutionModel model) => model.Order switch
    {
        OrderPromise.Always => "yes",
        OrderPromise.WithOneWorker => "with 1 worker",
        _ => "no",
    };

    private static void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("experiments");
        foreach (ExperimentChoice experiment in ExperimentChoice.All) WriteExperiment(json, experiment);
        json.WriteEndArray();
        json.WriteStartArray("models");
        foreach (ExecutionModel model in ExecutionModel.All) WriteModel(json, model);
        json.WriteEndArray();
        json.WriteStartArray("engines");
        foreach (EngineChoice engine in Engines.All)
        {
            json.WriteStartObject();
            json.WriteString("name", engine.Name);
            json.WriteString("summary", engine.Summary);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteExperiment(Utf8JsonWriter json, ExperimentChoice experiment)
    {
        json.WriteStartObject();
        json.WriteString("name", experiment.Name);
        json.WriteString("summary", experiment.Summary);
        json.WriteStartArray("rows");
        foreach (string name in experiment.Rows) WriteRow(json, name, PublishedRow.FindAll(name));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The figures of a row's only run stand in the row itself, those of several in a list.</summary>
    private static void WriteRow(Utf8JsonWriter json, string name, ImmutableArray<PublishedRow> runs)
    {
        json.WriteStartObject();
        json.WriteString("row", name);
        if (runs is [var only]) WriteRun(json, only);
        if (runs.Length > 1)
        {
            json.WriteStartArray("runs");
            foreach (PublishedRow run in runs)
            {
                json.WriteStartObject();
                WriteRun(json, run);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (runs is [var first, ..])
        {
            json.WriteString("publishedResult", first.Result);
            json.WriteString("lesson", first.Lesson);
        }

        json.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter json, PublishedRow run)
    {
        json.WriteString("model", run.Model.Name);
        json.WriteNumber("workers", run.Workers);
        json.WriteNumber(run.Unit + "s", run.Amount);
        if (run.Published is not { } time) return;
        JsonText.WriteSeconds(json, "publishedSeconds", time);
        json.WriteString("basis", run.PredictedFrom is null ? "calibrated" : "predicted");
    }

    private static void WriteModel(Utf8JsonWriter json, ExecutionModel model)
    {
        json.WriteStartObject();
        json.WriteString("name", model.Name);
        json.WriteNumber("defaultWorkers", model.DefaultWorkers);
        json.WriteBoolean("fixedWorkers", model.FixedWorkers);
        json.WriteBoolean("promisesOrder", model.PromisesOrder(model.DefaultWorkers));
        json.WriteBoolean("promisesOrderWithOneWorker", model.PromisesOrder(1));
        json.WriteBoolean("inProcesses", model.InProcesses);
        json.WriteString("summary", model.Summary);
        json.WriteEndObject();
    }
}
