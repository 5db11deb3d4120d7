using System.Collections.Immutable;

namespace ActorLab.Simulation.Tests;

/// <summary>Disks and services take what is drawn from a distribution; each has a stream of random numbers of its own.</summary>
public sealed class LatenciesSpec
{
    public static TheoryData<string> Distributions =>
    [
        "constant(2 ms)", "uniform(1 ms, 3 ms)", "exponential(2 ms)", "normal(2 ms, 500 us)", "log-normal(2 ms, 1 ms)", "weibull(2 ms, 1.5)", "erlang(3, 2 ms)", "pareto(1 ms, 2.5)", "empirical(1 ms, 1 ms, 4 ms)",
    ];

    [Theory]
    [MemberData(nameof(Distributions))]
    public void A_disk_takes_what_is_drawn_for_each_operation(string text)
    {
        Distribution latency = Parse(text);
        MachineProfile machine = Scenario.Machine with { DiskOpen = latency, DiskRead = latency, DiskFlush = latency };
        RunResult result = Scenario.Run(Scenario.Bodies(machine, [new Job("a", async m =>
        {
            FileHandle input = await m.Open("in", OpenMode.Read);
            await m.ReadAll(input);
            await m.Close(input);
            FileHandle output = await m.Open("out", OpenMode.Append);
            await m.Append(output, "x"u8.ToArray());
            await m.Close(output);
        })], seed: 9, files: ["in"]));
        // Open, read, open and the flush at the close; closing what was read costs nothing.
        Assert.Equal([$"a@{Sum(latency, new RandomStream(9).Split("disk"), 4)}"], Scenario.Marks(result));
    }

    [Theory]
    [MemberData(nameof(Distributions))]
    public void A_service_takes_what_is_drawn_for_each_request(string text)
    {
        Distribution latency = Parse(text);
        var service = new Service("echo", "localhost", 1);
        MachineProfile machine = Scenario.Machine with { Services = ImmutableSortedDictionary<string, ServiceProfile>.Empty.Add("echo", new ServiceProfile(latency, 2, [])) };
        RunResult result = Scenario.Run(Scenario.Bodies(machine, [new Job("a", async m =>
        {
            for (int i = 0; i < 3; i++) await m.Request(service, default);
        })], seed: 9));
        Assert.Equal([$"a@{Sum(latency, new RandomStream(9).Split("service/echo"), 3)}"], Scenario.Marks(result));
    }

    [Fact]
    public void Computing_that_varies_takes_what_is_drawn_for_each_computation_and_its_cost_on_average()
    {
        const int Computations = 2_000;
        RunResult result = Scenario.Run(Scenario.Bodies(Scenario.Machine with { ComputeVariation = 0.25 }, [new Job("a", async m =>
        {
            for (int i = 0; i < Computations; i++) await m.Crunch(4);
        })], seed: 9));
        RandomStream random = new RandomStream(9).Split("compute");
        long expected = Enumerable.Range(0, Computations).Sum(_ => 4_000_000 + random.NextInt64(-1_000_000, 1_000_000));
        Assert.Equal([$"a@{expected}"], Scenario.Marks(result));
        Assert.InRange(expected / (double)Computations, 3_950_000, 4_050_000);
    }

    [Fact]
    public void Computing_that_does_not_vary_takes_its_cost() =>
        Assert.Equal(["a@3000000"], Scenario.Ends(Scenario.Machine, new Job("a", async m => await m.Crunch(3))));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_wait_or_a_computation_past_the_end_of_virtual_time_ends_the_run_and_says_whose_it_is(bool computes)
    {
        var endless = new SimDuration(long.MaxValue);
        RunResult result = Scenario.Run(Scenario.Bodies(Scenario.Machine, [new Job("a", async m =>
        {
            await m.Sleep(Scenario.Ms(1));
            if (computes) await m.Compute(new Cost(endless), new Slices(1));
            else await m.Sleep(endless);
        })]));
        Assert.Equal((RunOutcome.Failed, null), (result.Outcome, result.Cause));
        Assert.StartsWith("virtual time ends 292 years after the start of a run, and root/a asks at ", result.Failure);
    }

    private static Distribution Parse(string text)
    {
        Assert.True(Distribution.TryParse(text, out Distribution? latency, out string? error), error);
        return latency;
    }

    private static long Sum(Distribution latency, RandomStream random, int count) => Enumerable.Range(0, count).Sum(_ => latency.Sample(random).Nanoseconds);
}
