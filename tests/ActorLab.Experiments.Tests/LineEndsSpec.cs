using System.Text;
using ActorLab.Experiments.LineCopy;
using Xunit;

namespace ActorLab.Experiments.Tests;

public sealed class LineEndsSpec
{
    [Fact]
    public void It_finds_the_lines_that_a_loop_over_the_bytes_finds()
    {
        for (ulong seed = 1; seed <= 2_000; seed++)
        {
            var random = new RandomStream(seed);
            byte[] text = RandomText(random);
            using var ends = new LineEnds(text, expectedLines: (int)random.NextInt64(0, 10));
            while (ends.RunSlice())
            {
            }

            string[] expected = LinesOf(text);
            Assert.True(expected.Length == ends.Count, $"seed {seed}: {ends.Count} lines instead of {expected.Length}");
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.True(expected[i] == Encoding.Latin1.GetString(ends.Line(i).Span), $"seed {seed}, line {i}");
            }
        }
    }

    [Fact]
    public void A_long_text_takes_many_slices()
    {
        using var ends = new LineEnds(new byte[100 * 1024], expectedLines: 1);
        int slices = 1;
        while (ends.RunSlice()) slices++;
        Assert.Equal(7, slices);
        Assert.Equal(1, ends.Count);
    }

    private static byte[] RandomText(RandomStream random)
    {
        // Sometimes longer than a slice, sometimes nothing but line ends, so that the array must grow.
        byte[] text = new byte[random.NextInt64(0, 9) == 0 ? random.NextInt64(0, 40_000) : random.NextInt64(0, 200)];
        long oneIn = random.NextInt64(1, 20);
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = random.NextInt64(1, oneIn) == 1 ? (byte)'\n' : random.NextInt64(0, 9) == 0 ? (byte)'\r' : (byte)random.NextInt64('a', 'z');
        }

        return text;
    }

    private static string[] LinesOf(byte[] text)
    {
        if (text.Length == 0) return [];
        string[] rows = Encoding.Latin1.GetString(text).Split('\n');
        if (rows[^1].Length == 0 && text[^1] == '\n') rows = rows[..^1];
        return [.. rows.Select(r => r.TrimEnd('\r'))];
    }
}
