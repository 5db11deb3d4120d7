using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ActorLab.Core.Primitives;

/// <summary>How long something takes that does not always take as long: a closed family of distributions of durations.</summary>
/// <remarks>The same stream gives the same durations on every machine. Each kind says how many numbers a draw takes from the stream.</remarks>
public abstract record Distribution
{
    private protected Distribution()
    {
    }

    /// <summary>The mean in nanoseconds; null if there is none.</summary>
    public abstract double? MeanNs { get; }

    /// <summary>The variance in square nanoseconds; null if there is none.</summary>
    public abstract double? VarianceNs2 { get; }

    /// <summary>A value in nanoseconds, not rounded.</summary>
    public abstract double Draw(RandomStream random);

    /// <summary>A duration: a draw, rounded to whole nanoseconds. What is below 0 counts as 0, and what no duration can hold as the longest.</summary>
    public virtual SimDuration Sample(RandomStream random)
    {
        double rounded = Math.Floor(Draw(random) + 0.5);
        return rounded <= 0 ? SimDuration.Zero : new SimDuration(rounded < long.MaxValue ? (long)rounded : long.MaxValue);
    }

    /// <summary>The text that <see cref="TryParse"/> makes the same distribution of, such as <c>exponential(5 ms)</c>.</summary>
    public sealed override string ToString() => $"{Kind}({Arguments})";

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text">A kind and its arguments, such as <c>uniform(1 ms, 2.5 ms)</c>.</param>
    /// <param name="distribution">Null if it is wrong.</param>
    /// <param name="error">What was expected and what was found; null if nothing is wrong.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Distribution? distribution, [NotNullWhen(false)] out string? error) =>
        DistributionText.TryParse(text, out distribution, out error);

    protected abstract string Kind { get; }

    protected abstract string Arguments { get; }

    /// <summary>Uniform in (0, 1], so that its logarithm is finite. Takes one number.</summary>
    private protected static double DrawAboveZero(RandomStream random) => 1 - random.NextDouble();

    private protected static void Require([DoesNotReturnIf(false)] bool condition, string expectation)
    {
        if (!condition) throw new ArgumentException(expectation);
    }

    private protected static string Plain(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
