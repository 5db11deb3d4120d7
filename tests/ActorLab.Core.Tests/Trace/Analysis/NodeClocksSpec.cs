using ActorLab.Core.Trace.Analysis;
using ActorLab.TestSupport;
using Xunit;

namespace ActorLab.Core.Tests.Trace.Analysis;

public sealed class NodeClocksSpec
{
    [Fact]
    public void Messages_in_both_directions_bound_the_offset_and_the_middle_is_the_estimate()
    {
        // The clock of the node is 1000 ahead; 30 there and 10 back leave it between 990 and 1030.
        NodeClock clock = Exchange(there: 30, back: 10).Clocks.Nodes[1];
        Assert.Equal(new NodeClock("far", 1_010, 20), clock);
    }

    [Fact]
    public void Messages_in_one_direction_leave_the_uncertainty_open()
    {
        NodeClock clock = Exchange(there: 30, back: null).Clocks.Nodes[1];
        Assert.Equal(new NodeClock("far", 1_030, null), clock);
    }

    [Fact]
    public void Messages_that_contradict_each_other_are_told()
    {
        NodeClock clock = Exchange(there: -100, back: 10).Clocks.Nodes[1];
        Assert.True(clock.Contradicts);
        Assert.Equal(45, clock.Uncertainty);
    }

    [Fact]
    public void In_virtual_time_there_is_one_clock_and_nothing_to_estimate()
    {
        TraceModel model = Exchange(there: 30, back: 10, engine: "simulation");
        Assert.Equal(["", "far"], model.Clocks.Nodes.Select(n => n.Node));
        Assert.False(model.Clocks.AreEstimated);
    }

    [Fact]
    public void The_true_offset_lies_within_the_uncertainty()
    {
        int bounded = 0, indirect = 0;
        for (ulong seed = 1; seed <= 200; seed++)
        {
            RandomRun run = RandomRun.Of(seed, nodes: 4);
            foreach (NodeClock clock in run.Builder.Model().Clocks.Nodes)
            {
                if (clock.Uncertainty is not { } most) continue;
                Assert.True(Math.Abs(clock.Offset - run.Offsets[clock.Node]) <= most + 1, $"seed {seed}: {clock}, in truth {run.Offsets[clock.Node]}");
                Assert.False(clock.Contradicts);
                bounded++;
                if (clock.Node == "node-3") indirect++;
            }
        }

        Assert.InRange(bounded, 200, 800);
        Assert.NotEqual(0, indirect);
    }

    private static TraceModel Exchange(long there, long? back, string engine = "local")
    {
        var run = new TraceBuilder(engine);
        run.Spawn(0, 1, 0, "root");
        run.Turn(0, 1, "Started");
        long request = run.Send(100, 1, 2, "Request");
        run.Node = "far";
        run.Turn(1_100 + there, 2, "Request", 1, request);
        long answer = run.Send(1_200, 2, 1, "Answer");
        run.Node = "";
        if (back is { } delay) run.Turn(200 + delay, 1, "Answer", 2, answer);
        return run.Model();
    }
}
