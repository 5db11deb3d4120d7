namespace ActorLab.Pipelines.Drawing;

/// <summary>Where the boxes and arrows of a picture stand: stages in columns by how far they are from a source, arrows from left to right.</summary>
/// <remarks>After Sugiyama, Tagawa and Toda (1981): an arrow that passes a column has a lane there, as high as a line, so that none runs behind a box; within a column
/// boxes and lanes stand by the middle of what they come from, which leaves few arrows crossing. An arrow that goes back, of a cycle, goes round below everything.</remarks>
internal sealed class DrawingLayout
{
    public const int Margin = 24, LineHeight = 16, BendOfBack = 30;

    private const int LeastBoxHeight = 62, LeastBoxWidth = 120, BoxPadding = 24, LaneHeight = 18, RowGap = 26, LeastGap = 60, LabelMargin = 40, BackLaneHeight = 16;
    private const int NameCellWidth = 8, CellWidth = 7, LabelCellWidth = 6;

    private readonly PipelineDrawing _drawing;
    private readonly Dictionary<string, int> _depth = new(StringComparer.Ordinal);
    private readonly List<List<Cell>> _columns = [];
    private readonly Dictionary<string, Cell> _boxes = new(StringComparer.Ordinal);
    private readonly List<Way> _ways = [];

    public DrawingLayout(PipelineDrawing drawing)
    {
        _drawing = drawing;
        PlaceInColumns();
        AddWays();
        foreach (List<Cell> column in _columns.Skip(1)) SortByOrigin(column);
        SetSizes();
        SetPlaces();
        SetPorts();
    }

    public int Width { get; private set; }

    public int Height { get; private set; }

    public IEnumerable<(DrawnStage Stage, Cell Box)> Boxes => _drawing.Stages.Select(s => (s, _boxes[s.Name]));

    public IReadOnlyList<Way> Ways => _ways;

    private void PlaceInColumns()
    {
        // Stages come in the order of the flow, so those before one are known; where they are not, there is a cycle, and its arrow goes back.
        foreach (DrawnStage stage in _drawing.Stages)
            _depth[stage.Name] = _drawing.Queues.Where(q => q.To == stage.Name && _depth.ContainsKey(q.From)).Select(q => _depth[q.From] + 1).DefaultIfEmpty(0).Max();
        foreach (DrawnStage stage in _drawing.Stages)
        {
            int depth = _depth[stage.Name];
            while (_columns.Count <= depth) _columns.Add([]);
            var box = new Cell();
            _boxes[stage.Name] = box;
            _columns[depth].Add(box);
        }
    }

    private void AddWays()
    {
        foreach (DrawnQueue queue in _drawing.Queues)
        {
            Cell from = _boxes[queue.From], to = _boxes[queue.To];
            var way = new Way(queue, from, to, GoesBack: _depth[queue.To] <= _depth[queue.From]);
            _ways.Add(way);
            if (way.GoesBack) continue;
            Cell last = from;
            for (int column = _depth[queue.From] + 1; column < _depth[queue.To]; column++)
            {
                var lane = new Cell { IsLane = true };
                lane.Origins.Add(last);
                way.Lanes.Add(lane);
                _columns[column].Add(lane);
                last = lane;
            }

            to.Origins.Add(last);
        }
    }

    private static void SortByOrigin(List<Cell> column)
    {
        Cell[] sorted = [.. column.OrderBy(c => c.Origins.Select(o => o.Rank).DefaultIfEmpty(0).Average())];
        column.Clear();
        column.AddRange(sorted);
        for (int i = 0; i < sorted.Length; i++) sorted[i].Rank = i;
    }

    private void SetSizes()
    {
        foreach (DrawnStage stage in _drawing.Stages)
        {
            Cell box = _boxes[stage.Name];
            int ports = Math.Max(_ways.Count(w => w.To == box), _ways.Count(w => w.From == box));
            box.Height = Math.Max(LeastBoxHeight, LineHeight * (ports + 1));
            int text = Math.Max(DrawnText.Cells(DrawnText.Cut(stage.Name)) * NameCellWidth, Math.Max(DrawnText.Cells(DrawnText.Cut(stage.Summary)), DrawnText.Cells(DrawnText.Cut(stage.Note))) * CellWidth);
            box.Width = Math.Max(LeastBoxWidth, text + BoxPadding);
        }

        foreach (List<Cell> column in _columns)
        {
            int width = column.Max(c => c.Width);
            foreach (Cell cell in column)
            {
                // As wide as the widest, or the arrow of a narrow one would bend behind it.
                cell.Width = width;
                if (cell.IsLane) cell.Height = LaneHeight;
            }
        }
    }

    private void SetPlaces()
    {
        int x = Margin, height = _columns.Select(HeightOf).DefaultIfEmpty(0).Max();
        for (int i = 0; i < _columns.Count; i++)
        {
            List<Cell> column = _columns[i];
            x += GapBefore(i);
            int y = Margin + ((height - HeightOf(column)) / 2);
            foreach (Cell cell in column)
            {
                (cell.X, cell.Y) = (x, y);
                y += cell.Height + RowGap;
            }

            x += column.Max(c => c.Width);
        }

        int below = Margin + height + LineHeight;
        foreach (Way way in _ways.Where(w => w.GoesBack)) way.BackY = below += BackLaneHeight;
        Width = x + Margin + (_ways.Any(w => w.GoesBack) ? BendOfBack : 0);
        Height = (_ways.Any(w => w.GoesBack) ? below : Margin + height) + Margin;
    }

    /// <summary>Room for what is written at the arrows that come to a column.</summary>
    private int GapBefore(int column)
    {
        int[] labels = [.. _ways.Where(w => _depth[w.Queue.To] == column).Select(w => (DrawnText.Cells(w.Queue.Label) * LabelCellWidth) + LabelMargin)];
        return column == 0 ? labels.DefaultIfEmpty(0).Max() : labels.Append(LeastGap).Max();
    }

    private static int HeightOf(List<Cell> column) => column.Sum(c => c.Height + RowGap) - RowGap;

    /// <summary>Arrows at one side of a box are spread over it, in the order in which their other ends stand, so that they do not cross there.</summary>
    private void SetPorts()
    {
        foreach (Cell box in _boxes.Values)
        {
            Way[] into = [.. _ways.Where(w => w.To == box).OrderBy(w => w.GoesBack ? int.MaxValue : w.BeforeTo.MiddleY)];
            Way[] outOf = [.. _ways.Where(w => w.From == box).OrderBy(w => w.GoesBack ? int.MaxValue : w.AfterFrom.MiddleY)];
            for (int i = 0; i < into.Length; i++) into[i].ToY = PortY(box, i, into.Length);
            for (int i = 0; i < outOf.Length; i++) outOf[i].FromY = PortY(box, i, outOf.Length);
        }
    }

    private static int PortY(Cell box, int index, int count) => box.Y + (box.Height * (index + 1) / (count + 1));

    /// <summary>A box, or the lane of an arrow through a column.</summary>
    internal sealed class Cell
    {
        public bool IsLane { get; init; }

        public int X { get; set; }

        public int Y { get; set; }

        public int Width { get; set; }

        public int Height { get; set; }

        /// <summary>Its place in its column, from 0.</summary>
        public int Rank { get; set; }

        public List<Cell> Origins { get; } = [];

        public int Right => X + Width;

        public int MiddleX => X + (Width / 2);

        public int MiddleY => Y + (Height / 2);
    }

    /// <summary>The way of an arrow.</summary>
    internal sealed record Way(DrawnQueue Queue, Cell From, Cell To, bool GoesBack)
    {
        public List<Cell> Lanes { get; } = [];

        public int FromY { get; set; }

        public int ToY { get; set; }

        /// <summary>How deep it runs, if it goes back.</summary>
        public int BackY { get; set; }

        public Cell AfterFrom => Lanes is [var first, ..] ? first : To;

        public Cell BeforeTo => Lanes is [.., var last] ? last : From;
    }
}
