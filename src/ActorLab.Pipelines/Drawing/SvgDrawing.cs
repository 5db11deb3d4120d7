using System.Globalization;
using System.Security;
using System.Text;

namespace ActorLab.Pipelines.Drawing;

/// <summary>A pipeline as a picture that stands alone: stages in columns by how far they are from a source, arrows from left to right.</summary>
/// <remarks>Within a column stages stand by the middle of those they take from (the barycentre heuristic of Sugiyama et al., 1981), which leaves few arrows crossing.</remarks>
public static class SvgDrawing
{
    private const int BoxHeight = 62, ColumnGap = 110, RowGap = 26, Margin = 20, LeastBoxWidth = 120, CharacterWidth = 7, BoxPadding = 24;

    public static string Render(PipelineDrawing drawing)
    {
        ArgumentNullException.ThrowIfNull(drawing);
        List<List<DrawnStage>> columns = Columns(drawing);
        var places = new Dictionary<string, Box>(StringComparer.Ordinal);
        int x = Margin, height = 0;
        foreach (List<DrawnStage> column in columns)
        {
            int width = column.Max(WidthOf);
            for (int row = 0; row < column.Count; row++) places[column[row].Name] = new Box(x, Margin + (row * (BoxHeight + RowGap)), width);
            x += width + ColumnGap;
            height = Math.Max(height, (column.Count * (BoxHeight + RowGap)) - RowGap);
        }

        int totalWidth = Math.Max(x - ColumnGap + Margin, 2 * Margin), totalHeight = height + (2 * Margin);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{totalWidth}\" height=\"{totalHeight}\" viewBox=\"0 0 {totalWidth} {totalHeight}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append("<defs><marker id=\"end\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0 8 4 0 8z\" fill=\"#555\"/></marker></defs>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{Escaped(drawing.Name)}</title>\n<rect width=\"{totalWidth}\" height=\"{totalHeight}\" fill=\"#fff\"/>\n");
        foreach (DrawnQueue queue in drawing.Queues) AppendArrow(svg, queue, places[queue.From], places[queue.To]);
        foreach (DrawnStage stage in drawing.Stages) AppendBox(svg, stage, places[stage.Name]);
        return svg.Append("</svg>\n").ToString();
    }

    private static List<List<DrawnStage>> Columns(PipelineDrawing drawing)
    {
        var depth = new Dictionary<string, int>(StringComparer.Ordinal);
        // Stages come in the order of the flow, so those before one are known; in a cycle the arrow back is left out.
        foreach (DrawnStage stage in drawing.Stages)
            depth[stage.Name] = drawing.Queues.Where(q => q.To == stage.Name && depth.ContainsKey(q.From)).Select(q => depth[q.From] + 1).DefaultIfEmpty(0).Max();
        var columns = new List<List<DrawnStage>>();
        var row = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (IGrouping<int, DrawnStage> column in drawing.Stages.GroupBy(s => depth[s.Name]).OrderBy(g => g.Key))
        {
            List<DrawnStage> ordered = [.. column.OrderBy(s => drawing.Queues.Where(q => q.To == s.Name && row.ContainsKey(q.From)).Select(q => row[q.From]).DefaultIfEmpty(0).Average())];
            for (int i = 0; i < ordered.Count; i++) row[ordered[i].Name] = i;
            columns.Add(ordered);
        }

        return columns;
    }

    private static int WidthOf(DrawnStage stage) =>
        Math.Max(LeastBoxWidth, (new[] { stage.Name.Length, stage.Summary.Length, stage.Note.Length }.Max() * CharacterWidth) + BoxPadding);

    private static void AppendBox(StringBuilder svg, DrawnStage stage, Box box)
    {
        (string fill, int radius) = stage.Shape switch
        {
            DrawnShape.Source => ("#e3f2e1", BoxHeight / 2),
            DrawnShape.Sink => ("#e8e8f7", 0),
            _ => ("#fdf6e0", 6),
        };
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{box.X}\" y=\"{box.Y}\" width=\"{box.Width}\" height=\"{BoxHeight}\" rx=\"{radius}\" fill=\"{fill}\" stroke=\"#555\"/>\n");
        int middle = box.X + (box.Width / 2);
        int first = stage.Note.Length > 0 ? 19 : 27;
        AppendText(svg, middle, box.Y + first, stage.Name, " font-weight=\"bold\"");
        AppendText(svg, middle, box.Y + first + 16, stage.Summary, "");
        if (stage.Note.Length > 0) AppendText(svg, middle, box.Y + first + 32, stage.Note, " fill=\"#666\" font-size=\"11\"");
    }

    private static void AppendText(StringBuilder svg, int x, int y, string text, string style) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\"{style}>{Escaped(text)}</text>\n");

    private static void AppendArrow(StringBuilder svg, DrawnQueue queue, Box from, Box to)
    {
        int x1 = from.X + from.Width, y1 = from.Y + (BoxHeight / 2), x2 = to.X, y2 = to.Y + (BoxHeight / 2), bend = ColumnGap / 2;
        string dashes = queue.IsForDeadLetters ? " stroke-dasharray=\"5 4\"" : "";
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x1} {y1} C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}\" fill=\"none\" stroke=\"#555\" marker-end=\"url(#end)\"{dashes}/>\n");
        AppendText(svg, x2 - bend, y2 - 6, queue.Label, " fill=\"#555\" font-size=\"10\"");
    }

    private static string Escaped(string text) => SecurityElement.Escape(string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)));

    private readonly record struct Box(int X, int Y, int Width);
}
