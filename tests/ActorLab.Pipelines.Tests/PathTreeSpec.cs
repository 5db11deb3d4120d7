using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Tests;

public sealed class PathTreeSpec
{
    private const int Trees = 400;

    [Fact]
    public void Whatever_the_order_in_which_parts_come_they_go_on_as_soon_as_all_before_them_have_come()
    {
        int deepest = 0;
        bool wasHeld = false;
        for (ulong seed = 1; seed <= Trees; seed++)
        {
            var random = new RandomStream(seed);
            List<PipelineItem> sorted = [];
            for (long number = 1; number <= 6; number++) AddLeaves(new PipelineItem(number, new NumberValue(number), number), random, sorted);
            List<PipelineItem> arriving = Shuffled(sorted, random);
            var tree = new PathTree();
            var came = new HashSet<SequencePath>();
            int gone = 0;
            foreach (PipelineItem item in arriving)
            {
                deepest = Math.Max(deepest, item.Path.Depth);
                came.Add(item.Path);
                // Of those that nothing came of only the place is passed on.
                tree.Add(item, random.NextInt64(0, 3) == 0 ? new Skipped(item) : item);
                while (tree.TryTake(out var next)) Assert.Equal(sorted[gone++].Path, (next as PipelineItem ?? ((Skipped)next).Item).Path);
                Assert.True(gone == sorted.TakeWhile(i => came.Contains(i.Path)).Count(), $"seed {seed}: {gone} have gone on after [{string.Join(' ', came)}]");
                Assert.Equal(came.Count - gone, tree.Held);
                wasHeld |= tree.Held > 3;
            }

            Assert.Equal(sorted.Count, gone);
            Assert.Equal(7, tree.Current);
        }

        Assert.Equal(3, deepest);
        Assert.True(wasHeld);
    }

    [Fact]
    public void A_part_that_comes_twice_is_a_bug()
    {
        var tree = new PathTree();
        PipelineItem part = new PipelineItem(1, new NumberValue(1), 1).Child(1, 2, new NumberValue(2));
        tree.Add(part, part);
        Assert.Throws<InvariantViolatedException>(() => tree.Add(part, part));
    }

    private static void AddLeaves(PipelineItem item, RandomStream random, List<PipelineItem> leaves)
    {
        int parts = item.Path.Depth < 3 && random.NextInt64(0, 2) == 0 ? (int)random.NextInt64(2, 4) : 0;
        if (parts == 0) leaves.Add(item);
        for (int i = 0; i < parts; i++) AddLeaves(item.Child(i, parts, item.Value), random, leaves);
    }

    private static List<PipelineItem> Shuffled(List<PipelineItem> items, RandomStream random)
    {
        List<PipelineItem> shuffled = [.. items];
        for (int i = shuffled.Count - 1; i > 0; i--)
        {
            int other = (int)random.NextInt64(0, i);
            (shuffled[i], shuffled[other]) = (shuffled[other], shuffled[i]);
        }

        return shuffled;
    }
}
