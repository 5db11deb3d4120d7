using ActorLab.Nodes.Transports;

namespace ActorLab.Nodes.Tests.Transports;

public sealed class LineSplitterSpec
{
    [Theory]
    [InlineData("a\nbc\n", "a|bc")]
    [InlineData("a\r\n\nb", "a||b")]
    [InlineData("12345678901\n", "12345|67890|1")]
    [InlineData("12345\n", "12345")]
    [InlineData("", "")]
    public void Text_becomes_lines_of_at_most_five_characters_however_it_comes(string text, string lines)
    {
        for (int size = 1; size <= Math.Max(1, text.Length); size++)
        {
            var got = new List<string>();
            var splitter = new LineSplitter(5, got.Add);
            foreach (char[] piece in text.Chunk(size)) splitter.Add(piece);
            splitter.End();
            Assert.Equal(lines, string.Join('|', got));
        }
    }
}
