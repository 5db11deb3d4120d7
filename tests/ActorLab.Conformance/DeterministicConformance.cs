using System.Globalization;

namespace ActorLab.Conformance;

/// <summary>G38: the same plan and seed give the same trace digest.</summary>
[Requires(EngineCapabilities.Deterministic)]
public abstract class DeterministicConformance(EngineFixture fixture) : EngineConformance(fixture)
{
    private static readonly MachineProfile Jittery = TwoCores with
    {
        DiskFlush = Latency.Between(SimDuration.FromMicroseconds(10), SimDuration.FromMicroseconds(900)),
        InterpreterLock = true,
        SwitchCost = SimDuration.FromNanoseconds(700),
    };

    private CultureInfo? _cultureOfTheRun;

    [Fact]
    public async Task G38_the_same_plan_and_seed_give_the_same_digest_and_the_same_events()
    {
        (ulong? digest, TraceLog trace) = await Digest(Seed);
        Assert.NotNull(digest);
        Assert.NotEmpty(trace.Events);
        for (int i = 0; i < 3; i++)
        {
            (ulong? again, TraceLog traceAgain) = await Digest(Seed);
            Assert.Equal(digest, again);
            Assert.Equal(trace.Events, traceAgain.Events);
        }
    }

    [Fact]
    public async Task G38_the_digest_does_not_depend_on_the_culture()
    {
        (ulong? digest, _) = await Digest(Seed);
        CultureInfo before = CultureInfo.CurrentCulture;
        var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        odd.NumberFormat = new NumberFormatInfo { NegativeSign = "~", NumberDecimalSeparator = ",", NumberGroupSeparator = "." };
        try
        {
            CultureInfo.CurrentCulture = odd;
            Assert.Equal("~1,5", (-1.5).ToString(CultureInfo.CurrentCulture));
            ulong? oddDigest = (await Digest(Seed)).Digest;
            Assert.Same(odd, _cultureOfTheRun);
            Assert.Equal(digest, oddDigest);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task G38_another_seed_gives_another_digest_where_chance_has_a_say()
    {
        Assert.NotEqual((await Digest(Seed)).Digest, (await Digest(Seed + 1)).Digest);
    }

    /// <summary>A run with something of everything: messages, random delays, bodies, a lock, files, a failure.</summary>
    private async Task<(ulong? Digest, TraceLog Trace)> Digest(ulong seed)
    {
        const int workers = 4;
        int finished = 0;
        var guard = new LockHandle("guard");
        var trace = new TraceLog();
        RunResult result = await Run(
            outside => Script.Root(
                context =>
                {
                    _cultureOfTheRun = CultureInfo.CurrentCulture;
                    for (int i = 0; i < workers; i++) context.Spawn(Busy(context.Self, i, guard));
                },
                (context, message) =>
                {
                    context.Send(outside, message);
                    return ++finished == workers;
                }),
            Jittery,
            seed,
            new EngineOptions { Trace = trace });
        return (result.TraceDigest, trace);
    }

    private ActorProps Busy(IActorRef root, int index, LockHandle guard)
    {
        var body = new ScriptBody(async machine =>
        {
            FileHandle file = await machine.Open(Fixture.NewPath("digest.txt"), OpenMode.Append);
            await machine.Compute(Cost.FromNanoseconds(50_000 + index), new SlicedLoop(() => false));
            await machine.Acquire(guard);
            await machine.Append(file, new byte[] { (byte)index });
            await machine.Flush(file);
            await machine.Release(guard);
            await machine.Close(file);
        });
        return Script.Props(
            (context, message) =>
            {
                switch (message)
                {
                    case Started:
                        context.SendLater(context.Self, Go.Instance, new SimDuration(context.Random.NextInt64(1, 1_000_000)));
                        break;
                    case Go: throw new PlannedFailureException("planned");
                    case Restarted: context.Execute(body, new Number(index)); break;
                    case BodyCompleted or BodyFailed: context.Send(root, new Number(index)); break;
                    default: break;
                }
            },
            DispatcherPolicy.ForkJoin("pool", 3));
    }
}
