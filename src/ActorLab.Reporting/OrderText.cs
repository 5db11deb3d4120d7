using System.Text.Json;
using ActorLab.Core.Report;

namespace ActorLab.Reporting;

/// <summary>In how many of many runs each model lost the order of its stream, and how.</summary>
internal static class OrderText
{
    /// <returns>Empty where nothing copies a stream, or for one run each, whose own report says more.</returns>
    public static string Render(IReadOnlyList<ReplicationSummary> subjects, int widthColumns)
    {
        (string Model, OrderSummary Order)[] models = [.. subjects.Where(s => s is { Order: not null, Runs: > 1 }).Select(s => (s.First.Subject, s.Order!))];
        if (models.Length == 0) return "";
        var table = new PlainTable(
            "in how many runs lines were …", "!>swapped", "!>duplicated", "!>skipped", "!>nothing wrong",
            ">lines each (swapped, duplicated, skipped)");
        foreach ((string model, OrderSummary order) in models)
        {
            table.Add(
                model,
                Share(order.Swapped, order.Runs),
                Share(order.Duplicated, order.Runs),
                Share(order.Skipped, order.Runs),
                Share(order.Right, order.Runs),
                $"{Mean(order.Lines.Swapped, order.Swapped)}, {Mean(order.Lines.Duplicated, order.Duplicated)}, {Mean(order.Lines.Skipped, order.Skipped)}");
        }

        bool isVirtual = subjects[0].First.Machine is not null;
        string notes = string.Concat(models.Where(m => isVirtual && m.Order.FirstWrong is not null).Select(m => $"{m.Model}: the first seed that shows it is {m.Order.FirstWrong}; run it alone with --seed {m.Order.FirstWrong}\n")
            .Concat(models.Where(m => m.Order.Unknown > 0).Select(m => $"{m.Model}: {FigureText.Several(m.Order.Unknown, "run")} could not be judged\n")));
        return $"\n{table.Render(widthColumns)}{(notes.Length > 0 ? "\n" + notes : "")}";
    }

    public static void WriteMember(Utf8JsonWriter json, OrderSummary order)
    {
        json.WriteStartObject("order");
        json.WriteNumber("swapped", order.Swapped);
        json.WriteNumber("duplicated", order.Duplicated);
        json.WriteNumber("skipped", order.Skipped);
        json.WriteNumber("right", order.Right);
        json.WriteNumber("unknown", order.Unknown);
        json.WriteNumber("linesSwapped", order.Lines.Swapped);
        json.WriteNumber("linesDuplicated", order.Lines.Duplicated);
        json.WriteNumber("linesSkipped", order.Lines.Skipped);
        if (order.FirstWrong is { } wrong) json.WriteNumber("firstWrongSeed", wrong);
        json.WriteEndObject();
    }

    private static string Share(int count, int of) => count == 0 ? "never" : $"{FigureText.Count(count)} ({100.0 * count / of:0.0} %)";

    /// <summary>Over the runs that have any.</summary>
    private static string Mean(long lines, int runs) => runs == 0 ? FigureText.None : $"{(double)lines / runs:0.0}";
}
