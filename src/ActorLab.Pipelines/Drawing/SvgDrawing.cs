using System.Globalization;
using System.Security;
using System.Text;

namespace ActorLab.Pipelines.Drawing;

/// <summary>A pipeline as a picture that stands alone, without fonts, scripts or anything else from outside.</summary>
public static class SvgDrawing
{
    private const int ArrowLength = 10;

    public static string Render(PipelineDrawing drawing)
    {
        ArgumentNullException.ThrowIfNull(drawing);
        var layout = new DrawingLayout(drawing);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{layout.Width}\" height=\"{layout.Height}\" viewBox=\"0 0 {layout.Width} {layout.Height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{Escaped(drawing.Name)}</title>\n");
        svg.Append("<defs><marker id=\"end\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0 8 4 0 8z\" fill=\"#555\"/></marker></defs>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"paper\" width=\"{layout.Width}\" height=\"{layout.Height}\" fill=\"#fff\"/>\n");
        foreach (DrawingLayout.Way way in layout.Ways) AppendArrow(svg, way);
        foreach (DrawingLayout.Way way in layout.Ways) AppendLabel(svg, way);
        foreach ((DrawnStage stage, DrawingLayout.Cell box) in layout.Boxes) AppendBox(svg, stage, box);
        return svg.Append("</svg>\n").ToString();
    }

    private static void AppendBox(StringBuilder svg, DrawnStage stage, DrawingLayout.Cell box)
    {
        (string fill, int radius) = stage.Shape switch
        {
            DrawnShape.Source => ("#e3f2e1", 31),
            DrawnShape.Sink => ("#e8e8f7", 0),
            _ => ("#fdf6e0", 6),
        };
        // What was cut can be read by pointing at the box.
        svg.Append(CultureInfo.InvariantCulture, $"<g><title>{Escaped(string.Join("\n", new[] { stage.Name, stage.Summary, stage.Note }.Where(t => t.Length > 0)))}</title>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"stage\" x=\"{box.X}\" y=\"{box.Y}\" width=\"{box.Width}\" height=\"{box.Height}\" rx=\"{radius}\" fill=\"{fill}\" stroke=\"#555\"/>\n");
        int y = box.MiddleY + (stage.Note.Length > 0 ? -12 : -4);
        AppendText(svg, box.MiddleX, y, "middle", stage.Name, " font-weight=\"bold\"");
        AppendText(svg, box.MiddleX, y + DrawingLayout.LineHeight, "middle", stage.Summary, "");
        if (stage.Note.Length > 0) AppendText(svg, box.MiddleX, y + (2 * DrawingLayout.LineHeight), "middle", stage.Note, " fill=\"#666\" font-size=\"11\"");
        svg.Append("</g>\n");
    }

    private static void AppendText(StringBuilder svg, int x, int y, string anchor, string text, string style) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\"{style}>{Escaped(DrawnText.Cut(text))}</text>\n");

    private static void AppendArrow(StringBuilder svg, DrawingLayout.Way way)
    {
        string dashes = way.Queue.IsForDeadLetters ? " stroke-dasharray=\"5 4\"" : "";
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"queue\" d=\"{(way.GoesBack ? BackPath(way) : Path(way))}\" fill=\"none\" stroke=\"#555\" marker-end=\"url(#end)\"{dashes}/>\n");
    }

    private static string Path(DrawingLayout.Way way)
    {
        int x = way.From.Right, y = way.FromY;
        var path = new StringBuilder($"M{x} {y}");
        foreach (DrawingLayout.Cell lane in way.Lanes)
        {
            AppendCurve(path, x, y, lane.X, lane.MiddleY);
            (x, y) = (lane.Right, lane.MiddleY);
            path.Append(CultureInfo.InvariantCulture, $" H{x}");
        }

        AppendCurve(path, x, y, way.To.X - ArrowLength, way.ToY);
        return path.Append(CultureInfo.InvariantCulture, $" H{way.To.X}").ToString();
    }

    private static void AppendCurve(StringBuilder path, int fromX, int fromY, int toX, int toY)
    {
        int middle = (fromX + toX) / 2;
        path.Append(CultureInfo.InvariantCulture, $" C{middle} {fromY} {middle} {toY} {toX} {toY}");
    }

    private static string BackPath(DrawingLayout.Way way)
    {
        int right = way.From.Right, left = way.To.X - ArrowLength, bend = DrawingLayout.BendOfBack;
        return $"M{right} {way.FromY} C{right + bend} {way.FromY} {right + bend} {way.BackY} {right} {way.BackY} H{left} C{left - bend} {way.BackY} {left - bend} {way.ToY} {left} {way.ToY} H{way.To.X}";
    }

    /// <summary>At the arrow's end, where each has a height of its own; a white rim keeps other arrows from running through it.</summary>
    private static void AppendLabel(StringBuilder svg, DrawingLayout.Way way) =>
        AppendText(svg, way.To.X - ArrowLength, way.ToY - 4, "end", way.Queue.Label, " class=\"label\" fill=\"#555\" font-size=\"10\" stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\"");

    /// <summary>What XML does not allow at all becomes a blank.</summary>
    private static string Escaped(string text)
    {
        var valid = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) valid.Append(text[i]).Append(text[++i]);
            else valid.Append(text[i] == '\n' || (!char.IsControl(text[i]) && !char.IsSurrogate(text[i]) && text[i] < '\uFFFE') ? text[i] : ' ');
        }

        return SecurityElement.Escape(valid.ToString());
    }
}
