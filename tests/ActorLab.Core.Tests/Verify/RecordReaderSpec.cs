using System.Text;
using ActorLab.Core.Primitives;
using ActorLab.Core.Verify;
using Xunit;

namespace ActorLab.Core.Tests.Verify;

public sealed class RecordReaderSpec
{
    private const string A = "a, managed thread 1";
    private const string B = "b, managed thread 2";

    [Fact]
    public void A_record_gives_its_line_and_who_wrote_it()
    {
        var reader = new RecordReader();
        ReadOnlySpan<byte> bytes = Streams.Bytes(Streams.Record("line1", "worker-3, managed thread 12", 98, 40, 2));

        Assert.True(reader.TryRead(ref bytes, out OutputItem item));
        Assert.Equal("line1", Encoding.UTF8.GetString(item.Data));
        Assert.Equal("worker-3, managed thread 12", Encoding.UTF8.GetString(item.Thread));
        Assert.Equal("worker-3, managed thread 12, pid 98", item.Worker);
        Assert.Equal(98, item.ProcessId);
        Assert.Equal(40, item.ThreadCount);
        Assert.Equal(2, item.CpuNumber);
        Assert.False(reader.TryRead(ref bytes, out _));
        Assert.Equal(RecordFormat.Records, reader.Format);
    }

    [Fact]
    public void A_record_without_a_thread_row_names_its_process()
    {
        var reader = new RecordReader();
        ReadOnlySpan<byte> bytes = Streams.Bytes(Streams.Record("line1", thread: null, pid: 154, threads: 1, cpu: 10));

        Assert.True(reader.TryRead(ref bytes, out OutputItem item));
        Assert.True(item.Thread.IsEmpty);
        Assert.Equal("pid 154", item.Worker);
    }

    [Fact]
    public void Anything_else_is_read_as_plain_lines()
    {
        var read = Read("line1\n\nline3\n");

        Assert.Equal(["line1", "", "line3"], read.Lines);
        Assert.Equal(RecordFormat.PlainLines, read.Reader.Format);
    }

    [Theory]
    [InlineData("a\nb\n")]
    [InlineData("a\r\nb\r\n")]
    [InlineData("a\nb")]
    [InlineData("a\r\r\nb\r")]
    public void Line_ends_are_no_part_of_a_line_and_the_last_may_be_missing(string text) =>
        Assert.Equal(["a", "b"], Read(text).Lines);

    [Fact]
    public void Nothing_is_no_item()
    {
        var read = Read("");

        Assert.Empty(read.Lines);
        Assert.Equal(0, read.Reader.Torn);
    }

    [Theory]
    [InlineData("")]
    [InlineData("current pid:98")]
    [InlineData("current thread:<x, managed thread 1>")]
    [InlineData("CPU number:2")]
    public void A_line_may_be_empty_or_look_like_a_header(string line)
    {
        var read = Read(Streams.Record(line, A) + Streams.Record("line2", A));

        Assert.Equal([line, "line2"], read.Lines);
        Assert.Equal(0, read.Reader.Torn);
    }

    [Fact]
    public void Records_may_end_their_rows_with_carriage_return_and_line_feed() =>
        Assert.Equal(["line1", "line2"], Read((Streams.Record("line1") + Streams.Record("line2")).Replace("\n", "\r\n", StringComparison.Ordinal)).Lines);

    [Fact]
    public void The_last_empty_row_needs_no_line_end()
    {
        var read = Read((Streams.Record("line1") + Streams.Record("line2"))[..^1]);

        Assert.Equal(["line1", "line2"], read.Lines);
        Assert.Equal(0, read.Reader.Torn);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(20)]
    [InlineData(52)]
    public void A_record_that_the_end_cuts_off_is_torn(int missingBytes)
    {
        string text = Streams.Record("line1") + Streams.Record("line2");
        var read = Read(text[..^missingBytes]);

        Assert.Equal(["line1"], read.Lines);
        Assert.Equal(1, read.Reader.Torn);
        Violation torn = Assert.Single(read.Reader.TornEvidence);
        Assert.Equal(2, torn.Position);
        Assert.Equal("the end of the output", torn.Got);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(50)]
    public void A_cut_stream_has_no_torn_end(int missingBytes)
    {
        string text = Streams.Record("line1") + Streams.Record("line2");
        var read = Read(text[..^missingBytes], cut: true);

        Assert.Equal(["line1"], read.Lines);
        Assert.Equal(0, read.Reader.Torn);
    }

    [Fact]
    public void A_cut_stream_of_plain_lines_drops_the_row_that_has_no_end() =>
        Assert.Equal(["line1"], Read("line1\nlin", cut: true).Lines);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void A_record_with_a_row_missing_is_torn_once_and_the_next_one_is_read(int missingRow)
    {
        List<string> rows = [.. Streams.Record("line2", A).Split('\n')[..6]];
        rows.RemoveAt(missingRow);
        var read = Read(Streams.Record("line1", A) + string.Join('\n', rows) + "\n" + Streams.Record("line3", B) + Streams.Record("line4", B));

        Assert.Equal(["line1", "line3", "line4"], read.Lines);
        Assert.Equal(1, read.Reader.Torn);
    }

    [Fact]
    public void A_record_whose_line_was_never_written_does_not_swallow_the_next()
    {
        string headless = "current thread:<a, managed thread 1>\ncurrent pid:98\ntotal threads:40\nCPU number:2\n";
        var read = Read(headless + Streams.Record("line2", B));

        Assert.Equal(["line2"], read.Lines);
        Assert.Equal(1, read.Reader.Torn);
        Assert.Equal($"{A}, pid 98", read.Reader.TornEvidence[0].Worker);
    }

    [Fact]
    public void Two_headers_in_one_row_are_torn()
    {
        var read = Read(Streams.Record("line0") + "current thread:<a>current thread:<b>\n" + Streams.Record("line1")[("current thread:<worker-1, managed thread 4>".Length + 1)..]
            + Streams.Record("line2"));

        Assert.Equal(["line0", "line2"], read.Lines);
        Assert.Equal(1, read.Reader.Torn);
    }

    [Fact]
    public void Once_thread_rows_were_seen_a_record_without_one_is_torn()
    {
        var read = Read(Streams.Record("line1") + Streams.Record("line2", thread: null) + Streams.Record("line3"));

        Assert.Equal(["line1", "line3"], read.Lines);
        Assert.Equal(1, read.Reader.Torn);
    }

    [Theory]
    [InlineData("current pid:")]
    [InlineData("current pid:-1")]
    [InlineData("current pid:+1")]
    [InlineData("current pid:98x")]
    [InlineData("current pid:99999999999")]
    [InlineData("Current pid:98")]
    public void A_header_with_no_proper_number_is_torn(string row)
    {
        var read = Read(Streams.Record("line1").Replace("current pid:98", row, StringComparison.Ordinal) + Streams.Record("line2"));

        Assert.Equal(["line2"], read.Lines);
        Assert.Equal(1, read.Reader.Torn);
    }

    [Fact]
    public void The_longest_row_is_read_and_a_longer_one_is_torn()
    {
        string longest = new('x', RowSplitterLimit);
        var read = Read($"line1\n{longest}\n{longest}y\nline4\n{longest}y");

        Assert.Equal(["line1", longest, "line4"], read.Lines);
        Assert.Equal(2, read.Reader.Torn);
        Assert.Equal(80, read.Reader.TornEvidence[0].Got.Length);
    }

    [Fact]
    public void A_row_that_is_too_long_is_not_held_in_memory()
    {
        var reader = new RecordReader(RecordFormat.Records);
        byte[] megabyte = new byte[1 << 20];
        Array.Fill(megabyte, (byte)'x');
        Feed(reader, Streams.Bytes("current thread:<a>\n"));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Feed(reader, megabyte);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 0, 4L << 20);
        ReadOnlySpan<byte> rest = Streams.Bytes("\n" + Streams.Record("line2"));
        Assert.True(reader.TryRead(ref rest, out _));
        Assert.Equal(1, reader.Torn);
    }

    [Fact]
    public void Nothing_can_be_read_after_the_end()
    {
        var reader = new RecordReader();
        Assert.False(reader.TryEnd(cut: false, out _));

        Assert.Throws<InvalidOperationException>(() => Feed(reader, Streams.Bytes("a\n")));
        Assert.Throws<InvalidOperationException>(() => reader.TryEnd(cut: false, out _));
    }

    [Fact]
    public void Chunk_borders_never_matter_and_torn_records_are_those_that_no_start_makes_whole()
    {
        int torn = 0, whole = 0;
        for (ulong seed = 1; seed <= 20_000; seed++)
        {
            var random = new RandomStream(seed);
            string text = RandomRecords(random);
            bool cut = random.Draw(0, 3) == 0;
            var atOnce = Read(text, cut);
            var inPieces = Read(text, cut, RecordFormat.Detect, random);
            Assert.True(atOnce.Items.SequenceEqual(inPieces.Items), $"seed {seed}");
            Assert.True(atOnce.Reader.TornEvidence.SequenceEqual(inPieces.Reader.TornEvidence), $"seed {seed}");
            if (!cut && atOnce.Reader.Format == RecordFormat.Records)
            {
                (List<string> lines, int tornExpected) = WholeRecords(text);
                Assert.True(lines.SequenceEqual(atOnce.Lines), $"seed {seed}:\n{text}");
                Assert.True(tornExpected == atOnce.Reader.Torn, $"seed {seed}: {atOnce.Reader.Torn} torn, expected {tornExpected}:\n{text}");
            }

            torn += atOnce.Reader.Torn > 0 ? 1 : 0;
            whole += atOnce.Reader.Torn == 0 && atOnce.Lines.Count > 0 ? 1 : 0;
        }

        Assert.InRange(torn, 5_000, 20_000);
        Assert.InRange(whole, 2_000, 20_000);
    }

    private const int RowSplitterLimit = (1 << 20) + 64;

    /// <summary>A few records, some rows of which are dropped, repeated, swapped or glued, some bytes of which are cut off.</summary>
    private static string RandomRecords(RandomStream random)
    {
        bool threadRows = random.Draw(0, 1) == 0;
        string[] lines = ["line1", "", "current pid:5", "current thread:<x>", "total threads:1", "line2"];
        List<string> rows = [];
        for (int i = random.Draw(0, 4); i > 0; i--)
        {
            string record = Streams.Record(lines[random.Draw(0, lines.Length - 1)], threadRows ? $"t{random.Draw(1, 3)}" : null, random.Draw(1, 3));
            rows.AddRange(record.Split('\n')[..^1]);
        }

        for (int faults = random.Draw(0, 2); faults > 0 && rows.Count > 1; faults--)
        {
            int at = random.Draw(0, rows.Count - 2);
            switch (random.Draw(0, 3))
            {
                case 0: rows.RemoveAt(at); break;
                case 1: rows.Insert(at, rows[at + 1]); break;
                case 2: (rows[at], rows[at + 1]) = (rows[at + 1], rows[at]); break;
                default:
                    rows[at] += rows[at + 1];
                    rows.RemoveAt(at + 1);
                    break;
            }
        }

        string text = string.Concat(rows.Select(r => r + (random.Draw(0, 5) == 0 ? "\r\n" : "\n")));
        return text[..(text.Length - Math.Min(text.Length, random.Draw(0, 2) == 0 ? random.Draw(0, 20) : 0))];
    }

    /// <summary>The same rules over a list of all rows.</summary>
    private static (List<string> Lines, int Torn) WholeRecords(string text)
    {
        string[] rows = [.. text.Split('\n').Select(r => r.TrimEnd('\r'))];
        bool lastRowHasEnd = text.EndsWith('\n');
        if (lastRowHasEnd) rows = rows[..^1];
        List<string> lines = [];
        int torn = 0;
        bool threadRows = false;
        for (int at = 0; at < rows.Length;)
        {
            bool thread = IsThread(rows[at]);
            threadRows |= thread;
            int header = thread ? 1 : 0;
            if (Starts(rows[at]) && IsWhole(at + header, out bool atEnd))
            {
                lines.Add(rows[at + header + 3]);
                at += header + (atEnd ? 4 : 5);
                continue;
            }

            torn++;
            do at++;
            while (at < rows.Length && !Starts(rows[at]));
        }

        return (lines, torn);

        bool Starts(string row) => IsThread(row) || (!threadRows && IsNumber(row, "current pid:"));

        bool IsWhole(int at, out bool atEnd)
        {
            atEnd = at + 4 == rows.Length;
            if (at + 4 > rows.Length) return false;
            if (!IsNumber(rows[at], "current pid:") || !IsNumber(rows[at + 1], "total threads:") || !IsNumber(rows[at + 2], "CPU number:")) return false;
            return atEnd ? lastRowHasEnd && !Starts(rows[at + 3]) : rows[at + 4].Length == 0;
        }
    }

    private static bool IsThread(string row) =>
        row.StartsWith("current thread:<", StringComparison.Ordinal) && row.EndsWith('>') && row.Count(c => c is '<' or '>') == 2;

    private static bool IsNumber(string row, string name) =>
        row.StartsWith(name, StringComparison.Ordinal) && row.Length > name.Length && row[name.Length..].All(char.IsAsciiDigit);

    private static void Feed(RecordReader reader, byte[] bytes)
    {
        ReadOnlySpan<byte> rest = bytes;
        Assert.False(reader.TryRead(ref rest, out _));
    }

    private sealed record Reading(RecordReader Reader, List<(string Line, string? Worker, int Threads, int? Cpu)> Items)
    {
        public List<string> Lines => [.. Items.Select(i => i.Line)];

        public void Add(in OutputItem item) => Items.Add((Encoding.UTF8.GetString(item.Data), item.Worker, item.ThreadCount, item.CpuNumber));
    }

    private static Reading Read(string text, bool cut = false, RecordFormat format = RecordFormat.Detect, RandomStream? pieces = null)
    {
        var reading = new Reading(new RecordReader(format), []);
        byte[] bytes = Streams.Bytes(text);
        for (int at = 0; at < bytes.Length;)
        {
            int length = pieces is null ? bytes.Length : Math.Min(bytes.Length - at, pieces.Draw(1, 12));
            // A copy that is wiped afterwards: what the reader keeps must be its own.
            byte[] piece = bytes[at..(at + length)];
            ReadOnlySpan<byte> rest = piece;
            while (reading.Reader.TryRead(ref rest, out OutputItem item)) reading.Add(item);
            Array.Clear(piece);
            at += length;
        }

        if (reading.Reader.TryEnd(cut, out OutputItem last)) reading.Add(last);
        Assert.Equal(reading.Items.Count, reading.Reader.Items);
        return reading;
    }
}
