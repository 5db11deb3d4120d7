namespace ActorLab.Reporting;

/// <summary>The character cells of a plot. In Unicode the first line is made of braille dots, eight to a cell; the others are one mark to a cell, as all are in ASCII.</summary>
internal sealed class PlotCells(int columns, int rows, bool unicode)
{
    private const int DotsAcross = 2, DotsDown = 4;
    private const char NoDots = '\u2800';

    /// <summary>The bits of a braille cell, from its top to its bottom, left and right.</summary>
    private static readonly int[,] s_dots = { { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 } };

    private readonly char[,] _cells = Blank(columns, rows);

    public char Point => unicode ? '●' : 'o';

    /// <summary>How many places there are for the dots of a line, across.</summary>
    public int DotColumns => columns * DotsAcross;

    /// <param name="x">From 0 to 1.</param>
    /// <param name="y">From 0, at the bottom, to 1.</param>
    /// <param name="mark">Replaces what is there.</param>
    public void Put(double x, double y, char mark) => _cells[RowOf(y, rows), Math.Clamp((int)(x * columns), 0, columns - 1)] = mark;

    /// <param name="dotColumn">From 0 to <see cref="DotColumns"/> − 1.</param>
    /// <param name="y">From 0 to 1.</param>
    /// <param name="line">Its number.</param>
    public void PutLine(int dotColumn, double y, int line)
    {
        int column = dotColumn / DotsAcross;
        if (!unicode || line > 0)
        {
            _cells[RowOf(y, rows), column] = LineMark(line);
            return;
        }

        int dotRow = RowOf(y, rows * DotsDown);
        ref char cell = ref _cells[dotRow / DotsDown, column];
        if (cell is < NoDots or > (char)(NoDots + 0xFF)) cell = NoDots;
        cell = (char)(cell | s_dots[dotRow % DotsDown, dotColumn % DotsAcross]);
    }

    /// <summary>How a line looks, for the legend.</summary>
    public string LineSample(int line) => unicode && line == 0 ? "⠒⠒" : new string(LineMark(line), 2);

    public string Row(int row) => string.Concat(Enumerable.Range(0, columns).Select(c => _cells[row, c])).TrimEnd();

    private char LineMark(int line) => unicode ? '·' : line == 0 ? '*' : '.';

    private static int RowOf(double y, int of) => Math.Clamp((int)((1 - y) * of), 0, of - 1);

    private static char[,] Blank(int columns, int rows)
    {
        char[,] cells = new char[rows, columns];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++) cells[row, column] = ' ';
        }

        return cells;
    }
}
