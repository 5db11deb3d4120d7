using System.Text.Json;
using ActorLab.Core.Journal;

namespace ActorLab.Reporting;

/// <summary>That a run went on where another process had stopped.</summary>
internal static class ResumptionText
{
    /// <param name="subject">What ran, or which output it was.</param>
    /// <param name="resumed">Null for a run that began at its beginning: then there is nothing to say.</param>
    public static IEnumerable<string> Of(string subject, Resumption? resumed)
    {
        if (resumed is null) yield break;
        string before = resumed.Items == 0 ? "nothing was in its output yet" : $"{FigureText.Several(resumed.Items, "item")} {(resumed.Items == 1 ? "was" : "were")} in its output already";
        string again = resumed.Again == 0 ? "" : $", {FigureText.Several(resumed.Again, "item")} behind {(resumed.Items == 0 ? "that" : "them")} {(resumed.Again == 1 ? "was" : "were")} taken out and done again";
        yield return $"{subject}: resumed from item {FigureText.Count(resumed.Items + 1)} (process {resumed.Life} of this run): {before}{again}";
    }

    public static void Write(Utf8JsonWriter json, Resumption resumed)
    {
        json.WriteStartObject();
        if (resumed.Output is { } output) json.WriteString("output", output);
        json.WriteNumber("process", resumed.Life);
        json.WriteNumber("fromItem", resumed.Items + 1);
        json.WriteNumber("doneAgain", resumed.Again);
        json.WriteEndObject();
    }
}
