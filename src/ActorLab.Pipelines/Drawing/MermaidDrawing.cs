using System.Text;

namespace ActorLab.Pipelines.Drawing;

/// <summary>A pipeline as a Mermaid flowchart.</summary>
public static class MermaidDrawing
{
    public static string Render(PipelineDrawing drawing)
    {
        ArgumentNullException.ThrowIfNull(drawing);
        var text = new StringBuilder("flowchart LR\n");
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DrawnStage stage in drawing.Stages)
        {
            string id = $"s{ids.Count + 1}";
            ids[stage.Name] = id;
            (string open, string close) = stage.Shape switch
            {
                DrawnShape.Source => ("([", "])"),
                DrawnShape.Sink => ("[/", "/]"),
                _ => ("[", "]"),
            };
            text.Append($"  {id}{open}\"{Escaped(DrawnText.Cut(stage.Name))}<br/>{Escaped(DrawnText.Cut(stage.Summary))}");
            if (stage.Note.Length > 0) text.Append($"<br/>{Escaped(DrawnText.Cut(stage.Note))}");
            text.Append($"\"{close}\n");
        }

        foreach (DrawnQueue queue in drawing.Queues)
            text.Append($"  {ids[queue.From]} {(queue.IsForDeadLetters ? "-." : "--")}{(queue.IsForDeadLetters ? "->" : ">")}|\"{Escaped(queue.Label)}\"| {ids[queue.To]}\n");
        return text.ToString();
    }

    /// <summary>Characters that mean something in a diagram are written as their numbers.</summary>
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (c is '#' or ';' or '"' or '<' or '>' or '&' or '`' or '|' || char.IsControl(c)) escaped.Append('#').Append((int)c).Append(';');
            else escaped.Append(c);
        }

        return escaped.ToString();
    }
}
