using ActorLab.Cluster.Work;

namespace ActorLab.Cluster.Tests.Work;

public sealed class SettledTagsSpec
{
    [Fact]
    public void What_follows_on_what_is_settled_goes_in_one_acknowledgement() =>
        Assert.Equal([(3ul, true)], Settle(new SettledTags(), 1, 2, 3));

    [Fact]
    public void What_lies_behind_one_that_is_open_is_acknowledged_alone_and_never_again()
    {
        var tags = new SettledTags();
        Assert.Equal([(2ul, false), (4ul, false)], Settle(tags, 2, 4));
        Assert.Equal([(1ul, false), (3ul, false)], Settle(tags, 1, 3));
        Assert.Equal([(6ul, true)], Settle(tags, 5, 6));
    }

    [Fact]
    public void Every_delivery_is_acknowledged_exactly_once_whatever_the_order()
    {
        for (ulong seed = 1; seed <= 200; seed++)
        {
            var random = new RandomStream(seed);
            var tags = new SettledTags();
            var open = new SortedSet<ulong>(Enumerable.Range(1, 60).Select(i => (ulong)i));
            var left = open.ToList();
            while (left.Count > 0)
            {
                var batch = new SortedSet<ulong>();
                for (long n = random.NextInt64(1, 6); n > 0 && left.Count > 0; n--)
                {
                    int which = (int)random.NextInt64(0, Math.Min(9, left.Count - 1));
                    batch.Add(left[which]);
                    left.RemoveAt(which);
                }

                foreach ((ulong tag, bool multiple) in Settle(tags, [.. batch]))
                {
                    // As the broker does it: a tag that it does not hold is an error.
                    Assert.True(open.Contains(tag), $"seed {seed}: {tag} is not open");
                    if (multiple) open.RemoveWhere(t => t <= tag);
                    else open.Remove(tag);
                }

                Assert.True(open.SetEquals(left), $"seed {seed}: open {string.Join(' ', open)}, to be open {string.Join(' ', left)}");
            }
        }
    }

    private static List<(ulong Tag, bool Multiple)> Settle(SettledTags tags, params ulong[] settled)
    {
        var acknowledgements = new List<(ulong, bool)>();
        tags.Settle(settled, acknowledgements);
        return acknowledgements;
    }
}
