using System.Collections.Immutable;
using ActorLab.Core.Primitives;
using ActorLab.Core.Verify;
using Xunit;

namespace ActorLab.Core.Tests.Verify;

public sealed class StreamCheckersSpec
{
    private static readonly StreamNames Names = new();
    private static readonly long A = Names.Add("A"u8), B = Names.Add("B"u8), C = Names.Add("C"u8);

    [Fact]
    public void Every_check_of_the_catalog_is_found_by_its_name_and_made()
    {
        foreach (CheckDescription check in CheckCatalog.All)
        {
            Assert.Same(check, CheckCatalog.Find(check.Name));
            if (check.Needs == CheckNeeds.Input) continue;
            string name = check.Needs == CheckNeeds.History
                ? CheckCatalog.ForHistory(check.Name, StreamLimits.Default, Names).Name
                : CheckCatalog.ForStream(check.Name, StreamLimits.Default, Names).Name;
            Assert.Equal(check.Name, name);
        }

        Assert.Null(CheckCatalog.Find("odrer"));
        Assert.Throws<ArgumentException>(() => new StreamVerifier(["odrer"]));
        Assert.Throws<ArgumentException>(() => new StreamVerifier([CheckCatalog.Positional]));
    }

    [Fact]
    public void Nothing_holds_for_an_empty_or_a_cut_stream()
    {
        foreach (CheckDescription check in CheckCatalog.All.Where(c => (c.Needs & (CheckNeeds.Input | CheckNeeds.History)) == CheckNeeds.None))
        {
            Assert.Equal(VerdictStatus.Unknown, CheckCatalog.ForStream(check.Name, StreamLimits.Default, Names).Complete(null).Status);
            IStreamChecker cut = CheckCatalog.ForStream(check.Name, StreamLimits.Default, Names);
            cut.Offer(new StreamItem(1) { IsWhole = true, Clock = [new ClockEntry(0, 1)] });
            CheckResult result = cut.Complete("interrupted");
            Assert.Equal(VerdictStatus.Unknown, result.Status);
            Assert.EndsWith("; interrupted", result.Summary, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_bound_makes_holding_unknown_and_never_hides_a_violation()
    {
        StreamLimits tight = StreamLimits.Default with { MaxGaps = 1 };
        long[] lossy = [1, 3, 5, 7];
        long[] wrong = [2, 1, 4, 6, 8];
        foreach (string check in new[] { CheckCatalog.Order, CheckCatalog.NReordering, CheckCatalog.ReorderingRuns, CheckCatalog.Disorder, CheckCatalog.ProducerOrder, CheckCatalog.KeyOrder })
        {
            StreamLimits limits = tight with { NReordering = 1 };
            Assert.Equal(VerdictStatus.Unknown, Run(CheckCatalog.ForStream(check, limits, Names), lossy).Status);
            Assert.Equal(VerdictStatus.Violated, Run(CheckCatalog.ForStream(check, limits, Names), wrong).Status);
        }
    }

    [Theory]
    [InlineData(null, null, VerdictStatus.Violated)]
    [InlineData(2L, null, VerdictStatus.Holds)]
    [InlineData(1L, null, VerdictStatus.Violated)]
    [InlineData(null, 2L, VerdictStatus.Holds)]
    [InlineData(null, 1L, VerdictStatus.Violated)]
    [InlineData(1L, 2L, VerdictStatus.Violated)]
    [InlineData(2L, 2L, VerdictStatus.Holds)]
    public void Disorder_is_tolerated_up_to_the_limits(long? maxReordered, long? maxExtent, VerdictStatus expected) =>
        Assert.Equal(expected, Run(new OrderChecker(StreamLimits.Default with { MaxReordered = maxReordered, MaxExtent = maxExtent }), 1, 4, 2, 3).Status);

    [Fact]
    public void Producers_are_ordered_each_by_itself()
    {
        CheckResult apart = Run(new ProducerOrderChecker(StreamLimits.Default, Names), Of(A, 1), Of(B, 1), Of(A, 2), Of(B, 2), Of(B, 3));
        CheckResult swapped = Run(new ProducerOrderChecker(StreamLimits.Default, Names), Of(A, 1), Of(B, 2), Of(A, 2), Of(B, 1) with { Worker = "w7" });

        Assert.Equal(VerdictStatus.Holds, apart.Status);
        Assert.Equal(new Violation(4, "item 3 of B or a later one", "item 1 behind item 2, extent 1", "w7"), Assert.Single(swapped.Evidence));
    }

    [Fact]
    public void Keys_are_ordered_each_by_itself_and_repeats_are_none_of_their_business()
    {
        CheckResult fine = Run(new KeyOrderChecker(StreamLimits.Default, Names), Of(A, 2, B), Of(A, 1, C), Of(A, 1, C), Of(A, 4, C), Of(A, 3, B));
        CheckResult swapped = Run(new KeyOrderChecker(StreamLimits.Default, Names), Of(A, 3, B), Of(A, 2, C), Of(A, 1, B));

        Assert.Equal(VerdictStatus.Holds, fine.Status);
        Assert.Equal(new Violation(3, "item 4 or a later one for key B", "item 1 behind item 3", null), Assert.Single(swapped.Evidence));
    }

    [Fact]
    public void The_producer_not_heard_of_for_longest_is_forgotten_and_then_nothing_holds()
    {
        StreamLimits two = StreamLimits.Default with { MaxProducers = 2 };
        CheckResult result = Run(new ProducerOrderChecker(two, Names), Of(A, 1), Of(B, 1), Of(A, 2), Of(C, 1), Of(A, 3));
        CheckResult violated = Run(new ProducerOrderChecker(two, Names), Of(A, 2), Of(B, 1), Of(A, 1), Of(C, 1));

        Assert.Equal(VerdictStatus.Unknown, result.Status);
        Assert.EndsWith("more producers came than are kept", result.Summary, StringComparison.Ordinal);
        Assert.Equal(1, result.FigureOf("forgotten"));
        Assert.Equal(VerdictStatus.Violated, violated.Status);
    }

    [Fact]
    public void Which_producers_are_forgotten_agrees_with_a_list()
    {
        var random = new RandomStream(41);
        var checker = new ProducerOrderChecker(StreamLimits.Default with { MaxProducers = 8 }, Names);
        List<long> recent = [];
        var next = new Dictionary<long, long>();
        long forgotten = 0;
        for (int i = 0; i < 20_000; i++)
        {
            long producer = random.Draw(1, 12);
            if (!recent.Remove(producer)) next[producer] = 1;
            if (recent.Count == 8)
            {
                recent.RemoveAt(0);
                forgotten++;
            }

            recent.Add(producer);
            // Were a producer forgotten that should be known, or the other way round, its number would open a gap or be repeated, and the item after it be reordered.
            long sequence = next[producer]++;
            checker.Offer(Of(producer, sequence));
        }

        CheckResult result = checker.Complete(null);
        Assert.Equal((forgotten, 0m), ((long)result.FigureOf("forgotten"), result.FigureOf("reordered")));
        Assert.InRange(forgotten, 1_000, 20_000);
    }

    [Theory]
    [InlineData(DeliveryClass.ExactlyOnce, new long[] { 1, 2, 3 }, VerdictStatus.Holds)]
    [InlineData(DeliveryClass.ExactlyOnce, new long[] { 1, 2 }, VerdictStatus.Violated)]
    [InlineData(DeliveryClass.ExactlyOnce, new long[] { 1, 2, 2, 3 }, VerdictStatus.Violated)]
    [InlineData(DeliveryClass.ExactlyOnce, new long[] { 1, 2, 3, 4 }, VerdictStatus.Violated)]
    [InlineData(DeliveryClass.AtLeastOnce, new long[] { 1, 2, 2, 3 }, VerdictStatus.Holds)]
    [InlineData(DeliveryClass.AtLeastOnce, new long[] { 2, 2, 3 }, VerdictStatus.Violated)]
    [InlineData(DeliveryClass.AtLeastOnce, new long[] { 1, 2, 3, 4 }, VerdictStatus.Violated)]
    [InlineData(DeliveryClass.AtMostOnce, new long[] { 1, 3 }, VerdictStatus.Holds)]
    [InlineData(DeliveryClass.AtMostOnce, new long[] { 1, 3, 3 }, VerdictStatus.Violated)]
    [InlineData(DeliveryClass.AtMostOnce, new long[] { 1, 4 }, VerdictStatus.Violated)]
    public void Each_delivery_class_forbids_its_own_faults(DeliveryClass delivery, long[] items, VerdictStatus expected) =>
        Assert.Equal(expected, Run(new DeliveryChecker(StreamLimits.Default with { Delivery = delivery, Count = 3 }, Names), items).Status);

    [Fact]
    public void Without_an_announced_end_a_lost_tail_is_invisible()
    {
        Assert.Equal(VerdictStatus.Unknown, Run(new DeliveryChecker(StreamLimits.Default, Names), 1, 2).Status);
        Assert.Equal(VerdictStatus.Violated, Run(new DeliveryChecker(StreamLimits.Default, Names), 1, 3).Status);
        var announced = new DeliveryChecker(StreamLimits.Default, Names);
        announced.Offer(Of(A, 1));
        announced.Announce(new EndAnnouncement(A, 2, null));
        CheckResult result = announced.Complete(null);
        Assert.Equal(new Violation(2, "item 2 of A", "nothing", null), Assert.Single(result.Evidence));
    }

    [Fact]
    public void A_producer_that_sent_nothing_of_what_it_announced_has_lost_it_all()
    {
        var checker = new DeliveryChecker(StreamLimits.Default, Names);
        checker.Announce(new EndAnnouncement(B, 5, null));

        Assert.Equal(5, checker.Complete(null).FigureOf("lost"));
    }

    [Fact]
    public void Ends_agree_in_count_and_hash()
    {
        EndOfStreamChecker Checker(params EndAnnouncement[] ends)
        {
            var checker = new EndOfStreamChecker(StreamLimits.Default, Names);
            checker.Offer(Of(A, 1) with { Hash = ulong.MaxValue });
            checker.Offer(Of(A, 1) with { Hash = ulong.MaxValue });
            checker.Offer(Of(A, 2) with { Hash = 11 });
            foreach (EndAnnouncement end in ends) checker.Announce(end);
            return checker;
        }

        Assert.Equal(VerdictStatus.Holds, Checker(new EndAnnouncement(A, 2, 10)).Complete(null).Status);
        Assert.Equal(VerdictStatus.Holds, Checker(new EndAnnouncement(A, 2, null)).Complete(null).Status);
        Assert.Equal("2 items", Assert.Single(Checker(new EndAnnouncement(A, 3, null)).Complete(null).Evidence).Got);
        Assert.Equal("a sum of 10", Assert.Single(Checker(new EndAnnouncement(A, 2, 12)).Complete(null).Evidence).Got);
        Assert.Equal(VerdictStatus.Violated, Checker(new EndAnnouncement(A, 2, 10), new EndAnnouncement(A, 3, 10), new EndAnnouncement(A, 2, 10)).Complete(null).Status);
        Assert.Equal(VerdictStatus.Unknown, Checker().Complete(null).Status);
        Assert.Equal("1 of 2 producers announced their end, 0 announcements do not agree with what came; 1 producers announced no end",
            Checker(new EndAnnouncement(B, 0, null)).Complete(null).Summary);
    }

    [Fact]
    public void A_checksum_that_does_not_fit_is_torn_content_and_one_that_is_missing_proves_nothing()
    {
        CheckResult torn = Run(new ContentChecker(), new StreamItem(1) { IsWhole = true }, new StreamItem(2) { IsWhole = false, Worker = "w" });

        Assert.Equal(new Violation(2, "content that its checksum fits", "item 2", "w"), Assert.Single(torn.Evidence));
        Assert.Equal(VerdictStatus.Holds, Run(new ContentChecker(), new StreamItem(1) { IsWhole = true }).Status);
        Assert.Equal(VerdictStatus.Unknown, Run(new ContentChecker(), new StreamItem(1) { IsWhole = true }, new StreamItem(2)).Status);
    }

    [Fact]
    public void The_checksum_is_the_usual_crc_32() => Assert.Equal(0xCBF43926u, Checksum.Of("123456789"u8));

    [Fact]
    public void A_multiset_is_equal_in_any_order_and_a_repeated_pair_does_not_cancel()
    {
        MultisetHash Of(params string[] members)
        {
            var hash = new MultisetHash();
            foreach (string member in members) hash.Add(Streams.Bytes(member));
            return hash;
        }

        Assert.Equal(VerdictStatus.Holds, Of("a", "b", "c").Compare(Of("c", "a", "b"), null).Status);
        Assert.Equal(VerdictStatus.Violated, Of("a", "b", "b").Compare(Of("a", "c", "c"), null).Status);
        Assert.Equal(VerdictStatus.Violated, Of("a", "a").Compare(Of("b", "b"), null).Status);
        Assert.Equal(VerdictStatus.Violated, Of("a").Compare(Of("a", "b"), null).Status);
        Assert.Equal(VerdictStatus.Unknown, Of("a").Compare(Of("a", "b"), "cut").Status);
        Assert.Equal(VerdictStatus.Violated, Of("a", "b", "c").Compare(Of("a", "b"), "cut").Status);
    }

    [Fact]
    public void The_watermark_is_one_below_the_greatest_time_less_the_lateness()
    {
        StreamItem[] items = [.. new long[] { 10, 20, 17, 16, 15 }.Select((t, i) => new StreamItem(i + 1) { Time = t })];

        Assert.Equal(0, Run(new WatermarkChecker(StreamLimits.Default with { Lateness = 5 }), items).FigureOf("late"));
        CheckResult four = Run(new WatermarkChecker(StreamLimits.Default with { Lateness = 4 }), items);
        Assert.Equal(new Violation(5, "a time of at least 16", "item 5 of time 15", null), Assert.Single(four.Evidence));
        Assert.Equal(5, four.FigureOf("lateness"));
        Assert.Equal(3, Run(new WatermarkChecker(StreamLimits.Default), items).FigureOf("late"));
    }

    [Fact]
    public void Times_at_both_ends_of_the_range_do_not_overflow()
    {
        CheckResult result = Run(new WatermarkChecker(StreamLimits.Default with { Lateness = long.MaxValue }),
            new StreamItem(1) { Time = long.MaxValue }, new StreamItem(2) { Time = long.MinValue + 1 });

        Assert.Equal(VerdictStatus.Violated, result.Status);
    }

    [Fact]
    public void Causal_m2_before_its_cause_m1_is_one_inverted_of_three_ordered_pairs()
    {
        StreamItem m1 = Clocked(A, 1, 0, 0), m2 = Clocked(B, 1, 1, 0), m3 = Clocked(C, 0, 0, 1), m4 = Clocked(A, 2, 1, 0);
        CheckResult result = Run(new CausalOrderChecker(StreamLimits.Default, Names), m2, m1, m3, m4);

        Assert.Equal((3m, 3m, 1m), (result.FigureOf("orderedPairs"), result.FigureOf("concurrentPairs"), result.FigureOf("invertedPairs")));
        Assert.Equal(new Violation(1, "message 1 of A first", "message 1 of B", null), Assert.Single(result.Evidence));
        Assert.Equal(VerdictStatus.Holds, Run(new CausalOrderChecker(StreamLimits.Default, Names), m3, m1, m2, m4).Status);
    }

    [Fact]
    public void A_message_without_the_clock_of_its_sender_leaves_causal_order_unknown()
    {
        CheckResult result = Run(new CausalOrderChecker(StreamLimits.Default, Names), Clocked(A, 1, 0, 0), new StreamItem(1) { Producer = B });

        Assert.Equal(VerdictStatus.Unknown, result.Status);
    }

    [Fact]
    public void The_buffer_that_restores_order_is_the_most_that_waited()
    {
        var checker = new ResequencerChecker(StreamLimits.Default with { BufferItems = 2 });
        CheckResult result = Run(checker, 4, 1, 3, 2, 5, 9, 8, 7, 6);

        Assert.Equal(3, checker.Size);
        Assert.Equal(new Violation(8, "at most 2 items held", "item 7, held with 2 others for item 6", null), Assert.Single(result.Evidence));
    }

    [Fact]
    public void A_stretch_of_disorder_over_the_bound_is_exact_unless_what_was_missing_comes()
    {
        StreamLimits small = StreamLimits.Default with { MaxDisorderItems = 4 };
        CheckResult lost = Run(new DisorderChecker(small), 1, 3, 4, 5, 6, 7, 8, 9);
        CheckResult late = Run(new DisorderChecker(small), 1, 3, 4, 5, 6, 7, 2);

        Assert.Equal((VerdictStatus.Holds, 0m, 8m), (lost.Status, lost.FigureOf("inversions"), lost.FigureOf("longestAscending")));
        Assert.Equal(VerdictStatus.Unknown, late.Status);
    }

    [Fact]
    public void A_verdict_over_a_stream_names_three_private_counters_as_E10_has_them()
    {
        var verifier = new StreamVerifier([CheckCatalog.Order, CheckCatalog.Delivery], StreamLimits.Default with { Count = 13 });
        verifier.OfferAll([.. new long[] { 1, 2, 3, 1, 1, 4, 2, 5, 2, 3, 6, 3, 4 }.Select(i => new StreamItem(i))]);
        Verdict verdict = verifier.Complete(null);

        Assert.Equal("several private counters (3)", verdict.Cause);
        Assert.Equal(new StreamFigures(13, 0, 0, 0, 7, 7, 0, 0), verdict.Figures);
    }

    [Fact]
    public void A_stream_ends_once()
    {
        var verifier = new StreamVerifier([CheckCatalog.Order]);
        verifier.Complete(null);

        Assert.Throws<InvariantViolatedException>(() => verifier.Offer(new StreamItem(1)));
        Assert.Throws<InvariantViolatedException>(() => verifier.Complete(null));
    }

    private static StreamItem Of(long producer, long sequence, long key = 0) => new(sequence) { Producer = producer, Key = key };

    private static StreamItem Clocked(long sender, long a, long b, long c)
    {
        ImmutableArray<ClockEntry> clock = [new ClockEntry(A, a), new ClockEntry(B, b), new ClockEntry(C, c)];
        return new StreamItem(1) { Producer = sender, Clock = clock };
    }

    private static CheckResult Run(IStreamChecker checker, params long[] items) => Run(checker, [.. items.Select(i => new StreamItem(i))]);

    private static CheckResult Run(IStreamChecker checker, params StreamItem[] items)
    {
        foreach (StreamItem item in items) checker.Offer(item);
        return checker.Complete(null);
    }
}
