using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Core.Primitives;
using ActorLab.TestSupport;
using Xunit;

namespace ActorLab.Core.Tests.Model;

public sealed class ConsistentHashRingSpec
{
    private const int Keys = 100_000;

    [Fact]
    public void Without_an_owner_a_key_belongs_to_nobody() => Assert.Null(new ConsistentHashRing().OwnerOf(1));

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(20)]
    public void A_new_owner_takes_about_one_key_in_n_and_no_other_key_moves(int owners)
    {
        ConsistentHashRing ring = RingOf(owners);
        ActorRef[] before = Owners(ring);
        ActorRef added = Owner(owners + 1);
        ring.Add(added);
        ActorRef[] after = Owners(ring);
        int moved = 0;
        for (int i = 0; i < Keys; i++)
        {
            if (before[i] == after[i]) continue;
            moved++;
            Assert.Equal(added, after[i]);
        }

        double expected = Keys / (owners + 1.0);
        Assert.InRange(moved, 0.7 * expected, 1.3 * expected);
    }

    [Fact]
    public void Removing_an_owner_moves_only_its_keys_and_adding_it_again_brings_them_back()
    {
        ConsistentHashRing ring = RingOf(7);
        ActorRef[] before = Owners(ring);
        ring.Remove(Owner(3));
        ActorRef[] without = Owners(ring);
        Assert.Contains(3, before.Select(o => o.Id.Value));
        for (int i = 0; i < Keys; i++)
        {
            if (before[i].Id.Value == 3) Assert.NotEqual(3, without[i].Id.Value);
            else Assert.Equal(before[i].Id, without[i].Id);
        }

        ring.Add(Owner(3));
        Assert.Equal(before.Select(o => o.Id), Owners(ring).Select(o => o.Id));
    }

    [Fact]
    public void Owners_do_not_depend_on_the_order_in_which_they_came()
    {
        var reversed = new ConsistentHashRing();
        for (int i = 7; i >= 1; i--) reversed.Add(Owner(i));
        Assert.Equal(Owners(RingOf(7)).Select(o => o.Id), Owners(reversed).Select(o => o.Id));
    }

    [Fact]
    public void A_key_belongs_to_the_first_point_at_or_after_it_as_a_search_from_the_start_finds_it()
    {
        const int points = 3;
        List<(ulong Point, long Owner)> all = [];
        for (int owner = 1; owner <= 4; owner++)
        {
            for (int i = 0; i < points; i++) all.Add((StableHash.Combine(StableHash.Of(Owner(owner).Path), (ulong)i), owner));
        }

        all.Sort();
        var ring = new ConsistentHashRing(points);
        for (int owner = 1; owner <= 4; owner++) ring.Add(Owner(owner));
        var random = new RandomStream(1);
        List<ulong> keys = [0, ulong.MaxValue, .. all.Select(p => p.Point), .. all.Select(p => p.Point + 1), .. all.Select(p => p.Point - 1)];
        for (int i = 0; i < 1_000; i++) keys.Add(random.NextUInt64());
        foreach (ulong key in keys)
        {
            int first = all.FindIndex(p => p.Point >= key);
            Assert.Equal(all[Math.Max(first, 0)].Owner, ring.OwnerOf(key)!.Id.Value);
        }
    }

    private static ConsistentHashRing RingOf(int owners)
    {
        var ring = new ConsistentHashRing();
        for (int i = 1; i <= owners; i++) ring.Add(Owner(i));
        return ring;
    }

    private static TestActorRef Owner(int index) => new(index, $"root/routee-{index}");

    private static ActorRef[] Owners(ConsistentHashRing ring)
    {
        var owners = new ActorRef[Keys];
        for (int i = 0; i < Keys; i++) owners[i] = ring.OwnerOf(StableHash.Mix((ulong)i))!;
        return owners;
    }
}
