using ActorLab.Core.Primitives;
using Xunit;

namespace ActorLab.Core.Tests.Primitives;

public sealed class SimDurationSpec
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(1, "1 ns")]
    [InlineData(1_500, "1500 ns")]
    [InlineData(2_000, "2 us")]
    [InlineData(3_000_000, "3 ms")]
    [InlineData(3_262_000, "3262 us")]
    [InlineData(4_000_000_000, "4 s")]
    [InlineData(4_500_000_000, "4500 ms")]
    [InlineData(-2_000, "-2 us")]
    [InlineData(long.MinValue, "-9223372036854775808 ns")]
    public void A_duration_is_written_exactly_in_the_greatest_whole_unit(long nanoseconds, string text) =>
        Assert.Equal(text, new SimDuration(nanoseconds).ToString());

    [Fact]
    public void A_point_in_time_is_written_from_the_start() => Assert.Equal("5 ms after the start", new SimTime(5_000_000).ToString());

    [Fact]
    public void The_units_agree()
    {
        Assert.Equal(SimDuration.FromSeconds(2), SimDuration.FromMilliseconds(2_000));
        Assert.Equal(SimDuration.FromMilliseconds(2), SimDuration.FromMicroseconds(2_000));
        Assert.Equal(SimDuration.FromMicroseconds(2), SimDuration.FromNanoseconds(2_000));
        Assert.Equal(SimDuration.FromMicroseconds(1), SimDuration.FromTimeSpan(TimeSpan.FromTicks(10)));
        Assert.Equal((2.5, 2_500.0), (SimDuration.FromMilliseconds(2_500).TotalSeconds, SimDuration.FromMilliseconds(2_500).TotalMilliseconds));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(100, 1)]
    [InlineData(101, 2)]
    public void A_wait_is_never_shorter_than_asked_for(long nanoseconds, long ticks) => Assert.Equal(ticks, new SimDuration(nanoseconds).ToTimeSpan().Ticks);

    [Fact]
    public void Leaving_the_range_throws()
    {
        var longest = new SimDuration(long.MaxValue);
        var end = new SimTime(long.MaxValue);

        Assert.Throws<OverflowException>(() => longest + new SimDuration(1));
        Assert.Throws<OverflowException>(() => new SimDuration(long.MinValue) - new SimDuration(1));
        Assert.Throws<OverflowException>(() => longest * 2);
        Assert.Throws<OverflowException>(() => end + new SimDuration(1));
        Assert.Throws<OverflowException>(() => new SimTime(long.MinValue) - new SimTime(1));
        Assert.Throws<OverflowException>(() => SimDuration.FromSeconds(long.MaxValue));
        Assert.Throws<OverflowException>(() => SimDuration.FromMilliseconds(long.MaxValue));
        Assert.Throws<OverflowException>(() => SimDuration.FromMicroseconds(long.MinValue));
        Assert.Throws<OverflowException>(() => SimDuration.FromTimeSpan(TimeSpan.MaxValue));
    }

    [Fact]
    public void Times_and_durations_compare_by_their_length()
    {
        Assert.True(new SimDuration(1) < new SimDuration(2) && new SimDuration(2) >= new SimDuration(2));
        Assert.True(new SimTime(2) > new SimTime(1) && new SimTime(1) <= new SimTime(1));
        Assert.Equal(new SimDuration(5), new SimTime(7) - new SimTime(2));
        Assert.Equal(new SimDuration(6), new SimDuration(2) * 3);
        Assert.Equal(new SimDuration(-1), new SimDuration(2) - new SimDuration(3));
    }
}
