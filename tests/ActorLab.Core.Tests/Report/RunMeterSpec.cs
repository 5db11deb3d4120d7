using System.Collections.Immutable;
using ActorLab.Core.Machine;
using ActorLab.Core.Primitives;
using ActorLab.Core.Report;
using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;
using Xunit;

namespace ActorLab.Core.Tests.Report;

/// <summary>What is kept of a run to tell it in figures.</summary>
public sealed class RunMeterSpec
{
    private static readonly ActorId s_worker = new(7);

    [Fact]
    public void Waits_are_added_up_by_kind_over_all_tracks()
    {
        var evidence = new RunMeter(oneClock: true);
        ITraceSink first = evidence.OpenTrack(), second = evidence.OpenTrack();
        evidence.Record(Wait(WaitKind.Disk, 5));
        first.Record(Wait(WaitKind.Disk, 20));
        second.Record(Wait(WaitKind.Lock, 3));
        first.Record(Event(TraceKind.Step, 100, 50, 1));
        Assert.Equal([(PathKind.Lock, 3L), (PathKind.Disk, 25L)], evidence.Waits().Select(w => (w.Key, w.Value.Nanoseconds)));
    }

    [Fact]
    public void An_item_is_under_way_from_the_first_that_happens_about_it_to_the_last()
    {
        var evidence = new RunMeter(oneClock: true);
        ITraceSink other = evidence.OpenTrack();
        evidence.Record(Event(TraceKind.Send, 10, 0, 1));
        other.Record(Event(TraceKind.Step, 60, 55, 1));
        other.Record(Event(TraceKind.Turn, 70, 0, 2));
        evidence.Record(Event(TraceKind.Turn, 65, 0, 1));
        other.Record(Event(TraceKind.Turn, 99, 0, 0));
        Assert.Equal([(1L, 5L, 65L), (2L, 70L, 70L)], evidence.Items().Items.Select(i => (i.Item, i.From.Nanoseconds, i.To.Nanoseconds)));
    }

    [Fact]
    public void What_other_nodes_saw_counts_only_where_all_have_one_clock()
    {
        foreach (bool oneClock in (bool[])[true, false])
        {
            var evidence = new RunMeter(oneClock);
            evidence.Record(Event(TraceKind.Send, 10, 0, 1));
            evidence.Record(Event(TraceKind.Step, 90, 0, 1) with { Place = new TracePlace("process-1", "worker-1") });
            evidence.Record(Wait(WaitKind.Core, 4) with { Place = new TracePlace("process-1", "worker-1") });
            Assert.Equal(oneClock ? 90 : 10, evidence.Items().Items[0].To.Nanoseconds);
            Assert.Equal(4, evidence.Waits()[PathKind.Core].Nanoseconds);
        }
    }

    [Fact]
    public void Littles_law_for_three_items()
    {
        // 0 to 4, 1 to 3 and 3 to 10: 1, 2, 2, 2 and then six times 1 under way, and 13 in all.
        ItemFlow flow = ItemFlow.Of([Item(1, 0, 4), Item(2, 1, 3), Item(3, 3, 10)]);
        Assert.Equal([2, 1, 3], flow.Items.Select(i => i.Item));
        Assert.Equal((10, 1.3), (flow.Span.TotalSeconds, flow.MeanUnderWay()));
        Assert.Equal(13 / 3.0, flow.MeanLatencySeconds, 1e-12);
        Assert.Equal(0, flow.LittleError(), 1e-12);
        Assert.Equal([2.0, 4, 7], flow.Latencies());
    }

    [Fact]
    public void Littles_law_holds_for_any_items()
    {
        for (ulong seed = 1; seed <= 200; seed++)
        {
            var random = new RandomStream(seed);
            ItemFlow flow = ItemFlow.Of(Enumerable.Range(1, 1 + (int)random.NextInt64(0, 50)).Select(i => RandomItem(i, random)).ToList());
            Assert.True(flow.LittleError() < 1e-9, $"seed {seed}: {flow.LittleError()}");
        }
    }

    [Fact]
    public void Where_no_time_passes_there_is_no_law()
    {
        Assert.Equal((double.NaN, double.NaN), (ItemFlow.None.MeanUnderWay(), ItemFlow.None.MeanLatencySeconds));
        Assert.Equal(double.NaN, ItemFlow.Of([Item(1, 5, 5)]).MeanUnderWay());
    }

    [Fact]
    public void A_run_that_did_not_wait_counts_with_none()
    {
        var summary = new ReplicationSummary(Run(1, 10, 0));
        summary.Add(Run(2, 20, 6));
        summary.Add(Run(3, 30, 0) with { IsComplete = false, Failure = "cut", ExitCode = ExitCode.Infrastructure });
        (PathKind kind, RunningMoments waits) = Assert.Single(summary.Waits);
        Assert.Equal((PathKind.Lock, 2, 3.0), (kind, waits.Count, waits.Mean));
        Assert.Equal((3, 1, 15.0, "cut", ExitCode.Infrastructure), (summary.Runs, summary.Unfinished, summary.Makespan.Mean, summary.Failure, summary.ExitCode));
        Assert.Equal(((100 / 10.0) + (100 / 20.0)) / 2, summary.PerSecond.Mean);
        Assert.Null(summary.Order);
    }

    [Fact]
    public void A_steady_state_is_what_is_left_after_the_warm_up_in_batches()
    {
        double[] series = [.. Enumerable.Repeat(10.0, 100), .. Enumerable.Range(0, 400).Select(i => (double)(i % 2))];
        SteadyState found = SteadyState.Of(series, null), given = SteadyState.Of(series, 120);
        Assert.Equal((500, 100, 20, 20), (found.Length, found.LeftOut, found.Batches!.BatchLength, found.Batches.Means.Length));
        Assert.Equal((0.5, 0.0, (string?)null), (found.Batches.Interval().Mean, found.Batches.Interval().HalfWidth, found.Refusal));
        Assert.Equal((120, 19), (given.LeftOut, given.Batches!.BatchLength));
    }

    [Fact]
    public void What_is_too_short_or_never_settles_or_hangs_together_is_refused()
    {
        Assert.Equal("100 values are left, and 20 batches take 200", SteadyState.Of(new double[300], 200).Refusal);
        Assert.Equal("0 values are left, and 20 batches take 200", SteadyState.Of(new double[300], 500).Refusal);
        Assert.StartsWith("the run never settles", SteadyState.Of([.. Enumerable.Range(0, 1000).Select(i => (double)i)], null).Refusal);
        Assert.Null(SteadyState.Of([.. Enumerable.Range(0, 1000).Select(i => (double)i)], null).Batches);
        Assert.Contains("correlation 0.", SteadyState.Of([.. Enumerable.Range(0, 1000).Select(i => (double)(i / 100))], 0).Refusal);
    }

    private static Measurement Run(ulong seed, int seconds, int lockSeconds) => new()
    {
        Experiment = "e",
        Subject = "s",
        Engine = "simulation",
        Machine = "m",
        Workers = 2,
        Seed = seed,
        Amount = 100,
        Unit = "item",
        Makespan = SimDuration.FromSeconds(seconds),
        IsComplete = true,
        ExitCode = ExitCode.Holds,
        Failure = null,
        Waits = ImmutableSortedDictionary<PathKind, SimDuration>.Empty.Add(PathKind.Lock, SimDuration.FromSeconds(lockSeconds)),
    };

    private static TraceEvent Event(TraceKind kind, long time, long amount, long item) => new(kind, new SimTime(time), s_worker, default, "x", amount) { Item = item };

    private static TraceEvent Wait(WaitKind kind, long amount) => new(TraceKind.Wait, new SimTime(1000), s_worker, default, kind.ToString(), amount);

    private static ItemSpan RandomItem(long item, RandomStream random)
    {
        long from = random.NextInt64(0, 1000);
        return Item(item, from, from + 1 + random.NextInt64(0, 300));
    }

    private static ItemSpan Item(long item, long from, long to) => new(item, SimTime.Zero + SimDuration.FromSeconds(from), SimTime.Zero + SimDuration.FromSeconds(to));
}
