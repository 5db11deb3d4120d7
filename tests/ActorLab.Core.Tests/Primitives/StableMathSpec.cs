using System.Numerics;
using ActorLab.Core.Primitives;
using Xunit;

namespace ActorLab.Core.Tests.Primitives;

/// <summary>Logarithm and exponential beside the same in whole numbers of 2⁻²⁵⁶, which are exact to far more digits than a double has.</summary>
public sealed class StableMathSpec
{
    private const int FractionBits = 256;
    private static readonly BigInteger s_one = BigInteger.One << FractionBits;
    private static readonly BigInteger s_ln2 = 2 * ArtanhOfInverse(3);

    [Fact]
    public void The_logarithm_is_within_0_6_ulp_everywhere()
    {
        var random = new RandomStream(1);
        double worst = 0;
        for (int i = 0; i < 4_000; i++)
        {
            double x = (i % 4) switch
            {
                0 => BitConverter.Int64BitsToDouble(random.NextInt64(1, 0x7FEF_FFFF_FFFF_FFFF)),
                1 => 0.5 + (1.5 * random.NextDouble()),
                2 => 1 + ((random.NextDouble() - 0.5) * StableMath.Exp(-36 * random.NextDouble())),
                _ => random.NextDouble(),
            };
            if (x > 0) worst = Math.Max(worst, UlpsFrom(LogOf(x), StableMath.Log(x)));
        }

        Assert.InRange(worst, 0.45, 0.6);
    }

    [Fact]
    public void The_exponential_is_within_0_6_ulp_where_its_result_is_normal_and_within_1_below()
    {
        var random = new RandomStream(2);
        double worst = 0, worstSubnormal = 0;
        for (int i = 0; i < 4_000; i++)
        {
            double x = (i % 4) switch
            {
                0 => -708 + (1417 * random.NextDouble()),
                1 => (random.NextDouble() - 0.5) * StableMath.Exp(-36 * random.NextDouble()),
                2 => -20 * random.NextDouble(),
                _ => -708.5 - (36 * random.NextDouble()),
            };
            double ulps = UlpsFrom(ExpOf(x), StableMath.Exp(x));
            if (i % 4 == 3) worstSubnormal = Math.Max(worstSubnormal, ulps);
            else worst = Math.Max(worst, ulps);
        }

        Assert.InRange(worst, 0.45, 0.6);
        Assert.InRange(worstSubnormal, 0.3, 1);
    }

    [Fact]
    public void Both_agree_with_those_of_the_platform_to_a_few_ulps()
    {
        var random = new RandomStream(3);
        for (int i = 0; i < 100_000; i++)
        {
            double x = StableMath.Exp(1400 * (random.NextDouble() - 0.5));
            Assert.Equal(1, (1 + StableMath.Log(x)) / (1 + Math.Log(x)), 1e-15);
            double y = 1400 * (random.NextDouble() - 0.5);
            Assert.Equal(1, StableMath.Exp(y) / Math.Exp(y), 1e-15);
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, double.NegativeInfinity)]
    [InlineData(-1, double.NaN)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.NegativeInfinity, double.NaN)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(2, 0.69314718055994530942)]
    [InlineData(10, 2.3025850929940456840)]
    [InlineData(double.Epsilon, -744.44007192138126231)]
    [InlineData(double.MaxValue, 709.78271289338399684)]
    public void The_logarithm_of_the_ends_and_of_plain_numbers_is(double x, double expected) => Assert.Equal(expected, StableMath.Log(x));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, Math.E)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(710, double.PositiveInfinity)]
    [InlineData(-746, 0)]
    [InlineData(-745.13321910194110842, double.Epsilon)]
    public void The_exponential_of_the_ends_and_of_plain_numbers_is(double x, double expected) => Assert.Equal(expected, StableMath.Exp(x));

    [Theory]
    [InlineData(2, 10, 1024)]
    [InlineData(0, 0.5, 0)]
    [InlineData(0, -1, double.PositiveInfinity)]
    [InlineData(7, 1, 7)]
    [InlineData(0, 0, 1)]
    public void A_power_is(double x, double y, double expected) => Assert.Equal(expected, StableMath.Pow(x, y), 1e-12);

    [Fact]
    public void The_bits_are_these_on_every_machine()
    {
        var random = new RandomStream(4);
        ulong hash = 0;
        for (int i = 0; i < 100_000; i++)
        {
            double u = random.NextDouble();
            hash = StableHash.Combine(hash, BitConverter.DoubleToUInt64Bits(StableMath.Log(u)));
            hash = StableHash.Combine(hash, BitConverter.DoubleToUInt64Bits(StableMath.Exp(100 * (u - 0.5))));
        }

        Assert.Equal("c667dbbafeba7807", $"{hash:x16}");
    }

    /// <summary>How far a double is from an exact value, in units of its last place.</summary>
    private static double UlpsFrom((BigInteger Mantissa, int Exponent) exact, double computed)
    {
        (BigInteger mantissa, int exponent) = Parts(computed);
        int shift = exponent - exact.Exponent;
        return (double)(BigInteger.Abs(exact.Mantissa - (mantissa << shift)) * 1_000_000 >> shift) / 1e6;
    }

    /// <summary>ln of 2 to the power of e times m, m in [1, 2): e ln 2 + 2 artanh((m − 1) ÷ (m + 1)).</summary>
    private static (BigInteger Mantissa, int Exponent) LogOf(double x)
    {
        (BigInteger mantissa, int exponent) = Parts(x);
        int e = (int)mantissa.GetBitLength() - 1;
        BigInteger m = e <= FractionBits ? mantissa << (FractionBits - e) : mantissa;
        BigInteger s = ((m - s_one) << FractionBits) / (m + s_one);
        BigInteger square = s * s >> FractionBits, power = s, sum = s;
        for (int k = 3; !power.IsZero; k += 2)
        {
            power = power * square >> FractionBits;
            sum += power / k;
        }

        return ((2 * sum) + ((e + exponent) * s_ln2), -FractionBits);
    }

    /// <summary>2 to the power of k times the series of e to the power of the rest.</summary>
    private static (BigInteger Mantissa, int Exponent) ExpOf(double x)
    {
        (BigInteger mantissa, int exponent) = Parts(x);
        int shift = FractionBits + exponent;
        BigInteger value = shift >= 0 ? mantissa << shift : mantissa >> -shift;
        var k = (int)((value + (s_ln2 / 2)) / s_ln2);
        BigInteger r = value - (k * s_ln2), term = s_one, sum = s_one;
        for (int n = 1; !term.IsZero && n < 200; n++)
        {
            term = (term * r >> FractionBits) / n;
            sum += term;
        }

        return (sum, k - FractionBits);
    }

    private static BigInteger ArtanhOfInverse(int q)
    {
        BigInteger power = s_one / q, sum = power;
        for (int k = 3; !power.IsZero; k += 2)
        {
            power /= q * q;
            sum += power / k;
        }

        return sum;
    }

    private static (BigInteger Mantissa, int Exponent) Parts(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52 & 0x7FF);
        long mantissa = bits & 0xF_FFFF_FFFF_FFFF;
        if (exponent > 0) mantissa |= 1L << 52;
        return (x < 0 ? -mantissa : mantissa, Math.Max(exponent, 1) - 1075);
    }
}
