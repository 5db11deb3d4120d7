using ActorLab.Cli.Runs;
using ActorLab.Definitions.Schema;

namespace ActorLab.Cli.Tests.Cluster;

/// <summary>Whatever runs on this machine alone runs over a lab, unchanged: every experiment, and every file that comes with the program, whichever there are.</summary>
/// <remarks>Long as a whole: all of it is run before the first is looked at.</remarks>
[Trait("Tier", "broker")]
[Trait("Length", "long")]
[Collection(WithLab.Name)]
public sealed class EveryRunSpec(EveryRunTeam team) : IClassFixture<EveryRunTeam>
{
    public static TheoryData<string> Cases => [.. EveryRunTeam.Cases.Select(c => c.Name)];

    [Fact]
    public void Nothing_is_left_out()
    {
        Assert.True(EveryRunTeam.Cases.Length > 50, $"only {EveryRunTeam.Cases.Length} cases");
        Assert.Equal(EveryRunTeam.Cases.Length, EveryRunTeam.Cases.Select(c => c.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(DefinitionSettings.Experiments.Select(e => e.Key).Append(ExperimentChoice.CheckFaults.Name).Order(StringComparer.Ordinal), ExperimentChoice.All.Select(e => e.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task It_ends_on_the_cluster_as_it_does_here(string name)
    {
        EveryRunCase one = EveryRunTeam.Cases.Single(c => c.Name == name);
        (EveryRunOutcome here, EveryRunOutcome there) = await team.OutcomeOf(one);
        if (!one.More.IsEmpty && there.Answer.ExitCode == 2)
        {
            // Work that keeps something from item to item cannot be in processes, wherever these are.
            Assert.Matches(@"^actorlab: --set [^\n]*: expected threads or async for [^\n]* \[AL0307\]\n$", there.Answer.Error);
            return;
        }

        string context = $"here: {here.Answer}\nthere: {there.Answer}";
        Assert.True(here.Answer.ExitCode == there.Answer.ExitCode, context);
        Assert.Equal(here.Runs.Select(r => (r.What, r.Outcome)), there.Runs.Select(r => (r.What, r.Outcome)));
        // A mistake in a definition is found before there is an engine.
        if (here.Runs.Length == 0) Assert.True(here.Answer.ExitCode == 2 && here.Answer.Error == there.Answer.Error.Replace("engine is cluster", "engine is local", StringComparison.Ordinal), context);
        Assert.All(there.Runs, r => Assert.Equal("cluster", r.Engine));
        foreach ((EveryRunReport expected, EveryRunReport got) in here.Runs.Zip(there.Runs))
        {
            if (expected.IsPromised) Assert.Equal((expected.What, "holds", expected.Judged), (got.What, got.Status, got.Judged));
            else if (!expected.What.StartsWith("line-copy ", StringComparison.Ordinal)) Assert.Equal((expected.What, expected.Status), (got.What, got.Status));
        }
    }

    [Fact]
    public async Task What_looks_at_its_own_process_says_that_it_has_no_part_in_a_lab()
    {
        Answer idle = await Lab.Call("run", "idle", "--engine", "cluster", "--broker", "amqp://u:p@host");
        Assert.Equal((2, "", 2), (idle.ExitCode, idle.Out, idle.Error.Count(c => c == '\n')));
        Assert.Contains("actorlab: --engine: does not apply to idle. Leave it out. [AL0005]\n", idle.Error);
        Answer faults = await Lab.Call("run", "check-faults", "--engine", "cluster");
        Assert.Equal(new Answer(2, "", "actorlab: --engine: does not apply to check-faults. Leave it out. [AL0005]\n"), faults);
    }
}
