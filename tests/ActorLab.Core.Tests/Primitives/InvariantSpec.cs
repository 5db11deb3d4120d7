using ActorLab.Core.Primitives;
using Xunit;

namespace ActorLab.Core.Tests.Primitives;

public sealed class InvariantSpec
{
    [Fact]
    public void A_broken_invariant_throws_with_the_values_in_its_message()
    {
        int held = 3;
        var broken = Assert.Throws<InvariantViolatedException>(() => Invariant.Check(held < 3, $"{held} items held, capacity {3}"));

        Assert.Equal("3 items held, capacity 3", broken.Message);
    }

    [Fact]
    public void A_plain_message_is_taken_as_it_is() =>
        Assert.Equal("{0}", Assert.Throws<InvariantViolatedException>(() => Invariant.Check(false, "{0}")).Message);

    [Fact]
    public void A_true_invariant_formats_nothing()
    {
        var text = new CountsFormatting();

        Invariant.Check(true, $"never shown: {text}");
        Assert.Equal(0, text.Formatted);
        Assert.Throws<InvariantViolatedException>(() => Invariant.Check(false, $"shown: {text}"));
        Assert.Equal(1, text.Formatted);
    }

    private sealed class CountsFormatting
    {
        public int Formatted { get; private set; }

        public override string ToString()
        {
            Formatted++;
            return "text";
        }
    }
}
