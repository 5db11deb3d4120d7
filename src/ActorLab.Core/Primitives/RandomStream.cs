using System.Numerics;

namespace ActorLab.Core.Primitives;

/// <summary>A seeded stream of random numbers whose output never changes between versions, machines or cultures.</summary>
/// <remarks>xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021). The state is filled by SplitMix64 from a
/// <em>hashed</em> seed: with <c>seed × constant</c>, neighbouring seeds gave the same stream shifted by one.</remarks>
public sealed class RandomStream
{
    private ulong _s0, _s1, _s2, _s3;

    public RandomStream(ulong seed)
    {
        Seed = seed;
        ulong x = StableHash.Mix(seed);
        _s0 = NextSplitMix(ref x);
        _s1 = NextSplitMix(ref x);
        _s2 = NextSplitMix(ref x);
        _s3 = NextSplitMix(ref x);
    }

    public ulong Seed { get; }

    /// <summary>An independent stream for <paramref name="name"/>. It depends on this stream's seed and the name, not on what was drawn before.</summary>
    public RandomStream Split(string name) => new(StableHash.Combine(StableHash.Mix(Seed), StableHash.Of(name)));

    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [<paramref name="minimum"/>, <paramref name="maximum"/>], both ends included; without bias (Lemire 2019).</summary>
    public long NextInt64(long minimum, long maximum)
    {
        Invariant.Check(minimum <= maximum, $"the range from {minimum} to {maximum} is empty");
        ulong span = unchecked((ulong)maximum - (ulong)minimum + 1);
        if (span == 0) return unchecked((long)NextUInt64());
        ulong high = Math.BigMul(NextUInt64(), span, out ulong low);
        if (low < span)
        {
            ulong threshold = (0 - span) % span;
            while (low < threshold) high = Math.BigMul(NextUInt64(), span, out low);
        }

        return unchecked((long)((ulong)minimum + high));
    }

    private static ulong NextSplitMix(ref ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        return StableHash.Mix(x);
    }
}
