using ActorLab.Core.Primitives;
using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;
using ActorLab.TestSupport;
using Xunit;

namespace ActorLab.Core.Tests.Trace.Analysis;

public sealed class FiguresSpec
{
    [Fact]
    public void Percentiles_are_exact_while_there_are_few_and_off_by_less_than_one_percent_beyond()
    {
        var random = new RandomStream(1);
        var exact = new LatencyHistogram();
        var coarse = new LatencyHistogram(exactLimit: 10);
        long[] values = [.. Enumerable.Range(0, 5_000).Select(_ => random.NextInt64(0, 1L << (int)random.NextInt64(1, 62)))];
        foreach (long value in values)
        {
            exact.Add(value);
            coarse.Add(value);
        }

        Array.Sort(values);
        foreach (int permille in new[] { 0, 1, 10, 500, 900, 990, 999, 1000 })
        {
            long truth = values[Math.Max(1, (values.Length * permille + 999) / 1000) - 1];
            Assert.Equal(truth, exact.Percentile(permille));
            Assert.InRange(coarse.Percentile(permille), truth, (long)(truth * 1.01m));
        }

        Assert.Equal((true, false), (exact.IsExact, coarse.IsExact));
        Assert.Equal((values[^1], values.Length), (coarse.Maximum, (int)coarse.Count));
    }

    [Fact]
    public void A_histogram_of_nothing_is_all_zero() => Assert.Equal((0, 0, 0), (new LatencyHistogram().Percentile(500), new LatencyHistogram().Mean, new LatencyHistogram().Maximum));

    [Fact]
    public void The_depth_of_a_mailbox_is_what_was_sent_and_has_not_begun()
    {
        int deep = 0;
        for (ulong seed = 1; seed <= 50; seed++)
        {
            TraceModel model = RandomRun.Of(seed).Builder.Model();
            var depths = new MailboxDepths(model);
            foreach (TracedActor actor in model.Actors)
            {
                MailboxDepth[] all = [.. depths.Of(actor.Id)];
                foreach (IGrouping<long, MailboxDepth> at in all.GroupBy(d => d.Time))
                {
                    int sent = model.Rows(r => model.KindOf(r) == TraceKind.Send && model.PeerOf(r) == actor.Id && model.EndOf(r) <= at.Key).Length;
                    int begun = model.Rows(r => model.KindOf(r) == TraceKind.Turn && model.ActorOf(r) == actor.Id && model.MessageOf(r) != 0 && model.StartOf(r) <= at.Key).Length;
                    int dropped = model.Rows(r => model.KindOf(r) == TraceKind.Drop && model.ActorOf(r) == actor.Id && model.EndOf(r) <= at.Key).Length;
                    Assert.True(sent - begun - dropped == at.Last().Depth, $"seed {seed}: {actor.Path} at {at.Key}");
                    if (at.Last().Depth > 2) deep++;
                }
            }
        }

        Assert.NotEqual(0, deep);
    }

    [Fact]
    public void The_summary_is_the_same_in_whatever_order_the_events_are_read()
    {
        long open = 0, dropped = 0;
        for (ulong seed = 1; seed <= 100; seed++)
        {
            RandomRun run = RandomRun.Of(seed, nodes: 1 + (int)(seed % 2));
            TraceEvent[] shuffled = [.. run.Builder.Events];
            var random = new RandomStream(seed);
            for (int i = shuffled.Length - 1; i > 0; i--)
            {
                int j = (int)random.NextInt64(0, i);
                (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
            }

            TraceSummary a = Summarize(run, [.. run.Builder.Events]), b = Summarize(run, shuffled);
            Assert.Equal(Show(a), Show(b));
            open += a.Messages.Open;
            dropped += a.Messages.Dropped.Sum(d => d.Count);
            TraceModel model = run.Builder.Model();
            long[] latencies = [.. model.Rows(r => model.KindOf(r) == TraceKind.Turn).Select(model.LatencyOf).OfType<long>().Order()];
            Assert.Equal(latencies.Length, a.Latency.Count);
            Assert.Equal(latencies.Sum(), (long)a.Latency.Sum);
        }

        Assert.True(open > 0 && dropped > 0);
    }

    [Fact]
    public void A_message_that_fails_its_receiver_was_handled_and_is_not_open()
    {
        var run = new TraceBuilder();
        run.Spawn(0, 1, 0, "root");
        run.Turn(0, 1, "Started");
        long message = run.Send(0, 1, 1, "Bad");
        long turn = run.Turn(5, 1, "Bad", 1, message);
        run.Drop(5, 1, 1, "ReceiverFailed", message, turn);
        var builder = new TraceSummaryBuilder(run.Head);
        foreach (TraceEvent traceEvent in run.Events) builder.Add(traceEvent);
        TraceSummary summary = builder.Build(null);
        Assert.Equal((1, 1, 0, 0), (summary.Messages.Sent, summary.Messages.Handled, summary.Messages.Open, summary.Messages.WithoutSend));
        Assert.Equal(("ReceiverFailed", 1L), Assert.Single(summary.Messages.Dropped));
        Assert.Equal(new SpanFigures(1, 5, 5), summary.Actors[0].Inbox);
        Assert.Equal(0, new MailboxDepths(run.Model()).Of(new ActorId(1)).Last().Depth);
    }

    [Fact]
    public void A_trace_with_more_events_than_are_taken_is_refused_with_the_number()
    {
        var model = new TraceModel(new TraceHead("long", "local", 1, []), maxEvents: 1_000);
        TraceEvent[] events = RandomTrace.Of(1, 1_001);
        for (int i = 0; i < 1_000; i++) model.Add(events[i]);
        Assert.Equal("expected at most 1,000 events, got more", Assert.Throws<TraceTooLargeException>(() => model.Add(events[1_000])).Message);
    }

    [Fact]
    public void The_model_gives_back_every_event()
    {
        var model = new TraceModel(new TraceHead("wild", "local", 1, []));
        TraceEvent[] events = RandomTrace.Of(3, 40_000);
        foreach (TraceEvent traceEvent in events) model.Add(traceEvent);
        Assert.Equal(events, Enumerable.Range(0, events.Length).Select(i => model[i]));
    }

    private static TraceSummary Summarize(RandomRun run, TraceEvent[] events)
    {
        var builder = new TraceSummaryBuilder(run.Builder.Head);
        foreach (TraceEvent traceEvent in events) builder.Add(traceEvent);
        return builder.Build(new TraceEnd(events.Length, new SimDuration(run.Elapsed), "Completed"));
    }

    private static string Show(TraceSummary s) => string.Join('\n',
    [
        $"{s.Makespan} {s.Messages with { Dropped = [] }} {string.Join(' ', s.Messages.Dropped)} {string.Join(' ', s.Events)} {string.Join(' ', s.Waits)} {string.Join(' ', s.Steps)}",
        .. s.LatencyByType.Select(l => $"{l.Type} {l.Latency.Count} {l.Latency.Percentile(500)} {l.Latency.Sum}"),
        .. s.Actors.Select(a => a.ToString()),
    ]);
}
