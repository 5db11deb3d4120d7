using System.Text;
using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Tests;

/// <summary>The lines of a file against the items that a sink says it has written, both of them in pieces of any size.</summary>
public sealed class WrittenLinesSpec
{
    private const int Rounds = 2_000;

    [Fact]
    public void What_is_missing_and_what_is_too_much_is_that_of_a_comparison_of_all_lines_at_once()
    {
        for (ulong seed = 1; seed <= Rounds; seed++)
        {
            var random = new RandomStream(seed);
            PipelineItem[] told = Items(random);
            string[] lines = random.NextInt64(0, 4) == 0 ? [.. told.Select(LineOf)] : Disturbed(random, told);
            List<PipelineItem> found = [];
            var compared = new WrittenLines(found.Add);
            Feed(random, compared, told, Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\n"))));
            compared.Complete(isCut: false);

            (long missing, long unexpected, string[] inOrder) = AtOnce(told, lines);
            Assert.Equal((seed, missing, unexpected), (seed, compared.Missing, compared.Unexpected));
            Assert.Equal(inOrder, found.Select(LineOf));
            Assert.Equal(found.Count, found.Distinct().Count());
            Assert.Equal(missing + unexpected == 0, compared.Evidence.IsEmpty);
        }
    }

    [Fact]
    public void What_was_not_told_of_in_a_run_that_came_to_no_end_is_not_too_much()
    {
        List<PipelineItem> found = [];
        var compared = new WrittenLines(found.Add);
        compared.Tell([new PipelineItem(1, new TextValue("a"), 1)]);
        compared.Read("a\nb\nc"u8);
        compared.Complete(isCut: true);
        Assert.Equal((1, 0L, 0L), (found.Count, compared.Missing, compared.Unexpected));
    }

    private static PipelineItem[] Items(RandomStream random) =>
        [.. Enumerable.Range(1, (int)random.NextInt64(1, 13)).Select(n => new PipelineItem(n, new TextValue(Text(random)), n))];

    private static string Text(RandomStream random) => new((char)('a' + random.NextInt64(0, 3)), (int)random.NextInt64(0, 3));

    private static string LineOf(PipelineItem item) => ((TextValue)item.Value).Text;

    /// <summary>Some lines left out, some twice, some others, and perhaps in another order.</summary>
    private static string[] Disturbed(RandomStream random, PipelineItem[] told)
    {
        List<string> lines = [];
        foreach (PipelineItem item in told)
        {
            long what = random.NextInt64(0, 8);
            if (what == 0) continue;
            lines.Add(what == 1 ? "x" : LineOf(item));
            if (what == 2) lines.Add(LineOf(item));
        }

        if (lines.Count > 1 && random.NextInt64(0, 1) == 0)
        {
            int at = (int)random.NextInt64(0, lines.Count - 2);
            (lines[at], lines[at + 1]) = (lines[at + 1], lines[at]);
        }

        return [.. lines];
    }

    private static void Feed(RandomStream random, WrittenLines compared, PipelineItem[] told, byte[] file)
    {
        int items = 0, bytes = 0;
        while (items < told.Length || bytes < file.Length)
        {
            int more = (int)random.NextInt64(0, told.Length - items);
            int read = (int)random.NextInt64(0, file.Length - bytes);
            compared.Tell(told.AsSpan(items, more));
            compared.Read(file.AsSpan(bytes, read));
            compared.Compare();
            (items, bytes) = (items + more, bytes + read);
        }
    }

    /// <summary>Each line of the file, from the first on, stands for an item with such a line that none before stood for.</summary>
    private static (long Missing, long Unexpected, string[] InOrder) AtOnce(PipelineItem[] told, string[] lines)
    {
        List<string> left = [.. told.Select(LineOf)];
        string[] inOrder = [.. lines.Where(left.Remove)];
        return (left.Count, lines.Length - inOrder.Length, inOrder);
    }
}
