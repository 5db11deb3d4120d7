namespace ActorLab.Cli.Tests;

public sealed class SpellingSpec
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("serial", "serial", 0)]
    [InlineData("seral", "serial", 1)]
    [InlineData("sreial", "serial", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ca", "abc", 3)]
    public void The_distance_counts_insertions_deletions_replacements_and_swaps(string a, string b, int expected)
    {
        Assert.Equal(expected, Spelling.Distance(a, b));
        Assert.Equal(expected, Spelling.Distance(b, a));
    }

    [Fact]
    public void The_closest_word_is_suggested() => Assert.Equal("Did you mean threads?", Spelling.Suggest("thread", ["threads-lock", "threads", "serial"]));

    [Fact]
    public void Nothing_is_suggested_when_nothing_is_close() => Assert.Null(Spelling.Suggest("warp", ["local", "simulation"]));
}
