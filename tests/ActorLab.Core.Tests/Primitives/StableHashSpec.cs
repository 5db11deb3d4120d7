using System.Text;
using ActorLab.Core.Primitives;
using Xunit;

namespace ActorLab.Core.Tests.Primitives;

/// <summary>The golden values come from a second implementation of the same definitions.</summary>
public sealed class StableHashSpec
{
    [Theory]
    [InlineData(0, 0x0000000000000000)]
    [InlineData(1, 0x5692161D100B05E5)]
    [InlineData(ulong.MaxValue, 0xB4D055FCF2CBBD7B)]
    public void Mix_is_stafford_13(ulong x, ulong hash) => Assert.Equal(hash, StableHash.Mix(x));

    [Fact]
    public void Combine_depends_on_the_order()
    {
        Assert.Equal(0x975835DE1C9756CEUL, StableHash.Combine(1, 2));
        Assert.Equal(0xBEEB8DA1658EEC67UL, StableHash.Combine(2, 1));
    }

    [Theory]
    [InlineData("", 0xF52A15E9A9B5E89B)]
    [InlineData("line1", 0xB59A976FDEF8EDA5)]
    [InlineData("12345678", 0x0FC07AD30EF2AEEF)]
    [InlineData("current thread:<a>", 0x9B3EA568C3E208D0)]
    public void The_hash_of_bytes_never_changes(string text, ulong hash) => Assert.Equal(hash, StableHash.Of(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("", 0xF52A15E9A9B5E89B)]
    [InlineData("line1", 0xB59A976FDEF8EDA5)]
    [InlineData("é😀", 0x91B58302A930A3C4)]
    public void The_hash_of_text_is_over_its_code_units(string text, ulong hash) => Assert.Equal(hash, StableHash.Of(text));

    [Fact]
    public void Lines_that_are_alike_have_different_hashes()
    {
        int different = Enumerable.Range(1, 100_000).Select(i => StableHash.Of(Encoding.UTF8.GetBytes($"line{i}"))).Distinct().Count();

        Assert.Equal(100_000, different);
    }

    [Fact]
    public void The_length_counts()
    {
        byte[] zeros = new byte[64];

        Assert.Equal(65, Enumerable.Range(0, 65).Select(n => StableHash.Of(zeros.AsSpan(0, n))).Distinct().Count());
    }
}
