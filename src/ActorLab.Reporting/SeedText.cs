using System.Text.Json;

namespace ActorLab.Reporting;

/// <summary>In how many of many seeds each model went wrong, and how.</summary>
public static class SeedText
{
    public static string Render(IReadOnlyList<SeedSummary> models, int widthColumns)
    {
        var table = new PlainTable("model", ">workers", ">seeds", ">swapped", ">duplicated", ">skipped", ">nothing wrong", ">lines each (swapped, duplicated, skipped)");
        foreach (SeedSummary s in models)
        {
            table.Add(
                s.First.Model,
                FigureText.Count(s.First.Workers),
                FigureText.Count(s.Runs),
                Share(s.Swapped, s.Runs),
                Share(s.Duplicated, s.Runs),
                Share(s.Skipped, s.Runs),
                Share(s.Right, s.Runs),
                $"{Mean(s.Lines.Swapped, s.Swapped)}, {Mean(s.Lines.Duplicated, s.Duplicated)}, {Mean(s.Lines.Skipped, s.Skipped)}");
        }

        return $"{Heading(models)}\n\n{table.Render(widthColumns)}{Notes(models)}";
    }

    public static string Json(IReadOnlyList<SeedSummary> models) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (SeedSummary s in models) Write(json, s);
        json.WriteEndArray();
    });

    private static string Heading(IReadOnlyList<SeedSummary> models) =>
        $"{models[0].First.Experiment} on {models[0].First.Engine}: {FigureText.Several(models[0].First.Items, "line")}, seeds {models[0].First.Seed} to {models[0].First.Seed + (ulong)models[0].Runs - 1}; "
        + "in how many of them lines were …";

    private static string Notes(IReadOnlyList<SeedSummary> models)
    {
        IEnumerable<string> notes = models.Where(s => s.FirstWrong is not null).Select(s => $"{s.First.Model}: the first seed that shows it is {s.FirstWrong}; run it alone with --seed {s.FirstWrong}\n")
            .Concat(models.Where(s => s.Unknown > 0).Select(s => $"{s.First.Model}: {FigureText.Several(s.Unknown, "run")} could not be judged\n"));
        string all = string.Concat(notes);
        return all.Length > 0 ? "\n" + all : "";
    }

    private static string Share(int count, int of) => count == 0 ? "never" : $"{FigureText.Count(count)} ({100.0 * count / of:0.0} %)";

    /// <summary>Over the runs that have any.</summary>
    private static string Mean(long lines, int runs) => runs == 0 ? FigureText.None : $"{(double)lines / runs:0.0}";

    private static void Write(Utf8JsonWriter json, SeedSummary summary)
    {
        json.WriteStartObject();
        json.WriteString("experiment", summary.First.Experiment);
        json.WriteString("model", summary.First.Model);
        json.WriteString("engine", summary.First.Engine);
        json.WriteNumber("workers", summary.First.Workers);
        json.WriteNumber("items", summary.First.Items);
        json.WriteNumber("firstSeed", summary.First.Seed);
        json.WriteNumber("seeds", summary.Runs);
        json.WriteNumber("swapped", summary.Swapped);
        json.WriteNumber("duplicated", summary.Duplicated);
        json.WriteNumber("skipped", summary.Skipped);
        json.WriteNumber("right", summary.Right);
        json.WriteNumber("unknown", summary.Unknown);
        json.WriteNumber("linesSwapped", summary.Lines.Swapped);
        json.WriteNumber("linesDuplicated", summary.Lines.Duplicated);
        json.WriteNumber("linesSkipped", summary.Lines.Skipped);
        if (summary.FirstWrong is { } wrong) json.WriteNumber("firstWrongSeed", wrong);
        json.WriteEndObject();
    }
}
