namespace ActorLab.Conformance.Tests.Faults;

/// <summary>Faults of dispatchers and of the run: G33 to G40, and G52.</summary>
internal static class RunFaults
{
    public static readonly ImmutableArray<Planted> All =
    [
        new("G33", "an actor goes on as long as it has messages", () => Dispatcher(d => d with { Throughput = 1_000_000 })),
        new("G34", "a fork-join dispatcher has one thread more", () => Dispatcher(d => d.Kind == DispatcherKind.ForkJoin ? d with { Threads = d.Threads + 1 } : d)),
        new("G34", "a fork-join dispatcher has one thread less", () => Dispatcher(d => d.Kind == DispatcherKind.ForkJoin ? d with { Threads = Math.Max(1, d.Threads - 1) } : d)),
        new("G34", "pinned actors share two threads", () => Dispatcher(d => d.Kind == DispatcherKind.Pinned ? DispatcherPolicy.ForkJoin("pins", 2) : d)),
        new("G34", "an event loop has two threads", () => Dispatcher(d => d.Kind == DispatcherKind.EventLoop ? DispatcherPolicy.ForkJoin(d.Name, 2) : d)),
        new("G34", "all dispatchers are one", () => Dispatcher(_ => DispatcherPolicy.ForkJoin("one", 5))),
        new("G34", "the calling thread is a pool", () => Dispatcher(d => d.Kind == DispatcherKind.CallingThread ? DispatcherPolicy.ForkJoin("pool", 2) : d)),
        new("G35", "other actors are abandoned when the root stops", () => new Wrong(receive: (a, _, c, m) => Unless(m is Stopping && c.PathOf(c.Self).Contains('/', StringComparison.Ordinal), a, c, m))),
        new("G35", "the outbox is reversed", () => new Wrong(result: r => r with { Outbox = [.. r.Outbox.Reverse()] })),
        new("G35", "the last message to the outside is lost", () => new Wrong(result: r => r with { Outbox = [.. r.Outbox.SkipLast(1)] })),
        new("G35", "nobody sees messages to the outside arrive", () => new Wrong(options: o => o with { OnOutbox = null })),
        new("G36", "the root is not told of an interrupt", () => new Wrong(receive: (a, _, c, m) => Unless(m is Interrupted, a, c, m))),
        new("G36", "an interrupted run claims to be complete", () => new Wrong(result: r => r.Outcome == RunOutcome.Interrupted ? r with { Outcome = RunOutcome.Completed } : r)),
        new("G36", "an interrupt ends the run at once", () => new EndsAtOnce()),
        new("G36", "the root is told twice", () => new Wrong(receive: InterruptTwice)),
        new("G37", "sends are counted wrongly", () => Counters(c => c with { Sends = c.Sends + 1 })),
        new("G37", "turns are counted wrongly", () => Counters(c => c with { Turns = c.Turns - 1 })),
        new("G37", "dead letters are counted wrongly", () => Counters(c => c with { DeadLetters = Math.Min(c.DeadLetters, RunResult.MaxDeadLettersKept) })),
        new("G37", "spawns are counted without the root", () => Counters(c => c with { Spawned = c.Spawned - 1 })),
        new("G37", "failures are not counted", () => Counters(c => c with { Failures = 0 })),
        new("G37", "restarts are not counted", () => Counters(c => c with { Restarts = 0 })),
        new("G37", "the last dead letters are kept, not the first", () => new Wrong(result: r => r with { DeadLetters = [.. r.DeadLetters.Skip(1)] })),
        new("G38", "the digest is another one every time", () => new DriftingDigest()),
        new("G38", "the digest is always the same", () => new Wrong(result: r => r with { TraceDigest = 42 })),
        new("G38", "there is no digest", () => new Wrong(result: r => r with { TraceDigest = null })),
        new("G38", "the seed is ignored", () => new Wrong(plan: p => p with { Seed = 1 })),
        new("G38", "the trace depends on the culture", () => new Wrong(plan: p => p with { Seed = p.Seed + (ulong)(-1.5).ToString(System.Globalization.CultureInfo.CurrentCulture)[0] })),
        new("G39", "a deadlock counts as complete", () => new Wrong(result: r => r with { Outcome = RunOutcome.Completed })),
        new("G39", "nobody says who waits", () => new Wrong(result: r => r with { Failure = "deadlock" })),
        new("G52", "a livelock counts as a deadlock", () => new Wrong(result: r => r.Outcome == RunOutcome.Livelocked ? r with { Outcome = RunOutcome.Deadlocked } : r)),
        new("G52", "nobody says who goes round", () => new Wrong(result: r => r.Outcome == RunOutcome.Livelocked ? r with { Failure = "livelock" } : r)),
        new("G40", "sleeping takes no time at all", () => new Wrong(machine: m => new Sleepless(m))),
        new("G40", "a day is a little longer", () => new Wrong(context: c => new LongDays(c))),
    ];

    private static Wrong Dispatcher(Func<DispatcherPolicy, DispatcherPolicy> change) => new(props: p => p with { Dispatcher = change(p.Dispatcher) });

    private static Wrong Counters(Func<RunCounters, RunCounters> change) => new(result: r => r with { Counters = change(r.Counters) });

    private static void Unless(bool lost, IActor actor, IActorContext context, IMessage message)
    {
        if (!lost) actor.Receive(context, message);
    }

    private static void InterruptTwice(IActor actor, ActorProps props, IActorContext context, IMessage message)
    {
        actor.Receive(context, message);
        if (message is Interrupted) actor.Receive(context, message);
    }

    /// <summary>After the interrupt, nothing reaches the outside any more.</summary>
    private sealed class EndsAtOnce : Fault
    {
        private bool _interrupted;

        public override void Receive(IActor actor, ActorProps props, IActorContext context, IMessage message)
        {
            if (message is Interrupted)
            {
                _interrupted = true;
                context.Stop(context.Self);
            }

            if (!_interrupted) actor.Receive(context, message);
        }
    }

    private sealed class DriftingDigest : Fault
    {
        private static long _runs;

        public override RunResult Rewrite(RunResult result) => result with { TraceDigest = (ulong)Interlocked.Increment(ref _runs) };
    }

    private sealed class Sleepless(IMachine inner) : ForwardingMachine(inner)
    {
        public override ValueTask Sleep(SimDuration duration) => base.Sleep(SimDuration.Zero);
    }

    private sealed class LongDays(IActorContext inner) : ForwardingContext(inner)
    {
        public override IScheduledSend SendLater(IActorRef receiver, IMessage message, SimDuration delay) =>
            base.SendLater(receiver, message, delay + SimDuration.FromNanoseconds(1));
    }
}
