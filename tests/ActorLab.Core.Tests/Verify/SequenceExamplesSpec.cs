using ActorLab.Core.Verify;
using Xunit;

namespace ActorLab.Core.Tests.Verify;

/// <summary>The worked examples of RFC 4737 and RFC 5236, number by number.</summary>
public sealed class SequenceExamplesSpec
{
    private static readonly long[] Section71 = [1, 2, 3, 5, 6, 7, 8, 4, 9, 10];
    private static readonly long[] Section72 = [1, 2, 3, 4, 7, 5, 6, 8, 9, 10];
    private static readonly long[] Section73 = [1, 2, 3, 7, 8, 9, 10, 4, 5, 6, 11];
    private static readonly long[] Section74 = [1, 2, 3, 6, 7, 4, 5, 8, 9, 10, 12, 13, 11, 14, 15, 16];

    [Fact]
    public void Rfc4737_4_6_4_three_runs_of_11_have_a_variation_of_1()
    {
        // Every twelfth item is one that came too late; it is out of the way of the others.
        CheckResult runs = Check(new ReorderingRunsChecker(StreamLimits.Default), Runs(11, 11, 11));

        Figures(runs, ("items", 36), ("runs", 3), ("inOrder", 33), ("squaredRuns", 363), ("meanRun", 11), ("runVariation", 1));
    }

    [Fact]
    public void Rfc4737_4_6_4_runs_of_1_1_and_31_have_a_variation_of_2_65()
    {
        CheckResult runs = Check(new ReorderingRunsChecker(StreamLimits.Default), Runs(1, 1, 31));

        Figures(runs, ("items", 36), ("runs", 3), ("inOrder", 33), ("squaredRuns", 963), ("meanRun", 11));
        Assert.Equal(2.65m, Math.Round(runs.FigureOf("runVariation"), 2));
        Assert.Equal(29.18m, Math.Round(runs.FigureOf("squaredRuns") / runs.FigureOf("inOrder"), 2));
    }

    [Fact]
    public void Rfc4737_5_3_only_the_first_of_a_moved_block_is_n_reordered()
    {
        var checker = new NReorderingChecker(StreamLimits.Default);
        CheckResult result = Check(checker, 1, 2, 3, 7, 8, 9, 4, 5, 6);

        Assert.Equal((1, 1, 1, 0), (checker.Count(1), checker.Count(2), checker.Count(3), checker.Count(4)));
        Assert.Equal(Math.Round(1m / 9, 15), result.FigureOf("degree[3]"));
        Assert.Equal(new Violation(7, "fewer than 3 later items right before it", "item 4 behind 3 later items", null), Assert.Single(result.Evidence));
    }

    [Fact]
    public void Rfc4737_7_1_packet_4_is_4_reordered_and_62_ms_late()
    {
        long[] times = [68, 88, 108, 148, 168, 188, 208, 210, 228, 248];
        CheckResult order = Check(new OrderChecker(StreamLimits.Default), Timed(Section71, times));

        Figures(order, ("reordered", 1), ("maxExtent", 4), ("maxLateTime", 62), ("reorderedRatio", 0.1m));
        Assert.Equal(new Violation(8, "item 9 or a later one", "item 4 behind item 5, extent 4, 62 later", null), Assert.Single(order.Evidence));
        Figures(Check(new NReorderingChecker(StreamLimits.Default), Section71), ("maxN", 4), ("degree[4]", 0.1m), ("degree[5]", 0));
    }

    [Fact]
    public void Rfc4737_7_2_two_packets_are_1_and_2_late_but_one_is_n_reordered_and_a_buffer_of_one_will_do()
    {
        long[] times = [68, 88, 108, 128, 188, 189, 190, 208, 228, 248];
        CheckResult order = Check(new OrderChecker(StreamLimits.Default), Timed(Section72, times));

        Figures(order, ("reordered", 2), ("maxExtent", 2), ("meanExtent", 1.5m), ("maxLateTime", 2));
        Figures(Check(new NReorderingChecker(StreamLimits.Default), Section72), ("maxN", 1), ("degree[1]", 0.1m));
        Figures(Check(new ResequencerChecker(StreamLimits.Default), Section72), ("bufferItems", 1));
    }

    [Fact]
    public void Rfc4737_7_3_three_packets_of_one_discontinuity_have_late_times_62_64_68()
    {
        long[] times = [68, 88, 108, 188, 208, 228, 248, 250, 252, 256, 268];
        CheckResult order = Check(new OrderChecker(StreamLimits.Default), Timed(Section73, times));
        CheckResult runs = Check(new ReorderingRunsChecker(StreamLimits.Default), Section73);

        Assert.Equal(["extent 4, 62 later", "extent 5, 64 later", "extent 6, 68 later"], order.Evidence.Select(v => v.Got[(v.Got.IndexOf(',', StringComparison.Ordinal) + 2)..]));
        Figures(Check(new NReorderingChecker(StreamLimits.Default), Section73), ("maxN", 4), ("degree[1]", Math.Round(1m / 11, 15)), ("degree[4]", Math.Round(1m / 11, 15)));
        Figures(runs, ("discontinuities", 1), ("gaps", 0), ("runs", 3));
    }

    [Fact]
    public void Rfc4737_7_4_two_discontinuities_are_7_apart_with_runs_of_5_0_and_5()
    {
        CheckResult runs = Check(new ReorderingRunsChecker(StreamLimits.Default), Section74);

        Figures(runs, ("discontinuities", 2), ("gaps", 1), ("leastGap", 7), ("greatestGap", 7), ("runs", 3), ("inOrder", 13), ("squaredRuns", 50));
        Assert.Equal(["item 4, which ends a run of 5", "item 5, which ends a run of 0", "item 11, which ends a run of 5"], runs.Evidence.Select(v => v.Got));
    }

    [Fact]
    public void Rfc5236_8_a_without_loss()
    {
        CheckResult density = Check(Density(4), 1, 4, 2, 5, 3, 6, 7, 8);

        Assert.Equal(
            [("rd[-2]", .125m), ("rd[-1]", .125m), ("rd[0]", .5m), ("rd[1]", .125m), ("rd[2]", .125m), ("rbd[0]", .625m), ("rbd[1]", .25m), ("rbd[2]", .125m)],
            density.Figures.Select(f => (f.Name, f.Value)));
    }

    [Fact]
    public void Rfc5236_8_b_a_lost_item_moves_nobody_but_fills_the_buffer()
    {
        CheckResult density = Check(Density(3), 1, 2, 4, 5, 6, 7);

        decimal sixth = Math.Round(1m / 6, 15);
        Assert.Equal([("rd[0]", 1m), ("rbd[0]", .5m), ("rbd[1]", sixth), ("rbd[2]", sixth), ("rbd[3]", sixth)], density.Figures.Select(f => (f.Name, f.Value)));
        Assert.Equal(VerdictStatus.Holds, density.Status);
    }

    [Fact]
    public void Rfc5236_8_c_a_duplicate_is_left_out()
    {
        CheckResult density = Check(Density(2), 1, 3, 2, 3, 4, 5);

        Assert.Equal([("rd[-1]", .2m), ("rd[0]", .6m), ("rd[1]", .2m), ("rbd[0]", .8m), ("rbd[1]", .2m)], density.Figures.Select(f => (f.Name, f.Value)));
    }

    [Theory]
    [InlineData(new long[] { 2, 1, 4, 5, 3 }, new long[] { -1, 1, -1, -1, 2 })]
    [InlineData(new long[] { 1, 4, 3, 5, 3 }, new long[] { 0, -1, 1, 0 })]
    [InlineData(new long[] { 1, 4, 3, 5, 3, 8, 7, 6 }, new long[] { 0, -1, 1, 0, -2, 0, 2 })]
    public void Rfc5236_3_1_and_3_3_displacements_skip_lost_and_repeated_items(long[] items, long[] displacements)
    {
        var density = new ReorderDensity(8);
        foreach (long item in items) density.Offer(item);
        density.Complete();

        Assert.Equal(displacements.Length, density.Items);
        Assert.All(displacements, d => Assert.Equal(displacements.Count(other => other == d), density.Count((int)d)));
    }

    [Fact]
    public void Rfc5236_6_a_rogue_item_is_left_out()
    {
        var density = new ReorderDensity(3);
        foreach (long item in new long[] { 1, 5430, 2, 3, 4, 5 }) density.Offer(item);
        density.Complete();

        Assert.Equal((5, 1, 5), (density.Items, density.Discarded, density.Count(0)));
    }

    private static DensityChecker Density(int threshold) => new(StreamLimits.Default with { DensityThreshold = threshold });

    /// <summary>A stream whose reordered items each end a run of the given length.</summary>
    private static long[] Runs(params int[] lengths)
    {
        List<long> items = [];
        // The late ones are the first numbers, so each of them is reordered once anything else has come.
        long next = lengths.Length + 1;
        for (int run = 0; run < lengths.Length; run++)
        {
            for (int i = 0; i < lengths[run]; i++) items.Add(next++);
            items.Add(run + 1);
        }

        return [.. items];
    }

    private static CheckResult Check(IStreamChecker checker, params long[] items) => Check(checker, items.Select(i => new StreamItem(i)));

    private static CheckResult Check(IStreamChecker checker, IEnumerable<StreamItem> items)
    {
        foreach (StreamItem item in items) checker.Offer(item);
        return checker.Complete(null);
    }

    private static IEnumerable<StreamItem> Timed(long[] items, long[] times) => items.Zip(times, (i, t) => new StreamItem(i) { Time = t });

    private static void Figures(CheckResult result, params (string Name, decimal Value)[] expected) =>
        Assert.Equal(expected, expected.Select(e => (e.Name, result.FigureOf(e.Name))));
}
