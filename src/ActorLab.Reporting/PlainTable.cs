using System.Collections.Immutable;
using System.Text;
using Spectre.Console;

namespace ActorLab.Reporting;

/// <summary>A table of plain text: no colour and no control sequence, whatever the terminal says it can do.</summary>
public sealed class PlainTable
{
    /// <summary>Wide enough that nothing is broken into two rows; for output that no person reads on a terminal.</summary>
    public const int Unbounded = 10_000;

    /// <summary>Between two columns: the blank after the one, the invisible border, and the blank before the other.</summary>
    private const int Gap = 3;

    /// <summary>Left of the first column.</summary>
    private const int Margin = 2;

    /// <summary>A column of text is made no narrower than this, or than its longest word.</summary>
    private const int LeastTextWidth = 12;

    private readonly ImmutableArray<Column> _columns;
    private readonly List<ImmutableArray<string>> _rows = [];

    /// <param name="headings">One per column. A heading that begins with <c>&gt;</c> has its column aligned to the right, as
    /// numbers are, which are never broken, though a heading may be. The first column holds the
    /// names, which stay whole and are always shown; so is a column whose heading begins with <c>!</c> (before the
    /// <c>&gt;</c>). The others go, the last first, where a terminal is too narrow.</param>
    public PlainTable(params IReadOnlyList<string> headings) =>
        _columns = [.. headings.Select((h, i) => Column.Of(h, isFirst: i == 0))];

    public void Add(params IReadOnlyList<string> cells)
    {
        Invariant.Check(cells.Count == _columns.Length, $"{cells.Count} cells given, the table has {_columns.Length} columns");
        _rows.Add([.. cells]);
    }

    /// <param name="widthColumns">Where long cells are broken, in character cells. Columns that tell nothing go first where that
    /// is too narrow, then those that can be spared, and the last row names these.</param>
    /// <returns>Rows that end in <c>\n</c>, without blanks before it.</returns>
    public string Render(int widthColumns)
    {
        List<int> shown = [.. Enumerable.Range(0, _columns.Length)];
        if (WidthOf(shown) <= widthColumns) return Draw(shown, [], widthColumns);
        shown.RemoveAll(c => !_columns[c].IsKept && TellsNothing(c));
        var spared = new List<int>();
        while (LeastWidthOf(shown) > widthColumns && shown.FindLastIndex(c => !_columns[c].IsKept) is >= 0 and var last)
        {
            spared.Insert(0, shown[last]);
            shown.RemoveAt(last);
        }

        string names = spared.Count == 0
            ? ""
            : $"  (too narrow for: {string.Join(", ", spared.Select(c => _columns[c].Heading))})\n";
        return Draw(shown, WidthsIn(shown, widthColumns), widthColumns) + string.Concat(Wrapped(names, widthColumns));
    }

    /// <summary>All its cells say the same, which is that there is nothing.</summary>
    private bool TellsNothing(int column) => _rows.All(r => r[column] is "" or "0" or FigureText.None);

    private int NaturalWidth(int column) => _rows.Select(r => r[column].Length).Append(_columns[column].Heading.Length).Max();

    private int LeastWidth(int column)
    {
        int heading = LongestWord([_columns[column].Heading]);
        if (_columns[column].IsWhole) return _rows.Select(r => r[column].Length).Append(heading).Max();
        return Math.Min(
            NaturalWidth(column),
            Math.Max(LeastTextWidth, LongestWord(_rows.Select(r => r[column]).Append(_columns[column].Heading))));
    }

    private static int LongestWord(IEnumerable<string> texts) =>
        texts.SelectMany(text => text.Split(' ')).Max(word => word.Length);

    private int WidthOf(List<int> columns) => Margin + columns.Sum(NaturalWidth) + (Gap * (columns.Count - 1));

    private int LeastWidthOf(List<int> columns) => Margin + columns.Sum(LeastWidth) + (Gap * (columns.Count - 1));

    /// <summary>
    /// What is left after the least widths is given to the columns that can use it, those that need least first.
    /// </summary>
    private Dictionary<int, int> WidthsIn(List<int> shown, int widthColumns)
    {
        int left = Math.Max(0, widthColumns - LeastWidthOf(shown));
        int[] columns = [.. shown.OrderBy(c => NaturalWidth(c) - LeastWidth(c))];
        var widths = new Dictionary<int, int>();
        for (int i = 0; i < columns.Length; i++)
        {
            int more = Math.Min(NaturalWidth(columns[i]) - LeastWidth(columns[i]), left / (columns.Length - i));
            widths[columns[i]] = LeastWidth(columns[i]) + more;
            left -= more;
        }

        return widths;
    }

    /// <summary>
    /// The rule below the headings reaches a little beyond the last column, and is cut where the terminal ends.
    /// </summary>
    private string Draw(List<int> shown, Dictionary<int, int> widths, int widthColumns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (int column in shown)
            table.AddColumn(_columns[column].ToTableColumn(widths.TryGetValue(column, out int width) ? width : null));
        foreach (ImmutableArray<string> row in _rows) table.AddRow(shown.Select(c => new Text(row[c])));
        using var text = new StringWriter { NewLine = "\n" };
        // All widths are decided, and the library is not to squeeze anything further.
        ConsoleFor(text, Unbounded).Write(table);
        return WithoutTrailingBlanks(text.ToString(), widthColumns);
    }

    private static IEnumerable<string> Wrapped(string line, int widthColumns)
    {
        const string Indent = "  ";
        string row = "";
        foreach (string word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (row.Length > 0 && row.Length + 1 + word.TrimEnd().Length > widthColumns)
            {
                yield return row + "\n";
                row = "";
            }

            row += (row.Length == 0 ? Indent : " ") + word;
        }

        if (row.Length > 0) yield return row;
    }

    private static IAnsiConsole ConsoleFor(TextWriter text, int widthColumns)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new TextOutput(text, widthColumns),
        });
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    private static string WithoutTrailingBlanks(string text, int widthColumns)
    {
        IEnumerable<string> rows = text.ReplaceLineEndings("\n").Split('\n').Select(row => row.TrimEnd()).Select(
            row => row.StartsWith('─') && row.Length > widthColumns ? row[..widthColumns] : row);
        return string.Join('\n', rows).Trim('\n') + "\n";
    }

    /// <param name="Heading">As it is shown.</param>
    /// <param name="IsRight">Aligned to the right.</param>
    /// <param name="IsKept">Shown however narrow the terminal is.</param>
    /// <param name="IsWhole">Its cells are never broken.</param>
    private sealed record Column(string Heading, bool IsRight, bool IsKept, bool IsWhole)
    {
        public static Column Of(string heading, bool isFirst)
        {
            bool isKept = heading.StartsWith('!');
            string text = isKept ? heading[1..] : heading;
            bool isRight = text.StartsWith('>');
            return new Column(isRight ? text[1..] : text, isRight, isKept || isFirst, isRight || isFirst);
        }

        public TableColumn ToTableColumn(int? width) =>
            new(new Text(Heading))
            {
                Alignment = IsRight ? Justify.Right : Justify.Left,
                NoWrap = IsWhole && width is null,
                Width = width,
            };
    }

    /// <summary>The library's own output compares its writer with the console's, which sends the terminal control sequences when it is first touched.</summary>
    private sealed class TextOutput(TextWriter writer, int widthColumns) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => false;

        public int Width => widthColumns;

        public int Height => int.MaxValue;

        public void SetEncoding(Encoding encoding)
        {
            // Characters are written, not bytes.
        }
    }
}
