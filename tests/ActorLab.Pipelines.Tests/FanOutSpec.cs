using System.Globalization;
using ActorLab.Core.Verify;
using ActorLab.Pipelines.Definition;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

/// <summary>How the items of a stage are shared among those that take from it.</summary>
public sealed class FanOutSpec
{
    private static PipelineDefinition Shared(string directory, FanOut fanOut, int sinks, SourceOperation source) => Of(
    [
        Stage("source", source),
        Stage("share", new PassOperation(), "source") with { FanOut = fanOut },
        .. Enumerable.Range(1, sinks).Select(i => Stage($"out-{i}", new FileSink($"{directory}out-{i}"), "share")),
    ]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_broadcast_gives_every_stage_all_items_in_order(bool real)
    {
        PipelineOutcome run = await RunWithFilesAsync(d => Shared(d, FanOut.Broadcast, 3, new NumberRangeSource(1, 4)), real);
        foreach (string name in (string[])["out-1", "out-2", "out-3"]) Assert.Equal("1\n2\n3\n4\n", run.Texts[name]);
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Round_robin_gives_each_stage_its_turn(bool real)
    {
        PipelineOutcome run = await RunWithFilesAsync(d => Shared(d, FanOut.RoundRobin, 3, new NumberRangeSource(1, 7)), real);
        Assert.Equal(("1\n4\n7\n", "2\n5\n", "3\n6\n"), (run.Texts["out-1"], run.Texts["out-2"], run.Texts["out-3"]));
    }

    [Fact]
    public async Task Balance_gives_the_faster_of_two_stages_as_much_more_as_it_is_faster()
    {
        PipelineOutcome run = await RunAsync(Of(
            Stage("numbers", new NumberRangeSource(1, 112)) with { FanOut = FanOut.Balance },
            Stage("fast", new DelayOperation(new ConstantDistribution(SimDuration.FromMilliseconds(1))), "numbers") with { Queue = new QueueDefinition(1) },
            Stage("slow", new DelayOperation(new ConstantDistribution(SimDuration.FromMilliseconds(10))), "numbers") with { Queue = new QueueDefinition(1) },
            Stage("out", new CountSink(), "fast", "slow")));
        Assert.Equal(112, run["out"].Passed);
        Assert.InRange(run["slow"].Passed, 10, 12);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Items_with_the_same_key_go_to_the_same_stage_and_one_stage_more_takes_keys_but_moves_none_between_the_others(bool real)
    {
        Dictionary<string, int> two = await OwnersAsync(2, real), three = await OwnersAsync(3, real);
        Assert.Equal(40, two.Count);
        Assert.Equal(2, two.Values.Distinct().Count());
        Assert.Equal(3, three.Values.Distinct().Count());
        foreach ((string key, int owner) in two) Assert.True(three[key] == owner || three[key] == 3, $"{key} went from {owner} to {three[key]}");
    }

    private static async Task<Dictionary<string, int>> OwnersAsync(int sinks, bool real)
    {
        PipelineOutcome run = await RunWithFilesAsync(
            d => Of(
            [
                Stage("numbers", new NumberRangeSource(1, 400)),
                Stage("keyed", new KeyByOperation(Call("modulo", "40")), "numbers") with { FanOut = FanOut.ConsistentHash },
                .. Enumerable.Range(1, sinks).Select(i => Stage($"out-{i}", new FileSink($"{d}out-{i}"), "keyed")),
            ]),
            real);
        var owners = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 1; i <= sinks; i++)
        {
            foreach (string line in run.Lines($"out-{i}"))
            {
                string key = (int.Parse(line, CultureInfo.InvariantCulture) % 40).ToString(CultureInfo.InvariantCulture);
                Assert.Equal(i, owners.GetValueOrDefault(key, i));
                owners[key] = i;
            }
        }

        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
        return owners;
    }
}
