using System.Runtime.CompilerServices;

namespace ActorLab.Core.Primitives;

/// <summary>Logarithm and exponential with the same bits on every machine: those of the platform differ between C runtimes.</summary>
/// <remarks>
/// <para>Only + − × ÷ √ and the bits of a double. Each of these is correctly rounded by IEEE 754, and .NET never contracts a × b + c into a fused operation, so nothing is left to the
/// machine or the compiler. Errors stay below 0.6 units in the last place (ulp); subnormal results of <see cref="Exp"/> below 1.</para>
/// <para>Both reduce the argument by a table so far that a short polynomial is enough, and keep what the reduction loses as a second, small number. Source of the method: Tang,
/// "Table-driven implementation of the logarithm function", 1990, and "… of the exponential function", 1989. The tables are computed at the first use, in twice the precision.</para>
/// </remarks>
public static partial class StableMath
{
    private const int TableBits = 7;
    private const int TableSize = 1 << TableBits;
    private const int MantissaBits = 52;
    private const long ExponentOne = 0x3FF0_0000_0000_0000;

    /// <summary>Bits of 0.703125: mantissas are taken from there to twice that, so that 1 is well inside and nothing cancels near it.</summary>
    private const long LogOffset = 0x3FE6_8000_0000_0000;

    /// <summary>ln 2, rounded to 41 bits, so that its product with an exponent is exact; and the rest.</summary>
    private static readonly (double High, double Low) s_ln2 = SplitAt(DoubleDouble.Log(2.0), 41);

    private static readonly LogEntry[] s_log = LogTable();
    private static readonly ExpEntry[] s_exp = ExpTable();

    /// <summary>ln 2 ÷ <see cref="TableSize"/>, rounded so that its product with any n of <see cref="Exp"/> is exact; and the rest.</summary>
    private static readonly (double High, double Low) s_ln2OverSize = SplitAt(DoubleDouble.Log(2.0) / TableSize, 33 + TableBits);

    private static readonly double s_sizeOverLn2 = TableSize / s_ln2.High;

    /// <param name="Inverse">About 1 ÷ m for the mantissas of this entry, with 9 bits.</param>
    /// <param name="High">−ln of it, rounded so that adding an exponent times ln 2 is exact.</param>
    /// <param name="Low">The rest.</param>
    private readonly record struct LogEntry(double Inverse, double High, double Low);

    /// <param name="High">2 to the power of j ÷ <see cref="TableSize"/>, rounded.</param>
    /// <param name="Low">The rest.</param>
    private readonly record struct ExpEntry(double High, double Low);

    /// <summary>The natural logarithm. −∞ at 0, NaN below.</summary>
    public static double Log(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x), exponentOfTwo = 0;
        // Below the normal numbers, or not finite, or negative.
        if ((ulong)(bits - 0x0010_0000_0000_0000) >= 0x7FE0_0000_0000_0000)
        {
            if (x == 0) return double.NegativeInfinity;
            if (!(x > 0) || double.IsPositiveInfinity(x)) return x > 0 ? x : double.NaN;
            bits = BitConverter.DoubleToInt64Bits(x * 18_014_398_509_481_984.0);
            exponentOfTwo = -54;
        }

        long offset = bits - LogOffset;
        double k = exponentOfTwo + (offset >> MantissaBits);
        double m = BitConverter.Int64BitsToDouble(bits - (offset & unchecked((long)0xFFF0_0000_0000_0000)));
        ref readonly LogEntry entry = ref s_log[(int)(offset >> (MantissaBits - TableBits)) & (TableSize - 1)];

        // r = m × inverse − 1 without an error: the upper half of m has so few bits that its product is exact, and so close to 1 that the difference is; the lower half is too small to matter more.
        double upper = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(m) & unchecked((long)0xFFFF_FFFF_0000_0000));
        double rHigh = (upper * entry.Inverse) - 1, rLow = (m - upper) * entry.Inverse;
        double r = rHigh + rLow;
        double rRest = rLow - (r - rHigh);

        // k ln 2 + ln(1 ÷ inverse) + r with what rounding loses, and the rest of the series of ln(1 + r).
        double whole = (k * s_ln2.High) + entry.High;
        double sum = whole + r;
        double lost = (whole - sum) + r;
        double square = r * r;
        // In pairs, so that few operations wait for each other.
        double upperTerms = ((1.0 / 7) - (r * 0.125)) * square * square;
        double terms = (1.0 / 3) - (r * 0.25) + ((0.2 - (r * (1.0 / 6))) * square) + upperTerms;
        double series = (square * -0.5) + (square * r * terms);
        return whole == 0 ? r + (rRest + series) : sum + (lost + ((k * s_ln2.Low) + entry.Low + rRest) + series);
    }

    /// <summary>e to the power of <paramref name="x"/>. 0 below −745.13, ∞ above 709.78.</summary>
    public static double Exp(double x)
    {
        if (!(x < 709.8)) return double.IsNaN(x) ? x : double.PositiveInfinity;
        if (x < -745.2) return 0;
        double n = Math.Floor((x * s_sizeOverLn2) + 0.5);
        double rHigh = x - (n * s_ln2OverSize.High), rLow = n * s_ln2OverSize.Low;
        double r = rHigh - rLow;
        double rRest = rHigh - r - rLow;
        int whole = (int)n;
        ref readonly ExpEntry entry = ref s_exp[whole & (TableSize - 1)];
        double square = r * r;
        double series = r + (rRest + (square * (0.5 + (r * ((1.0 / 6) + (r * ((1.0 / 24) + (r * (1.0 / 120)))))))));
        double mantissa = entry.High + (entry.Low + (entry.High * series));
        return Scale(mantissa, whole >> TableBits);
    }

    /// <summary><paramref name="x"/> to the power of <paramref name="y"/>, for x ≥ 0, as e to the power of y ln x: about |y ln x| + 1 ulp. 0 to the power of 0 is 1.</summary>
    public static double Pow(double x, double y)
    {
        if (x == 1 || y == 0) return 1;
        if (x == 0) return y > 0 ? 0 : double.PositiveInfinity;
        return y == 1 ? x : Exp(y * Log(x));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Scale(double mantissa, int exponent)
    {
        if (exponent is > -1022 and < 1024) return mantissa * PowerOfTwo(exponent);
        // Its power of two is no normal number, but the result may be one.
        return exponent > 0 ? mantissa * PowerOfTwo(1023) * PowerOfTwo(exponent - 1023) : mantissa * PowerOfTwo(exponent + 100) * PowerOfTwo(-100);
    }

    private static double PowerOfTwo(int exponent) => BitConverter.Int64BitsToDouble(ExponentOne + ((long)exponent << MantissaBits));

    private static LogEntry[] LogTable()
    {
        var table = new LogEntry[TableSize];
        for (int i = 0; i < TableSize; i++)
        {
            long step = 1L << (MantissaBits - TableBits), bits = LogOffset + (i * step);
            double from = BitConverter.Int64BitsToDouble(bits), to = BitConverter.Int64BitsToDouble(bits + step);
            // On either side of 1 the series alone must give the result: nothing may be added to it and cancel.
            double inverse = from <= 1 && to >= 1 ? 1 : Math.Floor((512 / (from + to)) + 0.5) / 256;
            (double high, double low) = SplitAt(-DoubleDouble.Log(inverse), 41);
            table[i] = new LogEntry(inverse, high, low);
        }

        return table;
    }

    private static ExpEntry[] ExpTable()
    {
        var roots = new DoubleDouble[TableBits];
        DoubleDouble root = 2.0;
        for (int bit = TableBits - 1; bit >= 0; bit--) roots[bit] = root = DoubleDouble.Sqrt(root);
        var table = new ExpEntry[TableSize];
        for (int j = 0; j < TableSize; j++)
        {
            DoubleDouble power = 1.0;
            for (int bit = 0; bit < TableBits; bit++)
            {
                if ((j >> bit & 1) != 0) power *= roots[bit];
            }

            table[j] = new ExpEntry(power.High, power.Low);
        }

        return table;
    }

    /// <summary>The number rounded to a multiple of 2 to the power of −<paramref name="bits"/>, and the rest.</summary>
    private static (double High, double Low) SplitAt(DoubleDouble value, int bits)
    {
        double unit = PowerOfTwo(-bits), high = Math.Floor((value.High / unit) + 0.5) * unit;
        return (high, (value - high).High);
    }
}
