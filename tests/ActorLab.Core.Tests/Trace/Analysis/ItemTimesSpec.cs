using ActorLab.Core.Primitives;
using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;
using ActorLab.TestSupport;
using Xunit;

namespace ActorLab.Core.Tests.Trace.Analysis;

public sealed class ItemTimesSpec
{
    [Fact]
    public void An_item_is_in_the_system_from_its_first_event_to_its_last_and_each_moment_has_one_kind()
    {
        ItemTime item = Assert.Single(ItemTimes.Of(Run().Model(200)));
        Assert.Equal((3, 8, 100), (item.Item, item.Start, item.End));
        // 8-20 in the mailbox; 20-25 a turn; 25-30 nothing is known; 30-65 a step, of which 40-60 for the disk; 65-75 a turn; 75-90 in a mailbox; 90-100 a turn.
        Assert.Equal("compute 40, queue 27, disk 20, unattributed 5", Show(item));
    }

    [Fact]
    public void What_overlaps_is_counted_once_and_the_most_exact_counts()
    {
        var run = new TraceBuilder();
        run.Send(0, 1, 2, "Assigned", item: 5);
        run.Step(100, 2, "Compute", 100, item: 5);
        run.Step(80, 3, "Compute", 60, item: 5);
        run.Wait(60, 2, "Core", 50, item: 5);
        run.Wait(40, 3, "Gil", 20, item: 5);
        ItemTime item = Assert.Single(ItemTimes.Of(run.Model(100)));
        Assert.Equal("compute 50, core 50", Show(item));
    }

    [Fact]
    public void Items_do_not_mix_and_events_about_none_do_not_count()
    {
        var run = new TraceBuilder();
        run.Step(10, 1, "Compute", 10, item: 2);
        run.Step(20, 1, "Compute", 10);
        run.Step(30, 1, "Compute", 10, item: 1);
        run.Wait(45, 1, "Sleep", 5, item: 2);
        Assert.Equal(["1: compute 10", "2: compute 10, sleep 5, unattributed 30"], ItemTimes.Of(run.Model(50)).Select(i => $"{i.Item}: {Show(i)}"));
    }

    [Fact]
    public void A_message_under_way_between_clocks_is_a_wait_for_the_network_until_it_arrives()
    {
        var run = new TraceBuilder("local");
        long sent = run.Send(10, 1, 2, "Assigned", item: 4);
        run.Node = "a";
        run.Events.Add(new TraceEvent(TraceKind.Receive, new SimTime(40), new ActorId(2), new ActorId(1), "Assigned", 5) { Turn = 1, Message = sent, Item = 4, Place = new TracePlace("a", "x") });
        run.Turn(60, 2, "Assigned", 1, sent, took: 8, item: 4);
        long back = run.Send(60, 2, 1, "Done", item: 4);
        run.Node = "";
        run.Turn(70, 1, "Done", 2, back, item: 4);
        ItemTime item = Assert.Single(ItemTimes.Of(run.Model(80)));
        Assert.Equal(item.InSystem, item.Times.Sum());
        Assert.Equal((5, 8), (item.Of(PathKind.Transfer), item.Of(PathKind.Compute)));
        Assert.True(item.Of(PathKind.Network) > 0);
    }

    [Fact]
    public void A_trace_without_items_has_none()
    {
        var run = new TraceBuilder();
        run.Step(10, 1, "Compute", 10);
        Assert.Empty(ItemTimes.Of(run.Model(10)));
        Assert.Equal(0, ItemFigures.Of([]).InSystem.Count);
    }

    [Fact]
    public void The_figures_count_every_item_for_every_kind_that_occurs_and_add_up()
    {
        var run = new TraceBuilder();
        for (int i = 1; i <= 4; i++) run.Step(100 * i, 1, "Compute", 10 * i, item: i);
        run.Wait(390, 1, "Disk", 20, item: 4);
        ItemFigures figures = ItemFigures.Of(ItemTimes.Of(run.Model(400)));
        Assert.Equal([(PathKind.Compute, 4, 80, 30), (PathKind.Disk, 4, 20, 20)], figures.Kinds.Select(k => (k.Kind, k.Times.Count, (long)k.Times.Sum, k.Times.Maximum)));
        Assert.Equal((4, 100, 40), (figures.InSystem.Count, (long)figures.InSystem.Sum, figures.InSystem.Maximum));
    }

    [Fact]
    public void Random_stretches_are_cut_as_looking_at_every_nanosecond_cuts_them()
    {
        const ulong Seed = 77;
        string[] waits = ["Core", "Gil", "Disk", "Queue"];
        int overlaps = 0;
        for (ulong seed = Seed; seed < Seed + 200; seed++)
        {
            var random = new RandomStream(seed);
            var run = new TraceBuilder();
            for (int i = 0; i < 12; i++)
            {
                long took = random.NextInt64(0, 30), time = took + random.NextInt64(0, 60), item = random.NextInt64(1, 2);
                if (random.NextInt64(0, 1) == 0) run.Wait(time, i, waits[random.NextInt64(0, 3)], took, item);
                else run.Step(time, i, "Compute", took, item);
            }

            foreach (ItemTime item in ItemTimes.Of(run.Model(200)))
            {
                TraceEvent[] events = [.. run.Events.Where(e => e.Item == item.Item)];
                overlaps += events.Count(e => events.Any(o => o != e && o.Start < e.Time && e.Start < o.Time));
                Assert.True(ByNanosecond(events, item).SequenceEqual(item.Times), $"seed {seed}, item {item.Item}: {Show(item)}");
            }
        }

        Assert.True(overlaps > 1_000, $"only {overlaps} overlapped");
    }

    private static long[] ByNanosecond(TraceEvent[] events, ItemTime item)
    {
        var times = new long[Enum.GetValues<PathKind>().Length];
        for (long at = item.Start; at < item.End; at++)
        {
            TraceEvent[] now = [.. events.Where(e => e.Start.Nanoseconds <= at && at < e.Time.Nanoseconds)];
            PathKind[] waits = [.. now.Where(e => e.Kind == TraceKind.Wait).Select(e => PathKinds.OfWait(e.Detail))];
            times[(int)(waits.Length > 0 ? waits.Min() : now.Length > 0 ? PathKind.Compute : PathKind.Unattributed)]++;
        }

        return times;
    }

    private static TraceBuilder Run()
    {
        var run = new TraceBuilder("local");
        run.Turn(10, 1, "Started", took: 10);
        long request = run.Send(8, 1, 2, "Assigned", item: 3);
        run.Wait(20, 2, "Queue", 12);
        run.Turn(25, 2, "Assigned", 1, request, took: 5, item: 3);
        run.Wait(60, 2, "Disk", 20, item: 3);
        run.Step(65, 2, "Append", 35, item: 3);
        run.Turn(75, 2, "BodyCompleted", 2, took: 10, item: 3);
        long answer = run.Send(72, 2, 1, "Completed", item: 3);
        run.Turn(100, 1, "Completed", 2, answer, took: 10, item: 3);
        return run;
    }

    private static string Show(ItemTime item) =>
        string.Join(", ", Enum.GetValues<PathKind>().Where(k => item.Of(k) > 0).Select(k => $"{PathKinds.NameOf(k)} {item.Of(k)}"));
}
