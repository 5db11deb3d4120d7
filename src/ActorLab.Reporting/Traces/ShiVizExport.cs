using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;

namespace ActorLab.Reporting.Traces;

/// <summary>Events with vector clocks, as ShiViz reads them: in the head the regular expression of an event, then two lines for each.</summary>
/// <remarks>Beschastnikh et al., "Visualizing Distributed System Executions", TOSEM 2020. What was left out of the export still passes on the order that it made.</remarks>
public static class ShiVizExport
{
    /// <summary>A page in a browser shows no more.</summary>
    public const int MaxEvents = 100_000;

    /// <inheritdoc cref="MaxEvents"/>
    public const int MaxHosts = 200;

    public const string Expression = @"(?<host>\S+) (?<clock>{.*})\n(?<event>.*)";

    /// <summary>Why these events cannot be exported; null if they can.</summary>
    public static string? Obstacle(TraceModel model, IReadOnlyList<int> rows)
    {
        if (rows.Count > MaxEvents) return $"expected at most {FigureText.Several(MaxEvents, "event")} for shiviz, got {FigureText.Count(rows.Count)}";
        int hosts = rows.Select(model.ActorOf).Distinct().Count();
        return hosts > MaxHosts ? $"expected at most {FigureText.Several(MaxHosts, "actor")} for shiviz, got {FigureText.Count(hosts)}" : null;
    }

    public static void Write(TraceModel model, IReadOnlyList<int> rows, TextWriter output)
    {
        var clocks = new VectorClocks(model, rows);
        string[] hosts = [.. clocks.Actors.Select(a => HostOf(model, a))];
        // Two actors may have had the same path, one after the other.
        for (int i = 0; i < hosts.Length; i++)
        {
            if (hosts.Count(h => h == hosts[i]) > 1) hosts[i] = $"{hosts[i]}#{clocks.Actors[i].Value}";
        }

        string[] keys = [.. hosts.Select(h => JsonEncodedText.Encode(h, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString())];
        output.Write(Expression + "\n\n");
        foreach ((int row, ImmutableArray<int> clock) in clocks.InOrder())
        {
            output.Write($"{hosts[clocks.Actors.BinarySearch(model.ActorOf(row))]} {{{Clock(keys, clock)}}}\n{Describe(model, row)}\n");
        }
    }

    private static string Clock(string[] keys, ImmutableArray<int> clock) =>
        string.Join(", ", Enumerable.Range(0, clock.Length).Where(i => clock[i] > 0).Select(i => $"\"{keys[i]}\":{clock[i]}"));

    /// <summary>A host is one word.</summary>
    private static string HostOf(TraceModel model, ActorId actor)
    {
        var word = new StringBuilder();
        foreach (char c in model.PathOf(actor)) word.Append(char.IsWhiteSpace(c) || char.IsControl(c) || c is '{' or '}' or '"' or '\\' ? '_' : c);
        return word.Length == 0 ? $"#{actor.Value}" : word.ToString();
    }

    private static string Describe(TraceModel model, int row)
    {
        TraceEvent e = model[row];
        var text = new StringBuilder(e.Kind.ToString().ToLowerInvariant()).Append(' ').Append(VerdictText.Printable(e.Detail));
        if (e.Peer.Value != 0 || e.Kind == TraceKind.Send) text.Append(e.Kind == TraceKind.Send ? " to " : " of ").Append(VerdictText.Printable(model.PathOf(e.Peer)));
        if (e.Message != 0) text.Append(" message ").Append(e.Message);
        if (e.Turn != 0) text.Append(" turn ").Append(e.Turn);
        if (e.Item != 0) text.Append(" item ").Append(e.Item);
        return text.Append(" row ").Append(row).ToString();
    }
}
