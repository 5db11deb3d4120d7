#pragma warning disable RS0030 // Akka draws from System.Random; a seeded one draws the same in every process.
using System.Reflection;
using Akka.Util;

namespace ActorLab.VirtualTime.Runtime;

/// <summary>Akka's own random numbers (uids, random routers, back-off) come from a generator of the thread, which is replaced by
/// a seeded one.</summary>
internal sealed class SeededAkkaRandom(int seed)
{
    private static readonly FieldInfo Field = RuntimeParts.Field(typeof(ThreadLocalRandom), "_rng");
    private static readonly ThreadLocal<Random> Generators = (ThreadLocal<Random>)Field.GetValue(null)!;

    private readonly Random _seeded = new(seed);
    private Random? _before;

    public void Enter()
    {
        _before = Generators.Value!;
        Generators.Value = _seeded;
    }

    public void Leave() => Generators.Value = _before!;
}
