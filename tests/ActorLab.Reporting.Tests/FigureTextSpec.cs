using Xunit;

namespace ActorLab.Reporting.Tests;

public sealed class FigureTextSpec
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(1, "1 ns")]
    [InlineData(999, "999 ns")]
    [InlineData(1_500, "1.5 µs")]
    [InlineData(2_500_000, "2.5 ms")]
    [InlineData(32_620_000_000, "32.62 s")]
    [InlineData(3_600_000_000_000, "3,600.0 s")]
    public void A_time_has_the_unit_that_suits_it(long nanoseconds, string expected) => Assert.Equal(expected, FigureText.Time(new SimDuration(nanoseconds)));

    [Theory]
    [InlineData(0.5, "0.50x")]
    [InlineData(1.346, "1.35x")]
    [InlineData(77.85, "77.9x")]
    public void A_ratio_has_as_many_digits_as_mean_something(double ratio, string expected) => Assert.Equal(expected, FigureText.Times(ratio));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(192L << 20, "192 MiB")]
    [InlineData(5000L << 20, "5,000 MiB")]
    public void A_size_has_the_unit_that_suits_it(long bytes, string expected) => Assert.Equal(expected, FigureText.Bytes(bytes));

    [Theory]
    [InlineData(1, "1 item")]
    [InlineData(0, "0 items")]
    [InlineData(12_345, "12,345 items")]
    public void One_is_not_several(long count, string expected) => Assert.Equal(expected, FigureText.Several(count, "item"));
}
