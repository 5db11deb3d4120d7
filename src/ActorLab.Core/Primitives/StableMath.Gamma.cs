namespace ActorLab.Core.Primitives;

/// <content>What distributions need besides.</content>
public static partial class StableMath
{
    /// <summary>½ ln 2π.</summary>
    private const double HalfLnTwoPi = 0.91893853320467274178;

    /// <summary>Stirling's series is used from here on: its terms shrink by more than a hundred each.</summary>
    private const double StirlingFrom = 12;

    /// <summary>Γ(x) for x &gt; 0, to about 14 digits.</summary>
    /// <remarks>Γ(x) = Γ(x + n) ÷ (x (x + 1) … (x + n − 1)), and Stirling's series for the large argument (Abramowitz and Stegun 6.1.15 and 6.1.40).</remarks>
    public static double Gamma(double x)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(x);
        double below = 1;
        while (x < StirlingFrom) below *= x++;
        double inverse = 1 / x, square = inverse * inverse;
        double series = inverse * ((1.0 / 12) - (square * ((1.0 / 360) - (square * ((1.0 / 1260) - (square * ((1.0 / 1680) - (square * (1.0 / 1188)))))))));
        return Exp(((x - 0.5) * Log(x)) - x + HalfLnTwoPi + series) / below;
    }

    /// <summary>The z below which a standard normal variable falls with a probability; −∞ at 0 and ∞ at 1.</summary>
    /// <remarks>Three rational functions, with relative errors of about 10⁻¹⁶. Source: Wichura, algorithm AS 241 (PPND16), Applied Statistics 37, 1988.</remarks>
    /// <param name="probability">From 0 to 1.</param>
    public static double NormalQuantile(double probability)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        double q = probability - 0.5;
        if (Math.Abs(q) <= 0.425) return q * Ratio(0.180625 - (q * q), s_centre, s_centreBelow);
        double tail = q < 0 ? probability : 1 - probability;
        if (tail == 0) return q < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        double r = Math.Sqrt(-Log(tail));
        double z = r <= 5 ? Ratio(r - 1.6, s_side, s_sideBelow) : Ratio(r - 5, s_far, s_farBelow);
        return q < 0 ? -z : z;
    }

    private static readonly double[] s_centre =
    [
        3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
        4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
    ];

    private static readonly double[] s_centreBelow =
    [
        1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
        2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
    ];

    private static readonly double[] s_side =
    [
        1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
        1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ];

    private static readonly double[] s_sideBelow =
    [
        1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ];

    private static readonly double[] s_far =
    [
        6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ];

    private static readonly double[] s_farBelow =
    [
        1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ];

    private static double Ratio(double x, double[] above, double[] below) => Polynomial(x, above) / Polynomial(x, below);

    private static double Polynomial(double x, double[] coefficients)
    {
        double value = 0;
        for (int i = coefficients.Length - 1; i >= 0; i--) value = (value * x) + coefficients[i];
        return value;
    }
}
