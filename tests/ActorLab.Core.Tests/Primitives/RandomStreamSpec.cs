using ActorLab.Core.Primitives;
using Xunit;

namespace ActorLab.Core.Tests.Primitives;

/// <summary>The golden values come from a second implementation of the same definitions.</summary>
public sealed class RandomStreamSpec
{
    [Theory]
    [InlineData(0, 0x99EC5F36CB75F2B4, 0xBF6E1F784956452A, 0x1A5F849D4933E6E0, 0x6AA594F1262D2D2C)]
    [InlineData(1, 0xFC72158253F7415E, 0x1FDD9141B20D58B1, 0x01E47FB3BE09449E, 0xEFDEF2F9F678BC62)]
    [InlineData(2, 0x9B0B6BEC96CBEA9C, 0xEF7E3ED48AA2559D, 0x52D4ADEBB12242D8, 0x4F63662121FA96C1)]
    [InlineData(ulong.MaxValue, 0xB3AFEED42D38B55B, 0xAB3EB9A3960E89A9, 0x25C542BABA284F1A, 0x8FA2AFC568DFBDA9)]
    public void The_first_values_of_a_seed_never_change(ulong seed, ulong first, ulong second, ulong third, ulong fourth)
    {
        var random = new RandomStream(seed);

        Assert.Equal([first, second, third, fourth], Take(random, 4));
        Assert.Equal(seed, random.Seed);
    }

    [Fact]
    public void Doubles_and_ranges_never_change()
    {
        var doubles = new RandomStream(42);
        var dice = new RandomStream(42);

        Assert.Equal([0.7046325678052977, 0.8624040416879502, 0.8035558934589899], Enumerable.Range(0, 3).Select(_ => doubles.NextDouble()));
        Assert.Equal([5, 6, 5, 2, 6, 5, 4, 2, 3, 5, 1, 1], Enumerable.Range(0, 12).Select(_ => dice.NextInt64(1, 6)));
    }

    [Theory]
    [InlineData("a", 0x0DE637C7E214BF3D)]
    [InlineData("b", 0x9492582CB20A2ED9)]
    [InlineData("", 0xE1EF5C8EB66CFA42)]
    public void A_split_depends_on_the_seed_and_the_name_and_not_on_what_was_drawn(string name, ulong first)
    {
        var random = new RandomStream(1);
        Assert.Equal(first, random.Split(name).NextUInt64());
        random.NextUInt64();
        Assert.Equal(first, random.Split(name).NextUInt64());
    }

    [Fact]
    public void Neighbouring_seeds_do_not_give_shifted_streams()
    {
        // Were one stream another one shifted, values would be shared.
        ulong[] values = [.. Enumerable.Range(0, 256).SelectMany(seed => Take(new RandomStream((ulong)seed), 64))];

        Assert.Equal(values.Length, values.Distinct().Count());
    }

    [Fact]
    public void Splits_share_nothing_with_each_other_or_with_their_parent()
    {
        var parent = new RandomStream(7);
        ulong[] values = [.. Take(new RandomStream(7), 64), .. Enumerable.Range(0, 256).SelectMany(i => Take(parent.Split($"worker-{i}"), 64))];

        Assert.Equal(values.Length, values.Distinct().Count());
    }

    [Fact]
    public void Both_ends_of_a_range_are_drawn_and_nothing_outside()
    {
        var random = new RandomStream(9);
        long[] drawn = [.. Enumerable.Range(0, 1_000).Select(_ => random.NextInt64(-2, 2)).Distinct().Order()];

        Assert.Equal([-2, -1, 0, 1, 2], drawn);
    }

    [Fact]
    public void A_range_of_one_number_gives_that_number() => Assert.Equal(5, new RandomStream(1).NextInt64(5, 5));

    [Fact]
    public void The_widest_range_covers_both_signs()
    {
        var random = new RandomStream(9);
        long[] drawn = [.. Enumerable.Range(0, 64).Select(_ => random.NextInt64(long.MinValue, long.MaxValue))];

        Assert.Contains(drawn, d => d < 0);
        Assert.Contains(drawn, d => d > 0);
    }

    [Fact]
    public void A_range_is_drawn_evenly()
    {
        var random = new RandomStream(12);
        int[] counts = new int[10];
        for (int i = 0; i < 100_000; i++) counts[random.NextInt64(0, 9)]++;

        // Five standard deviations of a binomial with n = 100,000 and p = 0.1.
        Assert.All(counts, c => Assert.InRange(c, 10_000 - 475, 10_000 + 475));
    }

    [Fact]
    public void A_double_is_at_least_0_and_below_1()
    {
        var random = new RandomStream(3);
        for (int i = 0; i < 10_000; i++) Assert.InRange(random.NextDouble(), 0, Math.BitDecrement(1.0));
    }

    [Fact]
    public void An_empty_range_is_refused() => Assert.Throws<InvariantViolatedException>(() => new RandomStream(1).NextInt64(2, 1));

    private static ulong[] Take(RandomStream random, int count)
    {
        ulong[] values = new ulong[count];
        for (int i = 0; i < count; i++) values[i] = random.NextUInt64();
        return values;
    }
}
