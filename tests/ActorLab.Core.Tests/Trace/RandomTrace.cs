using ActorLab.Core.Primitives;
using ActorLab.Core.Trace;

namespace ActorLab.Core.Tests.Trace;

/// <summary>Events as no run would give them, and some as runs do.</summary>
internal static class RandomTrace
{
    private static readonly string[] s_details = ["Assigned", "Completed", "Report", "", "root/workers/worker-1", "é\u2028𝄞"];

    private static readonly TracePlace[] s_places = [new("", "pool-1"), new("", "pool-2"), new("worker-1", "main"), new("", "pool-1")];

    public static TraceEvent[] Of(ulong seed, int count)
    {
        var random = new RandomStream(seed);
        var events = new TraceEvent[count];
        long now = 0;
        for (int i = 0; i < count; i++) events[i] = Next(random, ref now);
        return events;
    }

    private static TraceEvent Next(RandomStream random, ref long now)
    {
        bool wild = (int)random.NextInt64(0, 20 - 1) == 0;
        now = wild ? (long)random.NextUInt64() : now + (int)random.NextInt64(0, 100_000 - 1);
        long Number(int limit) => wild ? (long)random.NextUInt64() : (int)random.NextInt64(0, limit - 1);
        return new TraceEvent((TraceKind)(int)random.NextInt64(0, 10 - 1), new SimTime(now), new ActorId(Number(5)), new ActorId(Number(5)), s_details[(int)random.NextInt64(0, s_details.Length - 1)], Number(3))
        {
            Turn = Number(4),
            Message = Number(4),
            Item = Number(10),
            Place = (int)random.NextInt64(0, 5 - 1) == 0 ? null : s_places[(int)random.NextInt64(0, s_places.Length - 1)],
        };
    }
}
