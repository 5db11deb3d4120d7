using System.Globalization;
using ActorLab.Core.Trace.Analysis;
using ActorLab.Simulation.Tests.Pairs;

namespace ActorLab.Simulation.Tests;

/// <summary>Determinism over many pairs of plan and seed. For more of them: <c>dotnet run -c Release --project tests/ActorLab.Simulation.Tests -- compare 100000</c>.</summary>
public sealed class PairsSpec
{
    private const long Count = 1_000;

    [Fact]
    public async Task A_thousand_pairs_of_plan_and_seed_have_the_same_digests_in_two_processes_cultures_and_time_zones()
    {
        PairComparison comparison = await PairComparison.RunAsync(0, Count);
        Assert.True(comparison is { Same: Count, Different: null }, comparison.ToString());
        Assert.True(comparison is { Kinds: > 10, Digests: > (int)Count / 2 }, comparison.ToString());
    }

    [Fact]
    public void A_body_that_asks_its_process_for_the_culture_is_found_by_the_first_event_that_differs()
    {
        (List<TraceEvent> plain, List<TraceEvent> odd) = (Traced(PairProcess.PlainCulture), Traced(PairProcess.OddCulture));
        TraceDifference difference = TraceDifference.Find(plain, odd, new TraceDigest())!;
        Assert.True(difference.Number > 10, $"{difference.Number}");
        Assert.Equal((TraceKind.Wait, "Sleep", "root/culprit"), (difference.First!.Value.Kind, difference.First.Value.Detail, difference.FirstNames[difference.First.Value.Actor]));
        Assert.NotEqual(difference.First.Value.Amount, difference.Second!.Value.Amount);
    }

    /// <summary>The fifth sleep of its one body is as long as a number is in the culture of the process.</summary>
    private static List<TraceEvent> Traced(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var sink = new Recorded();
        try
        {
            PairProcess.Enter(culture);
            Scenario.Run(Scenario.Bodies(Scenario.Machine, [new Job("culprit", async m =>
            {
                for (int i = 1; i <= 5; i++) await m.Sleep(Scenario.Ms(i < 5 ? i : (-1.5).ToString(CultureInfo.CurrentCulture)[0]));
            })]), new EngineOptions { Trace = sink });
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
            CultureInfo.DefaultThreadCurrentCulture = null;
        }

        return sink.Events;
    }

    private sealed class Recorded : ITraceSink
    {
        public List<TraceEvent> Events { get; } = [];

        public void Record(in TraceEvent traceEvent) => Events.Add(traceEvent);
    }
}
