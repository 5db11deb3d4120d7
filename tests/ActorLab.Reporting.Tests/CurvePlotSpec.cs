using Xunit;

namespace ActorLab.Reporting.Tests;

public sealed class CurvePlotSpec
{
    private static readonly CurvePlot s_squares = new("n", "n squared", y => y.ToString("0"), [(0, 0), (1, 1), (2, 4), (3, 9), (4, 16)]);

    [Fact]
    public void Points_stand_where_their_numbers_say_in_plain_ASCII()
    {
        const string expected = """
                 n squared
             16 |                   o
                |
                |
                |
                |
                |
                |               o
                |
                |
                |
                |          o
                |
                |
              0 |o    o
                +--------------------
                 0        n         4
            o measured

            """;
        Assert.Equal(expected.ReplaceLineEndings("\n"), s_squares.Render(10, unicode: false));
    }

    [Fact]
    public void A_line_passes_below_the_points_and_ends_with_the_plot()
    {
        CurvePlot plot = s_squares with { Lines = [("twice as steep", x => 2 * x * x), ("level", _ => 8)] };
        string ascii = plot.Render(10, unicode: false), unicode = plot.Render(10, unicode: true);
        Assert.Contains("\no measured   ** twice as steep   .. level\n", ascii);
        Assert.Contains("\n● measured   ⠒⠒ twice as steep   ·· level\n", unicode);
        Assert.Matches(@"\n    \|\.{8,11}\*{1,2}\.{8,10}\n", ascii);
        Assert.Equal(5, unicode.Split('\n').Take(16).Sum(row => row.Count(c => c == '●')));
        Assert.Contains(unicode, c => c is > '\u2800' and <= '\u28FF');
        Assert.All(ascii, c => Assert.InRange(c, '\n', '~'));
        Assert.Equal(ascii.Split('\n').Length, unicode.Split('\n').Length);
    }

    [Fact]
    public void Wide_ranges_are_shown_by_powers()
    {
        string rendered = new CurvePlot("work", "time", y => y.ToString("0"), [(1, 10), (10, 100), (100, 1_000), (1_000, 10_000)]).Render(64, unicode: false);
        Assert.Contains("work (by powers)", rendered);
        int[] columns = [.. rendered.Split('\n').Where(r => r.Contains('|')).Select(r => r.IndexOf('o', StringComparison.Ordinal)).Where(c => c >= 0).Reverse()];
        Assert.Equal(4, columns.Length);
        Assert.True(columns.Zip(columns.Skip(1)).Select(c => c.Second - c.First).Distinct().Count() <= 2, "equal factors are not equally far apart");
    }

    [Fact]
    public void Equal_heights_are_a_level_line()
    {
        string rendered = new CurvePlot("n", "time", y => y.ToString("0.0"), [(1, 3), (2, 3)]).Render(30, unicode: false);
        Assert.Equal(2, rendered.Split('\n')[1].Count(c => c == 'o'));
    }
}
