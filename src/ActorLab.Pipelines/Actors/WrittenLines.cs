using System.Collections.Immutable;
using System.Text;
using ActorLab.Core.Verify;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>Compares what a file holds with the items that a sink says it has written, and passes on those items that are there,
/// in the order in which they are there.</summary>
/// <remarks>
/// <para>As long as the file is what was said, bytes are compared with bytes. From the first line on that differs, lines are
/// looked up: each stands for the first item with such a line that was not
/// found before. One that stands for none may be of an item that the sink has not told of yet, so it waits for some more; then it
/// is unexpected.</para>
/// <para>Memory is bounded by what was said and is not in the file yet. A value with a line end inside is one line as long as
/// nothing differs, and several from then on.</para>
/// </remarks>
internal sealed class WrittenLines(Action<PipelineItem> found)
{
    /// <summary>So many items more may be told of before a line is given up as nobody's.</summary>
    private const int Patience = 4096;

    private readonly ByteBuffer _expected = new(), _inFile = new();
    private readonly Queue<(PipelineItem Item, int Bytes)> _due = new();
    private readonly List<Violation> _unexpected = [];
    private OutOfStep? _outOfStep;
    private long _told, _lines;

    /// <summary>Lines of the file that stand for no item.</summary>
    public long Unexpected { get; private set; }

    /// <summary>Items that are said to have been written and were not found.</summary>
    public long Missing { get; private set; }

    /// <summary>Whether all that was told of has been found.</summary>
    public bool HasFoundAll => _due.Count == 0 && _outOfStep is null or { Count: 0 };

    /// <summary>The first of both, once they are known.</summary>
    public ImmutableArray<Violation> Evidence { get; private set; } = [];

    /// <summary>The sink says that it has written these, next.</summary>
    public void Tell(ReadOnlySpan<PipelineItem> items)
    {
        foreach (PipelineItem item in items)
        {
            _told++;
            int bytes = _expected.AppendLine(item.Value);
            if (_outOfStep is null)
            {
                _due.Enqueue((item, bytes));
                continue;
            }

            _outOfStep.Tell(item, _told, _expected.First(bytes));
            _expected.Drop(bytes);
        }
    }

    /// <summary>These are the next bytes of the file.</summary>
    public void Read(ReadOnlySpan<byte> bytes) => _inFile.Append(bytes);

    /// <summary>Compares what is there by now.</summary>
    public void Compare()
    {
        if (_outOfStep is null) CompareBytes();
        if (_outOfStep is not null) LookUp(isOver: false);
    }

    /// <summary>All has been told, and all of the file has been read.</summary>
    /// <param name="isCut">The run came to no end: what a sink was about to write may be in the file, although it never said
    /// so.</param>
    public void Complete(bool isCut)
    {
        Compare();
        if (_outOfStep is null && (_due.Count > 0 || _inFile.Length > 0)) Lose();
        if (_outOfStep is null) return;
        if (!isCut)
        {
            LookUp(isOver: true);
            if (_inFile.Length > 0) NoteUnexpected(_inFile.First(_inFile.Length), " (without an end)");
        }

        Missing = _outOfStep.Count;
        IEnumerable<Violation> missing = _outOfStep.First(CheckResult.MaxEvidence)
            .Select(d => new Violation(d.Place, $"the line of item {d.Item.Path}: {TextOf(Line(d.Item))}", "nothing", null));
        Evidence = [.. _unexpected.Concat(missing).OrderBy(v => v.Position).Take(CheckResult.MaxEvidence)];
    }

    private void CompareBytes()
    {
        while (_due.TryPeek(out (PipelineItem Item, int Bytes) next) && next.Bytes <= _inFile.Length)
        {
            if (!_expected.First(next.Bytes).SequenceEqual(_inFile.First(next.Bytes)))
            {
                Lose();
                return;
            }

            _due.Dequeue();
            _expected.Drop(next.Bytes);
            _inFile.Drop(next.Bytes);
            _lines++;
            found(next.Item);
        }
    }

    private void Lose()
    {
        _outOfStep = new OutOfStep();
        long place = _told - _due.Count;
        while (_due.TryDequeue(out (PipelineItem Item, int Bytes) due))
        {
            _outOfStep.Tell(due.Item, ++place, _expected.First(due.Bytes));
            _expected.Drop(due.Bytes);
        }
    }

    private void LookUp(bool isOver)
    {
        for (int end = _inFile.FirstLine(); end > 0; end = _inFile.FirstLine())
        {
            ReadOnlySpan<byte> line = _inFile.First(end);
            if (_outOfStep!.Take(line) is { } item)
            {
                _lines++;
                _inFile.Drop(end);
                found(item);
            }
            else if (isOver || _told - _lines > Patience)
            {
                NoteUnexpected(line[..^1], "");
                _inFile.Drop(end);
            }
            else
            {
                return;
            }
        }
    }

    private void NoteUnexpected(ReadOnlySpan<byte> line, string remark)
    {
        _lines++;
        Unexpected++;
        if (_unexpected.Count >= CheckResult.MaxEvidence) return;
        _unexpected.Add(new Violation(_lines, "a line of an item that was not found before", TextOf(line) + remark, null));
    }

    private static string TextOf(ReadOnlySpan<byte> line) => EvidenceText.Of(line);

    private static byte[] Line(PipelineItem item) => Encoding.UTF8.GetBytes(LineWriter.LineOf(item.Value));

    /// <summary>Items that were told of and not found, by their lines.</summary>
    private sealed class OutOfStep
    {
        private readonly Dictionary<string, Queue<(long Place, PipelineItem Item)>> _byLine = new(StringComparer.Ordinal);

        public long Count { get; private set; }

        public void Tell(PipelineItem item, long place, ReadOnlySpan<byte> line)
        {
            string key = KeyOf(line);
            if (!_byLine.TryGetValue(key, out Queue<(long, PipelineItem)>? items))
            {
                items = new Queue<(long, PipelineItem)>(1);
                _byLine.Add(key, items);
            }

            items.Enqueue((place, item));
            Count++;
        }

        public PipelineItem? Take(ReadOnlySpan<byte> line)
        {
            string key = KeyOf(line);
            if (!_byLine.TryGetValue(key, out Queue<(long Place, PipelineItem Item)>? items)) return null;
            PipelineItem item = items.Dequeue().Item;
            if (items.Count == 0) _byLine.Remove(key);
            Count--;
            return item;
        }

        public IEnumerable<(long Place, PipelineItem Item)> First(int count) =>
            _byLine.Values.SelectMany(q => q).OrderBy(i => i.Place).Take(count);

        /// <summary>One character a byte: bytes that are no text stay different.</summary>
        private static string KeyOf(ReadOnlySpan<byte> line) => Encoding.Latin1.GetString(line);
    }

    /// <summary>Bytes that come at one end and go at the other.</summary>
    private sealed class ByteBuffer
    {
        private const int SmallestRoom = 1 << 12;

        private byte[] _bytes = new byte[SmallestRoom];
        private int _start, _end, _searched;

        public int Length => _end - _start;

        public ReadOnlySpan<byte> First(int count) => _bytes.AsSpan(_start, count);

        public void Append(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(Room(bytes.Length));
            _end += bytes.Length;
        }

        /// <returns>How many bytes that are, its end included.</returns>
        public int AppendLine(IMessage value)
        {
            string line = LineWriter.LineOf(value);
            Span<byte> room = Room(Encoding.UTF8.GetMaxByteCount(line.Length) + 1);
            int bytes = Encoding.UTF8.GetBytes(line, room);
            room[bytes++] = (byte)'\n';
            _end += bytes;
            return bytes;
        }

        public void Drop(int count)
        {
            _start += count;
            _searched = 0;
            if (_start == _end) _start = _end = 0;
        }

        /// <returns>Its length with its end; 0 if there is no whole one.</returns>
        public int FirstLine()
        {
            int at = _bytes.AsSpan(_start + _searched, Length - _searched).IndexOf((byte)'\n');
            int from = _searched;
            _searched = at < 0 ? Length : 0;
            return at < 0 ? 0 : from + at + 1;
        }

        private Span<byte> Room(int count)
        {
            if (_bytes.Length - _end < count)
            {
                byte[] target = _bytes.Length - Length < count ? new byte[Math.Max(_bytes.Length * 2, Length + count)] : _bytes;
                _bytes.AsSpan(_start, Length).CopyTo(target);
                (_bytes, _end, _start) = (target, Length, 0);
            }

            return _bytes.AsSpan(_end, count);
        }
    }
}
