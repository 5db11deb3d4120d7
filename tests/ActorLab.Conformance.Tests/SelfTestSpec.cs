using ActorLab.Simulation;
using ActorLab.TestSupport;
using Xunit.Sdk;

namespace ActorLab.Conformance.Tests;

/// <summary>The suite is tested too: it passes on a sound engine and notices every fault that is planted around one.</summary>
public sealed class SelfTestSpec
{
    private static readonly ImmutableArray<Planted> Faults =
        [.. MessageFaults.All, .. LifeFaults.All, .. FailureFaults.All, .. BodyFaults.All, .. RunFaults.All, .. NodeFaults.All, .. TraceFaults.All];

    /// <summary>Of the node that the suite loses: once a second, when nothing else happens any more.</summary>
    private static readonly SimulationFaults Losses = Enumerable.Range(1, 10).Aggregate(SimulationFaults.None, static (faults, second) => faults.Kill("near", SimTime.Zero + SimDuration.FromSeconds(second)));

    /// <summary>More than any test needs that ends.</summary>
    private const long TurnsAtOneInstant = 1_000_000;

    public static TheoryData<string, string> PlantedFaults
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (Planted fault in Faults) data.Add(fault.Rule, fault.What);
            return data;
        }
    }

    public static TheoryData<string> RulesOfTheSimulation => new(RuleTests.AllRules().Where(rule => rule != "G41"));

    [Theory]
    [MemberData(nameof(PlantedFaults))]
    public async Task A_planted_fault_fails_a_test_of_the_rule_that_it_breaks(string rule, string what)
    {
        Planted planted = Faults.Single(f => f.Rule == rule && f.What == what);
        ImmutableArray<string> failing = await FailingTests(rule, planted.Plant, HangGuard.Limit);
        // A test that fails without the fault too has noticed something else.
        Assert.NotEmpty(failing.Except(await FailingTests(rule, () => new NoFault(), HangGuard.Limit)));
    }

    [Theory]
    [MemberData(nameof(RulesOfTheSimulation))]
    public async Task Without_a_fault_every_test_passes_through_the_same_decoration(string rule)
    {
        ImmutableArray<(string Test, Exception? Thrown)> outcomes = await RuleTests.Run(
            rule, () => Simulated(() => new NoFault(), HangGuard.Limit));
        Assert.NotEmpty(outcomes);
        Assert.All(outcomes, outcome => Assert.Null(outcome.Thrown));
    }

    [Fact]
    public async Task G41_is_broken_by_an_engine_that_runs_one_body_after_the_other()
    {
        // One of the two bodies waits in vain for the other: the net alone ends that, so it is short here.
        TimeSpan shortNet = TimeSpan.FromSeconds(1);
        Assert.NotEmpty(await FailingTests("G41", () => new NoFault(), shortNet));
    }

    [Fact]
    public void Every_rule_of_the_guarantees_has_a_test_and_a_planted_fault()
    {
        // A number that a rule once had is not given again.
        string[] rules = [.. Enumerable.Range(1, 54).Except([6]).Select(n => $"G{n}")];
        Assert.Equal(rules, RuleTests.AllRules().OrderBy(NumberOf));
        Assert.Equal(rules, Faults.Select(f => f.Rule).Append("G41").Distinct(StringComparer.Ordinal).OrderBy(NumberOf));
    }

    private static async Task<ImmutableArray<string>> FailingTests(string rule, Func<Fault> plant, TimeSpan safetyNet)
    {
        ImmutableArray<(string Test, Exception? Thrown)> outcomes = await RuleTests.Run(rule, () => Simulated(plant, safetyNet));
        // A test notices by an assertion; one that breaks down on the way has noticed nothing it could name.
        Assert.All(outcomes, outcome => Assert.True(outcome.Thrown is null or IAssertionException, $"{outcome.Test} broke down: {outcome.Thrown}"));
        return [.. outcomes.Where(outcome => outcome.Thrown is not null).Select(outcome => outcome.Test)];
    }

    private static int NumberOf(string rule) => int.Parse(rule.AsSpan(1));

    private static FaultyFixture Simulated(Func<Fault> plant, TimeSpan safetyNet) => new(() => new SimulationEngine(maxTurnsAtOneInstant: TurnsAtOneInstant), plant, safetyNet, () => new SimulationEngine(Losses));
}
