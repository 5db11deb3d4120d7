using ActorLab.Core.Primitives;
using ActorLab.Core.Verify;
using Xunit;

namespace ActorLab.Core.Tests.Verify;

public sealed class MissingIntervalsSpec
{
    [Fact]
    public void An_ordered_stream_opens_no_gap()
    {
        var intervals = Offered(1, 2, 3, 4);

        Assert.Equal(5, intervals.NextExpected);
        Assert.Equal(4, intervals.Unique);
        Assert.Equal(0, intervals.OpenGaps);
    }

    [Fact]
    public void Rfc4737_7_1_one_late_item_has_extent_4() =>
        Assert.Equal([(4, 4L)], ReorderedOf(1, 2, 3, 5, 6, 7, 8, 4, 9, 10));

    [Fact]
    public void Rfc4737_7_2_two_items_behind_one_have_extents_1_and_2() =>
        Assert.Equal([(5, 1L), (6, 2L)], ReorderedOf(1, 2, 3, 4, 7, 5, 6, 8, 9, 10));

    [Fact]
    public void Rfc4737_7_3_a_block_moved_back_has_extents_4_5_6() =>
        Assert.Equal([(4, 4L), (5, 5L), (6, 6L)], ReorderedOf(1, 2, 3, 7, 8, 9, 10, 4, 5, 6, 11));

    [Fact]
    public void Rfc4737_7_4_two_disturbances_have_extents_2_3_2() =>
        Assert.Equal([(4, 2L), (5, 3L), (11, 2L)], ReorderedOf(1, 2, 3, 6, 7, 4, 5, 8, 9, 10, 12, 13, 11, 14, 15, 16));

    [Fact]
    public void An_item_in_the_middle_of_a_gap_splits_it()
    {
        var intervals = Offered(1, 6, 4);

        Assert.Equal(2, intervals.OpenGaps);
        Assert.Equal([2L, 3L, 5L], intervals.Missing(6));
    }

    [Fact]
    public void What_is_missing_is_counted_up_to_the_end_that_is_asked_for()
    {
        var intervals = Offered(1, 5, 9);

        Assert.Equal(2, intervals.CountMissing(3));
        Assert.Equal(6, intervals.CountMissing(9));
        Assert.Equal(9, intervals.CountMissing(12));
        Assert.Equal([2L, 3L, 4L, 6L, 7L, 8L, 10L, 11L, 12L], intervals.Missing(12));
    }

    [Fact]
    public void A_repeated_item_is_a_duplicate_and_does_not_count_as_an_arrival()
    {
        var intervals = new MissingIntervals();
        foreach (int s in new[] { 1, 3, 3, 3 }) intervals.Offer(s);

        Assert.Equal(new Arrival(ArrivalKind.Reordered, 1, 3), intervals.Offer(2));
        Assert.Equal(2, intervals.Duplicates);
        Assert.Equal(3, intervals.Unique);
    }

    [Fact]
    public void Past_the_cap_the_oldest_gap_is_given_up()
    {
        var intervals = new MissingIntervals(maxGaps: 2);
        intervals.OfferAll([2, 4, 6]);

        Assert.True(intervals.BoundReached);
        Assert.Equal(1, intervals.GivenUp);
        Assert.Equal(2, intervals.OpenGaps);
        Assert.Equal(ArrivalKind.TooLate, intervals.Offer(1).Kind);
        Assert.Equal(ArrivalKind.Reordered, intervals.Offer(3).Kind);
        Assert.Equal(ArrivalKind.Duplicate, intervals.Offer(3).Kind);
        Assert.Equal(4, intervals.Unique);
    }

    [Fact]
    public void A_split_past_the_cap_gives_up_the_oldest_part()
    {
        var intervals = new MissingIntervals(maxGaps: 1);
        intervals.OfferAll([10, 5]);

        Assert.Equal(4, intervals.GivenUp);
        Assert.Equal([6L, 7L, 8L, 9L], intervals.Missing(10));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void A_number_outside_the_range_is_refused(long sequence) =>
        Assert.Throws<InvariantViolatedException>(() => new MissingIntervals().Offer(sequence));

    [Fact]
    public void Offering_many_at_once_gives_the_same_figures()
    {
        var random = new RandomStream(3);
        for (int round = 0; round < 500; round++)
        {
            long[] items = [.. Streams.Disturb(random, 30).Select(i => (long)i)];
            var single = new MissingIntervals();
            foreach (long item in items) single.Offer(item);
            var many = new MissingIntervals();
            many.OfferAll(items.AsSpan(0, items.Length / 2));
            many.OfferAll(items.AsSpan(items.Length / 2));

            Assert.Equal(
                (single.NextExpected, single.Unique, single.Reordered, single.MaxExtent, single.Duplicates),
                (many.NextExpected, many.Unique, many.Reordered, many.MaxExtent, many.Duplicates));
        }
    }

    [Fact]
    public void It_agrees_with_the_definitions_on_random_streams()
    {
        int reordered = 0, duplicates = 0, lossy = 0;
        for (ulong seed = 1; seed <= 20_000; seed++)
        {
            var random = new RandomStream(seed);
            int range = random.Draw(1, 12);
            long[] items = [.. Enumerable.Range(0, random.Draw(0, 16)).Select(_ => (long)random.Draw(1, range))];
            var intervals = new MissingIntervals();
            List<long> unique = [];
            foreach (long item in items)
            {
                Arrival expected = ByDefinition(unique, item);
                Arrival actual = intervals.Offer(item, 1_000 + item);
                Assert.True(expected == actual, $"seed {seed}, stream {string.Join(' ', items)}: {item} gave {actual}, expected {expected}");
                if (expected.Kind != ArrivalKind.Duplicate) unique.Add(item);
            }

            long[] missing = [.. Enumerable.Range(1, range).Select(i => (long)i).Except(unique)];
            Assert.True(missing.SequenceEqual(intervals.Missing(range)), $"seed {seed}, stream {string.Join(' ', items)}");
            Assert.Equal(missing.Length, intervals.CountMissing(range));
            Assert.Equal(unique.Count, intervals.Unique);
            reordered += intervals.Reordered > 0 ? 1 : 0;
            duplicates += intervals.Duplicates > 0 ? 1 : 0;
            lossy += missing.Length > 0 ? 1 : 0;
        }

        Assert.All(new[] { reordered, duplicates, lossy }, cases => Assert.InRange(cases, 5_000, 20_000));
    }

    [Fact]
    public void A_window_that_is_shuffled_keeps_memory_to_the_window()
    {
        var random = new RandomStream(11);
        var intervals = new MissingIntervals(maxGaps: 64);
        long[] block = new long[64];
        for (long start = 1; start <= 64_000; start += block.Length)
        {
            for (int i = 0; i < block.Length; i++) block[i] = start + i;
            for (int i = block.Length - 1; i > 0; i--)
            {
                int other = random.Draw(0, i);
                (block[i], block[other]) = (block[other], block[i]);
            }

            intervals.OfferAll(block);
        }

        Assert.False(intervals.BoundReached);
        Assert.Equal(64_000, intervals.Unique);
        Assert.True(intervals.Reordered > 50_000);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(100_000)]
    public void A_wide_gap_that_is_filled_in_any_order_agrees_with_a_set(int width)
    {
        var random = new RandomStream(29);
        for (int round = 0; round < 40; round++)
        {
            var intervals = new MissingIntervals();
            var come = new SortedSet<long> { width + 1 };
            intervals.Offer(width + 1);
            for (int i = 0; i < 300; i++)
            {
                long item = random.Draw(0, 2) == 0 ? random.Draw(1, width) : random.Draw(1, 200);
                Assert.Equal(come.Add(item), intervals.Offer(item).Kind == ArrivalKind.Reordered);
            }

            long[] missing = [.. Enumerable.Range(1, width).Select(i => (long)i).Where(i => !come.Contains(i))];
            Assert.Equal(missing, intervals.Missing(width));
            Assert.Equal(missing[0], intervals.FirstMissing);
            Assert.Equal(missing.Where((m, i) => i == 0 || missing[i - 1] != m - 1).Count(), intervals.OpenGaps);
            Assert.Equal(missing.Count(m => m <= 100), intervals.CountMissing(100));
            Assert.Equal(missing.Count(m => m <= width / 2), intervals.CountMissing(width / 2));
        }
    }

    [Fact]
    public void A_gap_of_ten_to_the_twelve_numbers_costs_no_memory_for_its_width()
    {
        var intervals = Offered(1, 1_000_000_000_002, 500_000_000_000);

        Assert.Equal(999_999_999_999, intervals.CountMissing(1_000_000_000_002));
        Assert.Equal(799_999_999_998, intervals.CountMissing(800_000_000_000));
        Assert.Equal(399_999_999_999, Offered(1, 1_000_000_000_002).CountMissing(400_000_000_000));
        Assert.Equal(2, intervals.OpenGaps);
        Assert.Equal(ArrivalKind.Duplicate, intervals.Offer(500_000_000_000).Kind);
    }

    [Fact]
    public void Half_a_million_open_gaps_are_closed_in_any_order()
    {
        const int Gaps = 500_000;
        long[] odd = [.. Enumerable.Range(0, Gaps).Select(i => (2L * i) + 1)];
        var random = new RandomStream(31);
        for (int i = Gaps - 1; i > 0; i--)
        {
            int other = random.Draw(0, i);
            (odd[i], odd[other]) = (odd[other], odd[i]);
        }

        var intervals = new MissingIntervals();
        intervals.OfferAll([.. Enumerable.Range(1, Gaps).Select(i => 2L * i)]);
        Assert.Equal(Gaps, intervals.OpenGaps);
        intervals.OfferAll(odd);

        Assert.Equal((0, 2L * Gaps, (long)Gaps, 0L), (intervals.OpenGaps, intervals.Unique, intervals.Reordered, intervals.Duplicates));
    }

    private static Arrival ByDefinition(List<long> unique, long item)
    {
        if (unique.Contains(item)) return new Arrival(ArrivalKind.Duplicate, 0);
        int earliestGreater = unique.FindIndex(other => other > item);
        if (earliestGreater >= 0) return new Arrival(ArrivalKind.Reordered, unique.Count - earliestGreater, unique[earliestGreater], 1_000 + unique[earliestGreater]);
        long expected = unique.DefaultIfEmpty(0).Max() + 1;
        return new Arrival(item == expected ? ArrivalKind.InOrder : ArrivalKind.OpenedGap, 0);
    }

    private static MissingIntervals Offered(params long[] sequences)
    {
        var intervals = new MissingIntervals();
        intervals.OfferAll(sequences);
        return intervals;
    }

    private static List<(int Item, long Extent)> ReorderedOf(params int[] items)
    {
        var intervals = new MissingIntervals();
        List<(int, long)> reordered = [];
        foreach (int item in items)
        {
            Arrival arrival = intervals.Offer(item);
            if (arrival.Kind == ArrivalKind.Reordered) reordered.Add((item, arrival.Extent));
        }

        Assert.Equal(0, intervals.CountMissing(items.Length));
        return reordered;
    }
}
