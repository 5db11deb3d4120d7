using ActorLab.Core.Report;

namespace ActorLab.Simulation.Tests.Queueing;

/// <summary>What queueing theory says, found by actors, messages and virtual time: within 3 standard errors over the seeds, and with an error small enough that it means something.</summary>
public sealed class ClosedFormsSpec
{
    private const int Seeds = 20;
    private const long WarmUp = 1_000;

    private static readonly Distribution s_second = Of("exponential(1 s)");

    [Fact]
    public void A_single_server_with_exponential_times()
    {
        NetworkRun[] runs = Runs(new Network([new StationPlan("server", s_second)], Of("exponential(1250 ms)")), 20_000);
        Agree("L", 4, runs, r => r.Length(0), 0.05);
        Agree("W", 5, runs, r => r.First.Sojourns.Mean, 0.05);
        Agree("Wq", 4, runs, r => r.First.Waits.Mean, 0.05);
        Agree("P(n >= 5)", 0.32768, runs, r => r.First.Crowded(r.End), 0.05);
        Agree("p95 of W", 14.979, runs, r => r.First.AllSojourns.Order().ElementAt((int)(0.95 * r.First.AllSojourns.Count)), 0.05);
    }

    [Fact]
    public void A_single_server_that_always_takes_as_long()
    {
        NetworkRun[] runs = Runs(new Network([new StationPlan("server", Of("constant(1 s)"))], Of("exponential(1250 ms)")), 10_000);
        Agree("Wq", 2, runs, r => r.First.Waits.Mean, 0.05);
        Agree("L", 2.4, runs, r => r.Length(0), 0.05);
    }

    [Fact]
    public void A_single_server_whose_times_vary_widely()
    {
        NetworkRun[] runs = Runs(new Network([new StationPlan("server", Of("log-normal(1 s, 2 s)"))], Of("exponential(1250 ms)")), 20_000, littleWithin: 0.04);
        Agree("Wq", 10, runs, r => r.First.Waits.Mean, 0.15);
    }

    [Theory]
    [InlineData(4, "exponential(312500 us)", 0.596432, 0.745541)]
    [InlineData(8, "exponential(138888889 ns)", 0.701533, 0.876916)]
    public void Several_servers_with_one_line(int servers, string between, double waiting, double wait)
    {
        NetworkRun[] runs = Runs(new Network([new StationPlan("servers", s_second, servers)], Of(between)), 4_000);
        Agree("C", waiting, runs, r => (double)r.First.Waited / r.First.Arrivals, 0.05);
        Agree("Wq", wait, runs, r => r.First.Waits.Mean, 0.1);
    }

    [Fact]
    public void A_server_with_room_for_five()
    {
        NetworkRun[] runs = Runs(new Network([new StationPlan("server", s_second, Room: 5)], Of("exponential(1250 ms)")), 10_000);
        Agree("P(5)", 0.0888195, runs, r => (double)r.First.TurnedAway / r.First.Arrivals, 0.05);
        Agree("L", 1.868332, runs, r => r.Length(0), 0.05);
        Agree("W", 2.563065, runs, r => r.First.Sojourns.Mean, 0.05);
    }

    [Fact]
    public void Three_servers_one_after_the_other()
    {
        StationPlan[] stations =
            [new("first", Of("exponential(500 ms)")), new("second", Of("exponential(800 ms)")), new("third", Of("exponential(250 ms)"))];
        NetworkRun[] runs = Runs(new Network(stations, Of("exponential(1 s)")), 10_000);
        Agree("L1", 1, runs, r => r.Length(0), 0.05);
        Agree("L2", 4, runs, r => r.Length(1), 0.05);
        Agree("L3", 1 / 3.0, runs, r => r.Length(2), 0.05);
        Agree("W", 16 / 3.0, runs, r => r.Stations.Sum(s => s.Sojourns.Mean), 0.05);
    }

    [Fact]
    public void Five_machines_and_one_repairer()
    {
        StationPlan[] stations = [new("running", Of("exponential(10 s)"), Servers: int.MaxValue), new("repair", s_second)];
        NetworkRun[] runs = Runs(new Network(stations, null) { Closed = true, InitialCustomers = 5 }, 20_000);
        Agree("L", 0.639522, runs, r => r.Length(1), 0.05);
        Agree("W", 1.466632, runs, r => r.Stations[1].Sojourns.Mean, 0.05);
    }

    [Fact]
    public void Ten_customers_that_think_and_pass_two_servers()
    {
        StationPlan[] stations =
            [new("thinking", Of("exponential(5 s)"), Servers: int.MaxValue), new("first", Of("exponential(500 ms)")), new("second", Of("exponential(300 ms)"))];
        NetworkRun[] runs = Runs(new Network(stations, null) { Closed = true, InitialCustomers = 10 }, 4_000);
        Agree("X", 1.480595, runs, r => r.Throughput(2), 0.01);
    }

    [Fact]
    public void A_pipeline_of_constant_times_takes_exactly_as_long_as_its_slowest_stage_and_one_pass_of_the_others()
    {
        StationPlan[] stations = [new("first", Of("constant(2 s)")), new("second", Of("constant(5 s)")), new("third", Of("constant(3 s)"))];
        var network = new Network(stations, null) { InitialCustomers = 100 };
        Assert.Equal(99, network.Run(1, 0, 504).Stations[2].Sojourns.Count);
        NetworkRun run = network.Run(1, 0, 506);
        Assert.Equal(100, run.Stations[2].Sojourns.Count);
        // All come at the beginning: the last leaves the first station after 200 s, the second at 502 and the third at 505.
        Assert.Equal((200, 302, 3), (run.First.Sojourns.Most, run.Stations[1].Sojourns.Most, run.Stations[2].Sojourns.Most));
        // All of them came and went, so nothing is cut off and Little's law is exact.
        Assert.All(Enumerable.Range(0, 3), station => Assert.Equal(0, run.LittleError(station), 1e-12));
    }

    private static NetworkRun[] Runs(Network network, long seconds, double littleWithin = 0.03)
    {
        NetworkRun[] runs = [.. Enumerable.Range(0, Seeds).Select(i => network.Run(Replications.SeedOf(1, i), WarmUp, seconds))];
        for (int i = 0; i < runs.Length; i++)
        {
            for (int station = 0; station < network.Stations.Length; station++)
            {
                double error = runs[i].LittleError(station);
                Assert.True(error < littleWithin, $"Little's law at {network.Stations[station].Name} is {error:p2} out in run {i}");
            }
        }

        return runs;
    }

    private static void Agree(string figure, double expected, NetworkRun[] runs, Func<NetworkRun, double> value, double relativeErrorMost)
    {
        var moments = new RunningMoments();
        foreach (NetworkRun run in runs) moments.Add(value(run));
        double standardError = moments.StandardDeviation / Math.Sqrt(moments.Count), errors = (moments.Mean - expected) / standardError;
        Assert.True(Math.Abs(errors) <= 3, $"{figure}: {moments.Mean} is {errors:f1} standard errors from {expected}");
        Assert.True(standardError <= relativeErrorMost * expected, $"{figure}: the standard error, {standardError}, is too large beside {expected} to tell anything");
    }

    private static Distribution Of(string text) =>
        Distribution.TryParse(text, out Distribution? distribution, out string? error) ? distribution : throw new ArgumentException(error);
}
