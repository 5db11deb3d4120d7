using System.Text;
using ActorLab.Core.Primitives;
using ActorLab.Core.Verify;
using Xunit;

namespace ActorLab.Core.Tests.Verify;

public sealed class TableReaderSpec
{
    [Fact]
    public void Chunk_borders_never_matter_whatever_the_bytes_are()
    {
        int good = 0, bad = 0;
        for (ulong seed = 1; seed <= 20_000; seed++)
        {
            var random = new RandomStream(seed);
            byte[] bytes = RandomTable(random);
            (string Rows, string Problems) atOnce = Read(bytes, bytes.Length, random);
            (string Rows, string Problems) inPieces = Read(bytes, 7, random);
            Assert.True(atOnce == inPieces, $"seed {seed}:\n{Encoding.UTF8.GetString(bytes)}\n{atOnce}\n{inPieces}");
            good += atOnce.Problems.Length == 0 ? 1 : 0;
            bad += atOnce.Problems.Length > 0 ? 1 : 0;
        }

        Assert.All([good, bad], cases => Assert.InRange(cases, 2_000, 20_000));
    }

    [Theory]
    [InlineData("producer,seq\nA,1\n", "A|1;")]
    [InlineData("seq,producer\r\n1,A\r\n\r\n2,\"B, \"\"b\"\"\"", "A|1;B, \"b\"|2;")]
    [InlineData("\uFEFFseq,other,producer\n1,x,\n", "|1;")]
    [InlineData("{\"producer\":\"\\u0041\",\"seq\":1}\n{\"seq\":\"2\",\"pro\\u0064ucer\":null}\n", "A|1;|2;")]
    public void Fields_are_found_by_the_names_of_their_columns(string text, string rows) =>
        Assert.Equal((rows, ""), Read(Encoding.UTF8.GetBytes(text), int.MaxValue, new RandomStream(1)));

    [Fact]
    public void After_twenty_problems_nothing_more_is_read()
    {
        string text = "seq\n" + string.Concat(Enumerable.Repeat("\"\n", 1_000));
        (string rows, string problems) = Read(Encoding.UTF8.GetBytes(text), int.MaxValue, new RandomStream(1));

        Assert.Equal("", rows);
        Assert.Equal(RowProblems.MaxProblems + 1, problems.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.EndsWith("f:21: 20 problems; no more were looked for [AL0007]\n", problems, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_was_named_and_is_not_there_is_told()
    {
        List<string> wrong = [];
        List<Diagnostic> diagnostics = [];
        var reader = new TableReader("f", ColumnMap.Parse("producer=p,seq=s", wrong), new Sink(), new RowProblems(diagnostics));
        reader.Feed("seq,q\n1,2\n"u8);

        Assert.Empty(wrong);
        Assert.True(reader.IsDone);
        Assert.Equal(["f:1:1: expected a column p, got none of that name [AL0007]", "f:1:1: expected a column s, got none of that name [AL0007]"], diagnostics.Select(d => d.ToString()));
    }

    private static byte[] RandomTable(RandomStream random)
    {
        string[] pieces = ["1", "2", ",", "A", "\"", "\r", "\uFEFF", "{\"seq\":3}", "{\"seq\":", "}", "é", "\\"];
        var text = new StringBuilder(random.Draw(0, 1) == 0 ? "producer,seq\n" : "{\"seq\":7,\"producer\":\"x\"}\n");
        bool tidy = random.Draw(0, 1) == 0;
        for (int row = random.Draw(0, 5); row > 0; row--)
        {
            if (tidy) text.Append(text[0] == '{' ? $"{{\"producer\":\"é\",\"seq\":{row}}}" : $"\"A\"\"\",{row}");
            else for (int i = random.Draw(0, 6); i > 0; i--) text.Append(pieces[random.Draw(0, pieces.Length - 1)]);
            text.Append('\n');
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        if (!tidy && bytes.Length > 0 && random.Draw(0, 1) == 0) bytes[random.Draw(0, bytes.Length - 1)] = (byte)random.Draw(0, 255);
        return bytes;
    }

    private static (string Rows, string Problems) Read(byte[] bytes, int piece, RandomStream random)
    {
        var sink = new Sink();
        List<Diagnostic> diagnostics = [];
        var reader = new TableReader("f", ColumnMap.Default, sink, new RowProblems(diagnostics));
        for (int at = 0; at < bytes.Length && !reader.IsDone;)
        {
            int length = piece >= bytes.Length ? bytes.Length : Math.Min(bytes.Length - at, random.Draw(1, piece));
            byte[] copy = bytes[at..(at + length)];
            reader.Feed(copy);
            Array.Clear(copy);
            at += length;
        }

        reader.End(cut: false);
        return (sink.Rows.ToString(), string.Concat(diagnostics.Select(d => $"{d}\n")));
    }

    private sealed class Sink : IRowSink
    {
        public StringBuilder Rows { get; } = new();

        public string? Begin(string file, IReadOnlySet<ColumnRole> columns) => columns.Contains(ColumnRole.Sequence) ? null : "expected a column seq";

        public void Take(FieldRow row, RowProblems problems) =>
            Rows.Append($"{Encoding.UTF8.GetString(row[ColumnRole.Producer])}|{Encoding.UTF8.GetString(row[ColumnRole.Sequence])};");
    }
}
