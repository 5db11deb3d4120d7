using System.Numerics;

namespace ActorLab.VirtualTime.Schedules;

/// <summary>A seeded stream of random numbers that is the same in every version of .NET: xoshiro256**, its state filled by
/// SplitMix64.</summary>
/// <remarks>Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021.</remarks>
internal sealed class Xoshiro
{
    private ulong _a, _b, _c, _d;

    public Xoshiro(long seed)
    {
        ulong state = (ulong)seed;
        _a = Mix(ref state);
        _b = Mix(ref state);
        _c = Mix(ref state);
        _d = Mix(ref state);
    }

    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_b * 5, 7) * 9, shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>A number from 0 to <paramref name="end"/> - 1; the bias is below end / 2^64.</summary>
    public int Next(int end) => (int)Math.BigMul(NextUInt64(), (ulong)end, out _);

    private static ulong Mix(ref ulong state)
    {
        ulong mixed = state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
