using ActorLab.Core.Primitives;
using Xunit;

namespace ActorLab.Core.Tests.Primitives;

public sealed class SequencePathSpec
{
    [Fact]
    public void A_path_names_the_source_item_and_each_child_of_how_many()
    {
        SequencePath path = SequencePath.Of(7).Child(0, 2).Child(2, 3);

        Assert.Equal("7.1/2.3/3", path.ToString());
        Assert.Equal((new SequenceNumber(7), 2, 3, 2), (path.Root, path.ChildIndex, path.ChildCount, path.Depth));
        Assert.Equal(SequencePath.Of(7).Child(0, 2), path.Parent);
    }

    [Fact]
    public void Items_keep_the_order_of_the_source_then_of_the_children()
    {
        SequencePath item = SequencePath.Of(1);
        SequencePath[] inOrder = [item, item.Child(0, 2), item.Child(0, 2).Child(1, 2), item.Child(1, 2), SequencePath.Of(2)];

        for (int i = 1; i < inOrder.Length; i++)
        {
            Assert.True(inOrder[i - 1] < inOrder[i] && inOrder[i - 1] <= inOrder[i]);
            Assert.True(inOrder[i] > inOrder[i - 1] && inOrder[i] >= inOrder[i - 1]);
        }
    }

    [Fact]
    public void Any_path_comes_after_none() => Assert.True(SequencePath.Of(1).CompareTo(null) > 0);

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(2, 2)]
    [InlineData(0, 0)]
    public void A_child_that_does_not_exist_is_refused(int index, int count) =>
        Assert.Throws<InvariantViolatedException>(() => SequencePath.Of(1).Child(index, count));

    [Fact]
    public void The_order_of_paths_is_the_order_in_which_a_walk_over_the_tree_meets_them()
    {
        int pairs = 0;
        for (ulong seed = 1; seed <= 300; seed++)
        {
            var random = new RandomStream(seed);
            List<SequencePath> walk = [];
            for (long root = 1; root <= random.NextInt64(1, 3); root++) Walk(SequencePath.Of(root), random, walk);
            for (int i = 0; i < walk.Count; i++)
            {
                for (int j = 0; j < walk.Count; j++)
                {
                    Assert.True(
                        Math.Sign(walk[i].CompareTo(walk[j])) == i.CompareTo(j),
                        $"seed {seed}: {walk[i]} is at {i}, {walk[j]} at {j}, but they compare as {walk[i].CompareTo(walk[j])}");
                    Assert.Equal(i == j, walk[i] == walk[j]);
                    pairs++;
                }
            }
        }

        Assert.True(pairs > 10_000);
    }

    [Fact]
    public void A_path_made_again_is_equal()
    {
        Assert.Equal(SequencePath.Of(3).Child(1, 2), SequencePath.Of(3).Child(1, 2));
        Assert.Equal(0, SequencePath.Of(3).Child(1, 2).CompareTo(SequencePath.Of(3).Child(1, 2)));
    }

    private static void Walk(SequencePath item, RandomStream random, List<SequencePath> walk)
    {
        walk.Add(item);
        int children = item.Depth < 4 ? (int)random.NextInt64(0, 3) : 0;
        for (int child = 0; child < children; child++) Walk(item.Child(child, children), random, walk);
    }
}
