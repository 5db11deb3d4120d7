using System.Text;

namespace ActorLab.Pipelines.Drawing;

/// <summary>A pipeline in the language of Graphviz.</summary>
public static class DotDrawing
{
    public static string Render(PipelineDrawing drawing)
    {
        ArgumentNullException.ThrowIfNull(drawing);
        var text = new StringBuilder($"digraph {Quoted(drawing.Name)} {{\n  rankdir=LR;\n  node [fontname=\"sans-serif\", shape=box];\n  edge [fontname=\"sans-serif\", fontsize=10];\n");
        foreach (DrawnStage stage in drawing.Stages)
        {
            string shape = stage.Shape switch
            {
                DrawnShape.Source => ", shape=ellipse",
                DrawnShape.Sink => ", shape=parallelogram",
                _ => "",
            };
            string note = stage.Note.Length > 0 ? "\n" + DrawnText.Cut(stage.Note) : "";
            text.Append($"  {Quoted(stage.Name)} [label={Quoted($"{DrawnText.Cut(stage.Name)}\n{DrawnText.Cut(stage.Summary)}{note}")}, tooltip={Quoted(stage.Summary)}{shape}];\n");
        }

        foreach (DrawnQueue queue in drawing.Queues)
            text.Append($"  {Quoted(queue.From)} -> {Quoted(queue.To)} [label={Quoted(queue.Label)}{(queue.IsForDeadLetters ? ", style=dashed" : "")}];\n");
        return text.Append("}\n").ToString();
    }

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            if (c == '\n') quoted.Append("\\n");
            else if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else quoted.Append(char.IsControl(c) ? ' ' : c);
        }

        return quoted.Append('"').ToString();
    }
}
