using System.Text;

namespace ActorLab.Reporting;

/// <summary>Points, and lines that are computed, in the rows of a terminal.</summary>
/// <param name="XName">Below the plot.</param>
/// <param name="YName">Above it.</param>
/// <param name="YText">A value of the vertical axis in words.</param>
/// <param name="Points">What was measured, at least two with different x; both at least 0.</param>
public sealed record CurvePlot(string XName, string YName, Func<double, string> YText, IReadOnlyList<(double X, double Y)> Points)
{
    private const int Rows = 14, MostColumns = 64, LeastColumns = 20;

    /// <summary>More than this between the least and the most is shown by powers.</summary>
    private const double WideRange = 100;

    /// <summary>Each with a name and the height at an x; drawn below the points, the first on top.</summary>
    public IReadOnlyList<(string Name, Func<double, double> Y)> Lines { get; init; } = [];

    /// <param name="widthColumns">Width of the terminal in character cells, or <see cref="PlainTable.Unbounded"/>.</param>
    /// <param name="unicode">Whether it can show more than ASCII.</param>
    public string Render(int widthColumns, bool unicode)
    {
        var x = new Axis([.. Points.Select(p => p.X)], fromZero: false);
        // What a line would reach far above the points is cut off: it must not press them flat.
        var y = new Axis([.. Points.Select(p => p.Y)], fromZero: true);
        string[] labels = [YText(y.Most), YText(y.Least)];
        int left = labels.Max(l => l.Length), columns = Math.Clamp(widthColumns - left - 4, LeastColumns, MostColumns);
        var cells = new PlotCells(columns, Rows, unicode);
        for (int line = Lines.Count - 1; line >= 0; line--) DrawLine(cells, x, y, line);
        foreach ((double px, double py) in Points) cells.Put(x.Share(px), y.Share(py), cells.Point);
        var text = new StringBuilder();
        text.Append(' ', left + 3).Append(YName).Append('\n');
        for (int row = 0; row < Rows; row++)
        {
            string label = row == 0 ? labels[0] : row == Rows - 1 ? labels[1] : "";
            text.Append(label.PadLeft(left + 1)).Append(' ').Append(unicode ? '│' : '|').Append(cells.Row(row)).Append('\n');
        }

        text.Append(' ', left + 2).Append(unicode ? '└' : '+').Append(unicode ? '─' : '-', columns).Append('\n');
        AppendXAxis(text, x, left + 3, columns);
        return text.Append(Legend(cells)).Append('\n').ToString();
    }

    private void DrawLine(PlotCells cells, Axis x, Axis y, int line)
    {
        for (int dot = 0; dot < cells.DotColumns; dot++)
        {
            double share = (dot + 0.5) / cells.DotColumns, height = Lines[line].Y(x.At(share));
            if (double.IsFinite(height) && height >= y.Least && height <= y.Most) cells.PutLine(dot, y.Share(height), line);
        }
    }

    private void AppendXAxis(StringBuilder text, Axis x, int left, int columns)
    {
        string from = SecondsText.Plain(x.Least), to = SecondsText.Plain(x.Most), name = XName + (x.IsLogarithmic ? " (by powers)" : "");
        int between = Math.Max(2, columns - from.Length - to.Length - name.Length);
        text.Append(' ', left).Append(from).Append(' ', between / 2).Append(name).Append(' ', between - (between / 2)).Append(to).Append('\n');
    }

    private string Legend(PlotCells cells) =>
        string.Join("   ", [$"{cells.Point} measured", .. Lines.Select((l, i) => $"{cells.LineSample(i)} {l.Name}")]);

    /// <summary>One direction of the plot.</summary>
    private sealed class Axis
    {
        public Axis(double[] values, bool fromZero)
        {
            Least = values.Min();
            Most = values.Max();
            IsLogarithmic = Least > 0 && Most / Least > WideRange;
            if (fromZero && !IsLogarithmic) Least = 0;
            if (Most <= Least) Most = Least + 1;
        }

        public double Least { get; }

        public double Most { get; }

        public bool IsLogarithmic { get; }

        /// <summary>From 0 to 1.</summary>
        public double Share(double value) => IsLogarithmic ? Math.Log(value / Least) / Math.Log(Most / Least) : (value - Least) / (Most - Least);

        public double At(double share) => IsLogarithmic ? Least * Math.Pow(Most / Least, share) : Least + (share * (Most - Least));
    }
}
