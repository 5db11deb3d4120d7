namespace ActorLab.Core.Report;

/// <summary>Student's t: how far the mean of a small normal sample is from the truth, in its own standard errors.</summary>
public static class StudentT
{
    /// <summary>From here on the expansion around the normal distribution is as good as the sum, and shorter.</summary>
    private const int ManyDegrees = 1_000;

    /// <summary>The chance of a value within ±<paramref name="t"/>. Exact sums: Abramowitz and Stegun 26.7.3 and 26.7.4.</summary>
    /// <param name="t">At least 0.</param>
    /// <param name="degreesOfFreedom">From 1 to 100,000.</param>
    public static double Within(double t, int degreesOfFreedom)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(t);
        ArgumentOutOfRangeException.ThrowIfLessThan(degreesOfFreedom, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(degreesOfFreedom, 100_000);
        double square = degreesOfFreedom / (degreesOfFreedom + (t * t));
        double sine = t / Math.Sqrt(degreesOfFreedom + (t * t));
        bool odd = degreesOfFreedom % 2 == 1;
        // The first of the terms cosⁿ, and from each to the next.
        double term = odd ? Math.Sqrt(square) : 1, sum = 0;
        for (int n = odd ? 1 : 0; n <= degreesOfFreedom - 2; n += 2)
        {
            sum += term;
            term *= square * (n + 1) / (n + 2);
        }

        return odd ? 2 / Math.PI * (ArcTangent(t / Math.Sqrt(degreesOfFreedom)) + (sine * sum)) : sine * sum;
    }

    /// <summary>The t that a value stays within ± of with a probability.</summary>
    /// <param name="level">Above 0 and below 1, such as 0.95. Good to about 12 digits up to 0.9999.</param>
    /// <param name="degreesOfFreedom">At least 1.</param>
    public static double TwoSidedQuantile(double level, int degreesOfFreedom)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(degreesOfFreedom, 1);
        if (degreesOfFreedom > ManyDegrees) return NearNormal(StableMath.NormalQuantile((1 + level) / 2), degreesOfFreedom);
        double low = 0, high = 1;
        while (Within(high, degreesOfFreedom) < level) (low, high) = (high, high * 2);
        while (true)
        {
            double middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high) return middle;
            if (Within(middle, degreesOfFreedom) < level) low = middle;
            else high = middle;
        }
    }

    /// <summary>Abramowitz and Stegun 26.7.5.</summary>
    private static double NearNormal(double z, double n)
    {
        double square = z * z;
        double first = z * (square + 1) / 4;
        double second = z * ((((5 * square) + 16) * square) + 3) / 96;
        double third = z * ((((((3 * square) + 19) * square) + 17) * square) - 15) / 384;
        return z + (first / n) + (second / (n * n)) + (third / (n * n * n));
    }

    /// <summary>Of a number from 0 on: halved until the series needs few terms.</summary>
    private static double ArcTangent(double x)
    {
        int halvings = 0;
        for (; x > 0.1; halvings++) x = double.IsInfinity(x) ? 1 : x / (1 + Math.Sqrt(1 + (x * x)));
        double power = x, sum = 0;
        for (int n = 1; n < 30; n += 2)
        {
            sum += power / n;
            power *= -x * x;
        }

        return sum * (1 << halvings);
    }
}
