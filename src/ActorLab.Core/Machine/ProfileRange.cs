using System.Runtime.CompilerServices;

namespace ActorLab.Core.Machine;

/// <summary>What the settings of a machine may be. Each returns the value or names the setting that is out of its range.</summary>
internal static class ProfileRange
{
    public static int Count(int value, int most, [CallerMemberName] string setting = "") =>
        value >= 1 && value <= most ? value : throw new ArgumentOutOfRangeException(setting, value, $"{setting} must be from 1 to {most}");

    public static SimDuration UpToLongest(SimDuration value, [CallerMemberName] string setting = "") => Between(SimDuration.Zero, value, setting);

    /// <summary>For a period: work is not cut finer than that.</summary>
    public static SimDuration FromMicrosecond(SimDuration value, [CallerMemberName] string setting = "") => Between(SimDuration.FromMicroseconds(1), value, setting);

    /// <summary>NaN is out of every range.</summary>
    public static double Share(double value, double most, [CallerMemberName] string setting = "") =>
        value >= 0 && value <= most ? value : throw new ArgumentOutOfRangeException(setting, value, $"{setting} must be from 0 to {most}");

    public static Distribution Latency(Distribution value, [CallerMemberName] string setting = "")
    {
        ArgumentNullException.ThrowIfNull(value, setting);
        return Machine.Latency.Lack(value) is { } lack ? throw new ArgumentException($"{setting} must be a distribution {lack}, not {value}", setting) : value;
    }

    private static SimDuration Between(SimDuration least, SimDuration value, string setting) =>
        value >= least && value <= Machine.Latency.Longest ? value : throw new ArgumentOutOfRangeException(setting, value, $"{setting} must be from {least} to {Machine.Latency.Longest}");
}
