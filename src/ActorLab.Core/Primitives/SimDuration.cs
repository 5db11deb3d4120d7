namespace ActorLab.Core.Primitives;

/// <summary>A length of time in whole nanoseconds, on every engine: a simulated run and a real one are compared in the same unit.</summary>
/// <remarks>Range: ±292 years. Arithmetic is checked; leaving the range throws <see cref="OverflowException"/>.</remarks>
public readonly record struct SimDuration(long Nanoseconds) : IComparable<SimDuration>
{
    public static readonly SimDuration Zero = new(0);

    public static SimDuration FromNanoseconds(long value) => new(value);

    public static SimDuration FromMicroseconds(long value) => new(checked(value * 1_000));

    public static SimDuration FromMilliseconds(long value) => new(checked(value * 1_000_000));

    public static SimDuration FromSeconds(long value) => new(checked(value * 1_000_000_000));

    /// <summary>Whole ticks of 100 ns, as <see cref="TimeSpan"/> has them.</summary>
    public static SimDuration FromTimeSpan(TimeSpan value) => new(checked(value.Ticks * 100));

    public double TotalSeconds => Nanoseconds / 1e9;

    public double TotalMilliseconds => Nanoseconds / 1e6;

    /// <summary>Rounded up to a whole tick, so that a wait is never shorter than asked for.</summary>
    public TimeSpan ToTimeSpan() => new((Nanoseconds / 100) + (Nanoseconds % 100 > 0 ? 1 : 0));

    public int CompareTo(SimDuration other) => Nanoseconds.CompareTo(other.Nanoseconds);

    public static SimDuration operator +(SimDuration a, SimDuration b) => new(checked(a.Nanoseconds + b.Nanoseconds));

    public static SimDuration operator -(SimDuration a, SimDuration b) => new(checked(a.Nanoseconds - b.Nanoseconds));

    public static SimDuration operator *(SimDuration a, long factor) => new(checked(a.Nanoseconds * factor));

    public static bool operator <(SimDuration a, SimDuration b) => a.Nanoseconds < b.Nanoseconds;

    public static bool operator >(SimDuration a, SimDuration b) => a.Nanoseconds > b.Nanoseconds;

    public static bool operator <=(SimDuration a, SimDuration b) => a.Nanoseconds <= b.Nanoseconds;

    public static bool operator >=(SimDuration a, SimDuration b) => a.Nanoseconds >= b.Nanoseconds;

    public override string ToString() => Nanoseconds switch
    {
        0 => "0 s",
        _ when Nanoseconds % 1_000_000_000 == 0 => $"{Nanoseconds / 1_000_000_000} s",
        _ when Nanoseconds % 1_000_000 == 0 => $"{Nanoseconds / 1_000_000} ms",
        _ when Nanoseconds % 1_000 == 0 => $"{Nanoseconds / 1_000} us",
        _ => $"{Nanoseconds} ns",
    };
}
