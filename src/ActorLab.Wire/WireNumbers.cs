using ActorLab.Core.Primitives;

namespace ActorLab.Wire;

/// <summary>Numbers from outside, brought into the ranges that the code works in.</summary>
internal static class WireNumbers
{
    public static int Index(uint value, string what) => value <= int.MaxValue ? (int)value : throw new WireFormatException($"{what} is {value}, more than {int.MaxValue}");

    public static long Count(ulong value, string what) => value <= long.MaxValue ? (long)value : throw new WireFormatException($"{what} is {value}, more than {long.MaxValue}");

    public static SimDuration Duration(ulong nanoseconds, string what) => new(Count(nanoseconds, what));

    public static T Present<T>(T? value, string what) where T : class => value ?? throw new WireFormatException($"{what} is missing");

    public static uint Tag(uint tag, string what) => tag > 0 ? tag : throw new WireFormatException($"{what} has no tag");
}
