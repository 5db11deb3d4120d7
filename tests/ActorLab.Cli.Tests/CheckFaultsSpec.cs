using System.Text.Json;

namespace ActorLab.Cli.Tests;

public sealed class CheckFaultsSpec
{
    [Fact]
    public async Task E8_shows_where_the_check_by_position_is_wrong()
    {
        Answer answer = await Lab.Call("run", "E8", "--json");
        Assert.Equal(0, answer.ExitCode);
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        var figures = json.RootElement.EnumerateArray().Select(c => c.GetProperty("verdict")).Select(v =>
            (v.GetProperty("positionalMismatches").GetInt64(), v.GetProperty("lost").GetInt64(), v.GetProperty("reordered").GetInt64(), v.GetProperty("status").GetString()));
        Assert.Equal([(9_995, 1, 0, "violated"), (0, 10_000, 0, "violated"), (2, 0, 1, "violated")], figures);
    }

    [Fact]
    public async Task E8_is_told_to_people_side_by_side()
    {
        Answer answer = await Lab.Call("run", "check-faults");
        Assert.Contains("9,995 lines wrong", answer.Out);
        Assert.Contains("passes", answer.Out);
        Assert.Contains("violated: 10,000 lost, 0 reordered", answer.Out);
        Assert.Contains("lesson of E8:", answer.Out);
    }
}
