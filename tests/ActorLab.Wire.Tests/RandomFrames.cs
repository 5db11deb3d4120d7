using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Plan;
using ActorLab.Wire.Frames;

namespace ActorLab.Wire.Tests;

/// <summary>Frames with every field drawn, extremes included more often than chance would have them.</summary>
internal sealed class RandomFrames(RandomStream random)
{
    private const string Letters = "aä/λ雪0 $-\n\0";

    public NodeFrame Next() => random.NextInt64(0, 9) switch
    {
        0 => new Hello(Index(), Index(), Text(), Text(), Index(), Text(), random.NextUInt64(), new PlanOrigin(Text(), Bytes()) { Akka = Text() }, random.NextUInt64(), Settings())
        {
            Traced = Flip(),
            LogLevel = Flip() ? (LogLevel)random.NextInt64(0, 4) : null,
        },
        1 => new Welcome(Index(), Index(), random.NextUInt64(), Index()),
        2 => new Refused(Index(), Text()),
        3 => new Ack(Index(), Count()),
        4 => new Heartbeat(Index(), new SimTime(Count()), Count()),
        _ => new Data(Index(), Math.Max(1, Count()), Count(), Ops()),
    };

    public NodeOp NextOp() => random.NextInt64(0, 10) switch
    {
        0 => new SpawnOp(Id(), Name(), Filled(), Text(), Message(), new SupervisionPolicy
        {
            Directive = Pick<SupervisionDirective>(),
            MaxRestarts = Index(),
            Window = new SimDuration(Count()),
        }),
        1 => new StopOp(Id()),
        2 => new WatchOp(Id(), Name()),
        3 => new UnwatchOp(Id(), Id()),
        4 => new TerminatedOp(Id(), Flip() ? Id() : null, Flip() ? DeadLetterReason.NodeLost : DeadLetterReason.ReceiverStopped),
        5 => new EscalatedOp(Id(), Id(), Text(), Text()),
        6 => new DeadLetterOp(Pick<DeadLetterReason>(), Flip() ? Filled() : null, Text(), Flip() ? Message() : Payload.None),
        7 => new LeaveOp(Text(), Samples.Steps(_ => Count()), new RunCounters(Count(), Count(), Count(), Count(), Count(), Count())),
        8 => new TraceOp(Bytes()),
        _ => new SendOp(Id(), Flip() ? Name() : null, Message()) { Number = Flip() ? Count() : 0 },
    };

    private ImmutableArray<NodeOp> Ops() => [.. Enumerable.Range(0, (int)random.NextInt64(1, 6)).Select(_ => NextOp())];

    private LinkSettings Settings() => new(new SimDuration(Count()), new SimDuration(Count()), Index());

    private Payload Message() => new((uint)random.NextInt64(1, uint.MaxValue), Bytes());

    private NodeActorId Id() => new(Index(), Count());

    private NodeActorName Name() => new(Id(), Text());

    private int Index() => (int)Math.Min(int.MaxValue, Count());

    private long Count() => random.NextInt64(0, 5) switch
    {
        0 => 0,
        1 => long.MaxValue,
        2 => random.NextInt64(0, 200),
        _ => random.NextInt64(0, long.MaxValue) >> (int)random.NextInt64(0, 62),
    };

    private bool Flip() => random.NextInt64(0, 1) == 1;

    private T Pick<T>() where T : struct, Enum => Enum.GetValues<T>()[random.NextInt64(0, Enum.GetValues<T>().Length - 1)];

    private string Text() => string.Create((int)random.NextInt64(0, 20), random, static (span, r) =>
    {
        foreach (ref char c in span) c = Letters[(int)r.NextInt64(0, Letters.Length - 1)];
    });

    private string Filled() => "x" + Text();

    private byte[] Bytes()
    {
        byte[] bytes = new byte[random.NextInt64(0, random.NextInt64(0, 20) == 0 ? 5_000 : 30)];
        foreach (ref byte b in bytes.AsSpan()) b = (byte)random.NextUInt64();
        return bytes;
    }
}
