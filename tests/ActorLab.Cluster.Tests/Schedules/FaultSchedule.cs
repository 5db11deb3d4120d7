using System.Collections.Immutable;
using ActorLab.Cluster.Engine;

namespace ActorLab.Cluster.Tests.Schedules;

/// <summary>Something that goes wrong in a lab.</summary>
/// <param name="AtMilliseconds">After the beginning.</param>
internal abstract record Fault(int AtMilliseconds);

/// <summary>A life of a node is killed.</summary>
/// <param name="AtMilliseconds">After the beginning.</param>
/// <param name="Pick">Which of those that there are then.</param>
internal sealed record KillLife(int AtMilliseconds, int Pick) : Fault(AtMilliseconds);

/// <summary>A member is killed with its lives, and another one is started.</summary>
/// <param name="AtMilliseconds">After the beginning.</param>
/// <param name="Pick">Which of those that there are then.</param>
internal sealed record KillMember(int AtMilliseconds, int Pick) : Fault(AtMilliseconds);

/// <summary>A life stands still and goes on, if it was not given up meanwhile.</summary>
/// <param name="AtMilliseconds">After the beginning.</param>
/// <param name="Pick">Which of those that there are then.</param>
/// <param name="ForMilliseconds">How long.</param>
internal sealed record FreezeLife(int AtMilliseconds, int Pick, int ForMilliseconds) : Fault(AtMilliseconds);

/// <summary>A member stands still with its lives, so that nobody can end those, and goes on.</summary>
/// <param name="AtMilliseconds">After the beginning.</param>
/// <param name="Pick">Which of those that there are then.</param>
/// <param name="ForMilliseconds">How long.</param>
internal sealed record FreezeMember(int AtMilliseconds, int Pick, int ForMilliseconds) : Fault(AtMilliseconds);

/// <summary>The broker is killed, and started again.</summary>
/// <param name="AtMilliseconds">After the beginning.</param>
/// <param name="ForMilliseconds">How long there is none, besides what its start takes.</param>
internal sealed record RestartBroker(int AtMilliseconds, int ForMilliseconds) : Fault(AtMilliseconds);

/// <summary>Faults one after the other, made from a seed.</summary>
/// <param name="Seed">The same one gives the same schedule.</param>
/// <param name="LengthMilliseconds">From its beginning to its end.</param>
/// <param name="Faults">In the order of their times.</param>
internal sealed record FaultSchedule(ulong Seed, int LengthMilliseconds, ImmutableArray<Fault> Faults)
{
    private const int LeastPauseMilliseconds = 500, MostPauseMilliseconds = 4_000;

    /// <summary>Some thaw before they are given up, and some after.</summary>
    private const int LeastFreezeMilliseconds = 200, MostFreezeMilliseconds = 4_000;

    private const int Picks = 1_000;

    /// <summary>How work gets to the nodes meanwhile: of two seeds that follow each other, one over the queue and one over the links.</summary>
    public WorkPath Work => Seed % 2 == 0 ? WorkPath.Queue : WorkPath.Direct;

    public static FaultSchedule Of(ulong seed, int lengthMilliseconds)
    {
        var random = new RandomStream(seed);
        var faults = ImmutableArray.CreateBuilder<Fault>();
        for (int at = Pause(random); at < lengthMilliseconds; at += Pause(random)) faults.Add(Next(random, at));
        return new FaultSchedule(seed, lengthMilliseconds, faults.ToImmutable());
    }

    private static Fault Next(RandomStream random, int at)
    {
        int pick = (int)random.NextInt64(0, Picks - 1);
        int pause = (int)random.NextInt64(LeastFreezeMilliseconds, MostFreezeMilliseconds);
        return random.NextInt64(0, 8) switch
        {
            0 or 1 => new KillLife(at, pick),
            2 or 3 => new KillMember(at, pick),
            4 or 5 => new FreezeLife(at, pick, pause),
            6 => new RestartBroker(at, pause),
            _ => new FreezeMember(at, pick, pause),
        };
    }

    private static int Pause(RandomStream random) => (int)random.NextInt64(LeastPauseMilliseconds, MostPauseMilliseconds);
}
