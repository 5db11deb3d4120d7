using System.Collections.Immutable;
using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;
using ActorLab.TestSupport;
using Xunit;

namespace ActorLab.Core.Tests.Trace.Analysis;

public sealed class VectorClocksSpec
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void One_event_is_before_another_by_its_clock_exactly_when_a_chain_of_causes_leads_there(int nodes)
    {
        int before = 0, concurrent = 0;
        for (ulong seed = 1; seed <= 8; seed++)
        {
            TraceModel model = RandomRun.Of(seed, nodes).Builder.Model();
            var clocks = new VectorClocks(model, Enumerable.Range(0, model.Count));
            (int Row, ImmutableArray<int> Clock)[] order = [.. clocks.InOrder()];
            Assert.Equal(0, clocks.Contradictions);
            bool[,] reaches = Reachability(model, [.. order.Select(o => o.Row)]);
            foreach ((int a, ImmutableArray<int> clockA) in order)
            {
                foreach ((int b, ImmutableArray<int> clockB) in order)
                {
                    bool isBefore = a != b && clockA.Zip(clockB).All(c => c.First <= c.Second);
                    Assert.True(isBefore == reaches[a, b], $"seed {seed}: {model[a]} and {model[b]}");
                    if (isBefore) before++;
                    else concurrent++;
                }
            }
        }

        Assert.True(before > 1_000 && concurrent > 1_000);
    }

    [Fact]
    public void Events_that_were_left_out_pass_on_the_order_between_those_that_were_kept()
    {
        int before = 0;
        for (ulong seed = 1; seed <= 8; seed++)
        {
            TraceModel model = RandomRun.Of(seed).Builder.Model();
            bool[,] reaches = Reachability(model, [.. CausalOrder.Of(model).Rows]);
            int[] turns = model.Rows(r => model.KindOf(r) == TraceKind.Turn && model.ActorOf(r).Value != 2);
            (int Row, ImmutableArray<int> Clock)[] kept = [.. new VectorClocks(model, turns).InOrder()];
            Assert.Equal(turns, kept.Select(k => k.Row).Order());
            foreach ((int a, ImmutableArray<int> clockA) in kept)
            {
                foreach ((int b, ImmutableArray<int> clockB) in kept)
                {
                    bool isBefore = a != b && clockA.Zip(clockB).All(c => c.First <= c.Second);
                    Assert.True(isBefore == reaches[a, b], $"seed {seed}: {model[a]} and {model[b]}");
                    if (isBefore) before++;
                }
            }
        }

        Assert.NotEqual(0, before);
    }

    [Fact]
    public void No_effect_stands_before_its_cause_and_a_circle_is_counted_and_not_walked_for_ever()
    {
        for (ulong seed = 1; seed <= 50; seed++)
        {
            var model = new TraceModel(new TraceHead("wild", "simulation", seed, []));
            foreach (TraceEvent traceEvent in RandomTrace.Of(seed, 200)) model.Add(traceEvent);
            CausalOrder order = CausalOrder.Of(model);
            Assert.Equal(Enumerable.Range(0, 200), order.Rows.Order());
            int[] place = new int[200];
            for (int i = 0; i < 200; i++) place[order.Rows[i]] = i;
            int broken = Enumerable.Range(0, 200).Count(r => order.Causes[r] >= 0 && place[order.Causes[r]] > place[r]);
            Assert.True(broken <= order.Contradictions, $"seed {seed}: {broken} broken, {order.Contradictions} counted");
        }

        var circle = new TraceBuilder();
        long first = circle.Send(0, 1, 2, "A", turn: 1);
        circle.Turn(0, 2, "A", 1, first);
        long second = circle.Send(0, 2, 1, "B");
        circle.Turn(0, 1, "B", 2, second);
        Assert.Equal(1, CausalOrder.Of(circle.Model()).Contradictions);
    }

    /// <summary>By brute force: what each event comes after is its cause, the event of its actor before it, and all that those come after.</summary>
    private static bool[,] Reachability(TraceModel model, int[] order)
    {
        var reaches = new bool[model.Count, model.Count];
        for (int i = 0; i < order.Length; i++)
        {
            int row = order[i], previous = -1;
            for (int j = 0; j < i; j++)
            {
                if (model.ActorOf(order[j]) == model.ActorOf(row)) previous = order[j];
            }

            foreach (int from in new[] { previous, model.CauseOf(row) }.Where(f => f >= 0))
            {
                reaches[from, row] = true;
                for (int a = 0; a < model.Count; a++) reaches[a, row] |= reaches[a, from];
            }
        }

        return reaches;
    }
}
