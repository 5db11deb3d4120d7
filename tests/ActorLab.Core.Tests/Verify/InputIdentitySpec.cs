using ActorLab.Core.Primitives;
using ActorLab.Core.Verify;
using Xunit;

namespace ActorLab.Core.Tests.Verify;

public sealed class InputIdentitySpec
{
    [Theory]
    [InlineData("line1", 1)]
    [InlineData("line10000", 10_000)]
    [InlineData("line10001", 0)]
    [InlineData("line0", 0)]
    [InlineData("line01", 0)]
    [InlineData("line+1", 0)]
    [InlineData("line-1", 0)]
    [InlineData("line", 0)]
    [InlineData("Line1", 0)]
    [InlineData("line1 ", 0)]
    [InlineData("", 0)]
    [InlineData("line99999999999999999999", 0)]
    public void A_numbered_line_is_found_by_its_number(string line, long place) =>
        Assert.Equal(place, InputIdentity.Numbered("line", 10_000).Find(Streams.Bytes(line)));

    [Theory]
    [InlineData("", 0)]
    [InlineData("\n", 1)]
    [InlineData("a", 1)]
    [InlineData("a\n", 1)]
    [InlineData("a\nb", 2)]
    [InlineData("a\n\nb\n", 3)]
    [InlineData("a\r\nb\r\n", 2)]
    public void A_line_ends_at_a_line_feed_and_the_last_may_have_none(string text, long count) =>
        Assert.Equal(count, InputIdentity.Of(Streams.Bytes(text)).Count);

    [Fact]
    public void An_indexed_line_is_found_without_its_line_end()
    {
        InputIdentity input = InputIdentity.Of(Streams.Bytes("one\r\ntwo\n\nfour\r"));

        Assert.Equal([1, 2, 3, 4, 0], new[] { "one", "two", "", "four", "five" }.Select(l => input.Find(Streams.Bytes(l))));
        Assert.False(input.HasEqualLines);
    }

    [Fact]
    public void Equal_lines_are_a_chain_in_the_order_of_the_input()
    {
        InputIdentity input = InputIdentity.Of(Streams.Bytes("a\nb\na\na\nb\n"));

        Assert.True(input.HasEqualLines);
        Assert.Equal(1, input.Find("a"u8));
        Assert.Equal([3, 5, 4, 0, 0], Enumerable.Range(1, 5).Select(i => input.NextEqual(i)));
    }

    [Fact]
    public void Every_line_of_a_large_input_is_found_at_its_place()
    {
        byte[] text = Streams.Numbered([.. Enumerable.Range(1, 50_000)]);
        InputIdentity input = InputIdentity.Of(text);
        InputIdentity numbered = InputIdentity.Numbered("line", 50_000);

        Assert.Equal(numbered.Count, input.Count);
        for (int i = 1; i <= 50_000; i++)
        {
            byte[] line = Streams.Bytes($"line{i}");
            Assert.Equal(i, input.Find(line));
            Assert.True(input.IsAt(i, line) && numbered.IsAt(i, line));
        }
    }

    [Fact]
    public void No_line_stands_past_the_end()
    {
        Assert.False(InputIdentity.Numbered("line", 1).IsAt(2, "line2"u8));
        Assert.False(InputIdentity.Of("a\n"u8.ToArray()).IsAt(2, ""u8));
    }

    [Fact]
    public void Bytes_are_compared_as_they_are()
    {
        InputIdentity input = InputIdentity.Of(new byte[] { 0xFF, (byte)'\n', 0xFE, (byte)'\n' });

        Assert.Equal(1, input.Find([0xFF]));
        Assert.Equal(2, input.Find([0xFE]));
        Assert.Equal("\uFFFD", input.TextAt(1));
    }

    [Fact]
    public void Evidence_is_cut_at_80_characters()
    {
        Assert.Equal(new string('x', 80), EvidenceText.Of(Streams.Bytes(new string('x', 80))));
        Assert.Equal(new string('x', 79) + "…", EvidenceText.Of(Streams.Bytes(new string('x', 81))));
        Assert.Equal(new string('x', 79) + "…", EvidenceText.Of(Streams.Bytes(new string('x', 79) + "😀")));
        Assert.Equal(new string('x', 78) + "😀", EvidenceText.Of(Streams.Bytes(new string('x', 78) + "😀")));
    }

    [Fact]
    public void Evidence_shows_no_control_characters() =>
        Assert.Equal("a\uFFFD[31mb\uFFFD", EvidenceText.Of("a\u001B[31mb\t"u8));

    [Fact]
    public void A_prefix_may_be_anything()
    {
        InputIdentity input = InputIdentity.Numbered("é ", 12);

        Assert.Equal(12, input.Find(Streams.Bytes("é 12")));
        Assert.Equal("é 7", input.TextAt(7));
    }

    [Fact]
    public void A_negative_count_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => InputIdentity.Numbered("line", -1));

    [Fact]
    public void Lines_that_share_a_slot_are_told_apart_by_their_bytes()
    {
        var random = new RandomStream(5);
        List<string> lines = [.. Enumerable.Range(0, 4_096).Select(_ => $"{random.NextUInt64():x}"[..2])];
        InputIdentity input = InputIdentity.Of(Streams.Plain(lines));

        Assert.All(lines.Distinct(), line => Assert.Equal(lines.IndexOf(line) + 1, input.Find(Streams.Bytes(line))));
        Assert.Equal(0, input.Find("zz"u8));
    }
}
