using System.Collections.Immutable;
using System.Text;
using Spectre.Console;

namespace ActorLab.Reporting;

/// <summary>A table of plain text: no colour and no control sequence, whatever the terminal says it can do.</summary>
public sealed class PlainTable
{
    /// <summary>Wide enough that nothing is broken into two rows; for output that no person reads on a terminal.</summary>
    public const int Unbounded = 10_000;

    private readonly ImmutableArray<TableColumn> _columns;
    private readonly List<ImmutableArray<string>> _rows = [];

    /// <param name="headings">One per column; a heading that begins with <c>&gt;</c> has its column aligned to the right.</param>
    public PlainTable(params IReadOnlyList<string> headings) =>
        _columns = [.. headings.Select(h => h.StartsWith('>') ? RightAligned(h[1..]) : new TableColumn(new Text(h)))];

    public void Add(params IReadOnlyList<string> cells)
    {
        Invariant.Check(cells.Count == _columns.Length, $"{cells.Count} cells given, the table has {_columns.Length} columns");
        _rows.Add([.. cells]);
    }

    /// <param name="widthColumns">Where long cells are broken, in character cells.</param>
    /// <returns>Rows that end in <c>\n</c>, without blanks before it.</returns>
    public string Render(int widthColumns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (TableColumn column in _columns) table.AddColumn(column);
        foreach (ImmutableArray<string> row in _rows) table.AddRow(row.Select(cell => new Text(cell)));
        using var text = new StringWriter { NewLine = "\n" };
        ConsoleFor(text, widthColumns).Write(table);
        return WithoutTrailingBlanks(text.ToString());
    }

    private static TableColumn RightAligned(string heading) =>
        new(new Text(heading)) { Alignment = Justify.Right, NoWrap = true };

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

    private static string WithoutTrailingBlanks(string text)
    {
        IEnumerable<string> rows = text.ReplaceLineEndings("\n").Split('\n').Select(row => row.TrimEnd());
        return string.Join('\n', rows).Trim('\n') + "\n";
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
