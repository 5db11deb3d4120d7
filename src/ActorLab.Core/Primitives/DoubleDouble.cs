namespace ActorLab.Core.Primitives;

/// <summary>A number as the sum of two doubles, exact to about 2⁻¹⁰⁴ of its size: for tables that are computed once.</summary>
/// <remarks>Only + − × ÷ √, each correctly rounded by IEEE 754, and .NET never contracts a × b + c into one operation; so the bits are the same on every machine.
/// Sources: Dekker, "A floating-point technique for extending the available precision", 1971; Knuth, The Art of Computer Programming, vol. 2, 4.2.2.</remarks>
/// <param name="High">The sum, rounded.</param>
/// <param name="Low">What rounding lost: at most half an ulp of <paramref name="High"/>.</param>
internal readonly record struct DoubleDouble(double High, double Low)
{
    /// <summary>2²⁷ + 1: splits a double into two halves of 26 bits.</summary>
    private const double Splitter = 134_217_729;

    public static implicit operator DoubleDouble(double value) => new(value, 0);

    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        DoubleDouble high = Sum(a.High, b.High), low = Sum(a.Low, b.Low);
        DoubleDouble sum = QuickSum(high.High, high.Low + low.High);
        return QuickSum(sum.High, sum.Low + low.Low);
    }

    public static DoubleDouble operator -(DoubleDouble a) => new(-a.High, -a.Low);

    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) => a + -b;

    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        DoubleDouble product = Product(a.High, b.High);
        return QuickSum(product.High, product.Low + ((a.High * b.Low) + (a.Low * b.High)));
    }

    public static DoubleDouble operator /(DoubleDouble a, DoubleDouble b)
    {
        double first = a.High / b.High;
        DoubleDouble rest = a - (b * first);
        double second = rest.High / b.High;
        rest -= b * second;
        return QuickSum(first, second) + (rest.High / b.High);
    }

    /// <summary>Of a positive number: one step of Newton's method from the rounded root.</summary>
    public static DoubleDouble Sqrt(DoubleDouble value)
    {
        double root = Math.Sqrt(value.High);
        DoubleDouble rest = value - Product(root, root);
        return QuickSum(root, rest.High / (2 * root));
    }

    /// <summary>ln of a number from ½ to 2: 2 artanh((x − 1) ÷ (x + 1)), term by term.</summary>
    public static DoubleDouble Log(DoubleDouble value)
    {
        DoubleDouble s = (value - 1.0) / (value + 1.0), square = s * s, power = s, sum = s;
        for (int k = 3; Math.Abs(power.High) > 1e-36; k += 2)
        {
            power *= square;
            sum += power / (double)k;
        }

        return sum + sum;
    }

    /// <summary>a + b and what rounding it loses, exactly.</summary>
    private static DoubleDouble Sum(double a, double b)
    {
        double sum = a + b, ofB = sum - a;
        return new DoubleDouble(sum, (a - (sum - ofB)) + (b - ofB));
    }

    /// <summary>The same if |a| ≥ |b|.</summary>
    private static DoubleDouble QuickSum(double a, double b)
    {
        double sum = a + b;
        return new DoubleDouble(sum, b - (sum - a));
    }

    /// <summary>a × b and what rounding it loses, exactly.</summary>
    private static DoubleDouble Product(double a, double b)
    {
        double product = a * b;
        (double aHigh, double aLow) = Split(a);
        (double bHigh, double bLow) = Split(b);
        return new DoubleDouble(product, ((aHigh * bHigh) - product + (aHigh * bLow) + (aLow * bHigh)) + (aLow * bLow));
    }

    private static (double High, double Low) Split(double value)
    {
        double scaled = Splitter * value, high = scaled - (scaled - value);
        return (high, value - high);
    }
}
