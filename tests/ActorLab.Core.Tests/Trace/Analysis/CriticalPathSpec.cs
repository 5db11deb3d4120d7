using ActorLab.Core.Primitives;
using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;
using ActorLab.TestSupport;
using Xunit;

namespace ActorLab.Core.Tests.Trace.Analysis;

public sealed class CriticalPathSpec
{
    [Fact]
    public void A_request_and_its_answer_are_cut_into_work_and_waits_by_what_is_recorded()
    {
        var run = new TraceBuilder("local");
        run.Spawn(0, 1, 0, "root");
        run.Turn(10, 1, "Started", took: 10);
        run.Spawn(4, 2, 1, "root/worker");
        long request = run.Send(8, 1, 2, "Assigned", item: 3);
        run.Wait(20, 2, "Queue", 12);
        run.Turn(25, 2, "Assigned", 1, request, took: 5, item: 3);
        run.Wait(60, 2, "Disk", 20, item: 3);
        run.Step(65, 2, "Append", 35, item: 3);
        run.Turn(75, 2, "BodyCompleted", 2, took: 10, item: 3);
        long answer = run.Send(72, 2, 1, "Completed", item: 3);
        run.Turn(90, 1, "Completed", 2, answer, took: 12);
        CriticalPath path = CriticalPath.Of(run.Model(100));
        Assert.Equal(
            [
                "0-8 compute #1 Started", "8-20 queue #2 Queue", "20-25 compute #2 Assigned", "25-30 unattributed #2 before BodyCompleted", "30-40 compute #2 Append", "40-60 disk #2 Disk", "60-65 compute #2 Append",
                "65-72 compute #2 BodyCompleted", "72-78 unattributed #1 before Completed", "78-90 compute #1 Completed", "90-100 unattributed #1 after the last turn of the root",
            ],
            path.Segments.Select(Show));
        Assert.Null(path.Gap);
    }

    [Fact]
    public void A_message_that_waited_for_a_busy_actor_leads_to_the_turn_before()
    {
        var run = new TraceBuilder("local");
        run.Spawn(0, 1, 0, "root");
        run.Turn(5, 1, "Started", took: 5);
        long message = run.Send(2, 1, 1, "Note");
        run.Turn(40, 1, "Other", 9, 77, took: 35);
        run.Turn(50, 1, "Note", 1, message, took: 10);
        CriticalPath path = CriticalPath.Of(run.Model(50));
        Assert.Equal(["0-5 compute #1 Started", "5-40 compute #1 Other", "40-50 compute #1 Note"], path.Segments.Select(Show));
    }

    [Fact]
    public void What_is_sent_after_its_turn_comes_from_a_timer_and_the_time_until_then_is_sleep()
    {
        var run = new TraceBuilder();
        run.Spawn(0, 1, 0, "root");
        run.Turn(0, 1, "Started");
        long tick = run.Send(1_000, 1, 1, "Tick");
        run.Turn(1_000, 1, "Tick", 1, tick);
        Assert.Equal(["0-1000 sleep #1 Tick"], CriticalPath.Of(run.Model(1_000)).Segments.Select(Show));
    }

    [Fact]
    public void An_actor_that_is_stopped_is_followed_to_its_last_child_and_from_there_to_who_stopped_it()
    {
        var run = new TraceBuilder();
        run.Spawn(0, 1, 0, "root");
        run.Turn(0, 1, "Started");
        run.Spawn(0, 2, 1, "root/worker");
        run.Turn(0, 2, "Started", 1);
        run.Step(50, 2, "Compute", 50);
        run.Turn(50, 2, "BodyCompleted", 2);
        run.Turn(50, 2, "Stopping");
        run.Stop(50, 2, 1);
        run.Turn(50, 1, "Stopping");
        Assert.Equal(["0-50 compute #2 Compute"], CriticalPath.Of(run.Model(50)).Segments.Select(Show));
    }

    [Fact]
    public void A_cause_that_is_not_in_the_trace_is_named_and_the_time_before_it_is_unattributed()
    {
        var run = new TraceBuilder("local");
        run.Spawn(0, 1, 0, "root");
        run.Events.Add(new TraceEvent(TraceKind.Turn, new SimTime(80), new ActorId(1), new ActorId(2), "Late", 20) { Turn = 9, Message = 4 });
        CriticalPath path = CriticalPath.Of(run.Model(80));
        Assert.Equal("the cause of turn 9 of root is not in the trace", path.Gap);
        Assert.Equal(["0-60 unattributed #0 the cause of turn 9 of root is not in the trace", "60-80 compute #1 Late"], path.Segments.Select(Show));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_segments_of_any_run_follow_each_other_without_a_gap_and_add_up_to_its_makespan(int nodes)
    {
        long waits = 0, estimated = 0;
        for (ulong seed = 1; seed <= 200; seed++)
        {
            RandomRun run = RandomRun.Of(seed, nodes);
            CriticalPath path = CriticalPath.Of(run.Builder.Model(run.Elapsed));
            AssertPartition(path, seed);
            Assert.True(path.Gap is null, $"seed {seed}: {path.Gap}");
            waits += path.Totals()[(int)PathKind.Disk];
            estimated += path.IsEstimated ? 1 : 0;
        }

        Assert.NotEqual(0, waits);
        Assert.Equal(nodes > 1, estimated > 0);
    }

    [Fact]
    public void Even_events_that_no_run_would_give_are_cut_into_segments_that_add_up()
    {
        int gaps = 0;
        for (ulong seed = 1; seed <= 200; seed++)
        {
            var model = new TraceModel(new TraceHead("wild", seed % 2 == 0 ? "simulation" : "local", seed, []));
            foreach (TraceEvent traceEvent in RandomTrace.Of(seed, 150)) model.Add(traceEvent);
            model.Complete(new TraceEnd(150, new SimDuration(2_000_000), "Completed"));
            CriticalPath path = CriticalPath.Of(model);
            AssertPartition(path, seed);
            if (path.Gap is not null) gaps++;
        }

        Assert.InRange(gaps, 1, 199);
    }

    private static void AssertPartition(CriticalPath path, ulong seed)
    {
        long at = 0;
        foreach (PathSegment segment in path.Segments)
        {
            Assert.True(segment.Start == at && segment.End > at, $"seed {seed}: {segment} after {at}");
            at = segment.End;
        }

        Assert.Equal(path.Makespan, at);
        Assert.Equal(path.Makespan, path.Totals().Sum());
    }

    private static string Show(PathSegment s) => $"{s.Start}-{s.End} {PathKinds.NameOf(s.Kind)} {s.Actor} {s.What}";
}
