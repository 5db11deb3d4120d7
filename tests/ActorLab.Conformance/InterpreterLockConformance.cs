using System.Diagnostics;

namespace ActorLab.Conformance;

/// <summary>Bodies, G29: the interpreter lock. A simulated machine is judged by the time it charges, a real one by what its threads see.</summary>
public abstract class InterpreterLockConformance(EngineFixture fixture) : EngineConformance(fixture)
{
    private static readonly Cost LongCost = Cost.FromNanoseconds(20_000_000);

    private static readonly MachineProfile Locked = TwoCores with { InterpreterLock = true, SwitchInterval = SimDuration.FromMicroseconds(100) };

    private bool HasRealThreads => Capabilities.HasFlag(EngineCapabilities.RealThreads);

    [Fact]
    public async Task G29_with_an_interpreter_lock_at_most_one_body_computes_at_a_time()
    {
        const int workers = 2;
        var crowd = new Crowd();
        var ready = new Crowd();
        var body = new ScriptBody(async machine =>
        {
            ready.Enter();
            await ready.Gather(machine, workers);
            int slices = 0;
            await machine.Compute(LongCost, new SlicedLoop(() =>
            {
                crowd.Enter();
                Thread.SpinWait(20);
                crowd.Leave();
                return ++slices < 2_000;
            }));
        });
        RunResult result = await RunWorkers(workers, body, DispatcherPolicy.ForkJoin("pool", workers), machine: Locked);
        Assert.Equal(1, crowd.Most);
        if (!HasRealThreads) Assert.True(result.Elapsed >= LongCost.OnReferenceCore * workers, $"{workers} computations of {LongCost.OnReferenceCore} took {result.Elapsed}");
    }

    [Fact]
    public async Task G29_without_an_interpreter_lock_two_bodies_compute_on_two_cores()
    {
        var ready = new Crowd();
        var body = new ScriptBody(async machine =>
        {
            ready.Enter();
            await ready.Gather(machine, 2);
            await machine.Compute(LongCost, new SlicedLoop(() => false));
        });
        RunResult result = await RunWorkers(2, body, DispatcherPolicy.ForkJoin("pool", 2));
        if (!HasRealThreads) Assert.True(result.Elapsed < LongCost.OnReferenceCore * 2, $"no overlap: {result.Elapsed}");
    }

    [Fact]
    public async Task G29_a_long_computation_hands_the_lock_over_between_slices()
    {
        var journal = new Journal();
        var longHasBegun = new Gate();
        var shortIsDone = new Gate();
        await RunPair(
            async machine =>
            {
                await machine.Compute(LongCost, LongWork(longHasBegun, shortIsDone));
                journal.Add("long");
            },
            async machine =>
            {
                // A simulated machine may run the slices at any moment of the time that it charges for them.
                if (HasRealThreads) await longHasBegun.Pass(machine);
                else await machine.Sleep(SimDuration.FromMilliseconds(2));
                await machine.Compute(Cost.FromNanoseconds(1_000), new SlicedLoop(() => false));
                journal.Add("short");
                shortIsDone.Open();
            });
        Assert.Equal(["short", "long"], journal.Entries);
    }

    [Fact]
    public async Task G29_a_body_that_waits_for_a_lock_does_not_hold_the_interpreter_lock()
    {
        var handle = new LockHandle("guard");
        var held = new Gate();
        var journal = new Journal();
        // The holder must compute before it releases; whoever waits for it must let it.
        await RunPair(
            async machine =>
            {
                await machine.Acquire(handle);
                held.Open();
                await machine.Sleep(SimDuration.FromMilliseconds(2));
                await machine.Compute(LongCost, new SlicedLoop(() => false));
                journal.Add("holder");
                await machine.Release(handle);
            },
            async machine =>
            {
                await held.Pass(machine);
                await machine.Compute(Cost.FromNanoseconds(1_000), new SlicedLoop(() => false));
                await machine.Acquire(handle);
                journal.Add("waiter");
                await machine.Release(handle);
            },
            Locked with { SwitchInterval = SimDuration.FromSeconds(3_600) });
        Assert.Equal(["holder", "waiter"], journal.Entries);
    }

    [Fact]
    public async Task G29_a_sleeping_body_does_not_hold_the_interpreter_lock()
    {
        var journal = new Journal();
        var computed = new Gate();
        // With this switch interval nobody is ever made to hand over: only waiting frees the lock.
        await RunPair(
            async machine =>
            {
                await machine.Compute(Cost.FromNanoseconds(1_000), new SlicedLoop(() => false));
                await computed.Pass(machine);
                journal.Add("sleeper");
            },
            async machine =>
            {
                await machine.Sleep(SimDuration.FromMilliseconds(2));
                await machine.Compute(LongCost, new SlicedLoop(() => false));
                journal.Add("computer");
                computed.Open();
            },
            Locked with { SwitchInterval = SimDuration.FromSeconds(3_600) });
        Assert.Equal(["computer", "sleeper"], journal.Entries);
    }

    [Fact]
    public async Task G29_work_that_is_free_of_the_interpreter_is_done_beside_what_its_lock_is_held_for()
    {
        var freeHasBegun = new Gate();
        var holderIsIn = new Gate();
        long end = Deadline();
        int bodies = 0;
        bool side = false;
        var body = new ScriptBody(async machine =>
        {
            if (Interlocked.Increment(ref bodies) == 1)
            {
                await machine.Compute(LongCost, new FreeLoop(() =>
                {
                    freeHasBegun.Open();
                    side = holderIsIn.IsOpen;
                    return HasRealThreads && !side && Stopwatch.GetTimestamp() < end;
                }));
                return;
            }

            if (HasRealThreads) await freeHasBegun.Pass(machine);
            await machine.Compute(LongCost, new SlicedLoop(() =>
            {
                holderIsIn.Open();
                return false;
            }));
        });
        // Nobody is ever made to hand over.
        RunResult result = await RunWorkers(2, body, DispatcherPolicy.ForkJoin("pool", 2), machine: Locked with { SwitchInterval = SimDuration.FromSeconds(3_600) });
        if (HasRealThreads) Assert.True(side, "the holder computed only when the free work was done");
        else Assert.True(result.Elapsed < LongCost.OnReferenceCore * 2, $"no overlap: {result.Elapsed}");
    }

    /// <summary>Work that a real machine goes on with until the other body is done; a simulated one charges its cost instead.</summary>
    private SlicedLoop LongWork(Gate begun, Gate otherIsDone)
    {
        if (!HasRealThreads) return new SlicedLoop(() => false);
        long end = Deadline();
        return new SlicedLoop(() =>
        {
            begun.Open();
            Thread.SpinWait(50);
            return !otherIsDone.IsOpen && Stopwatch.GetTimestamp() < end;
        });
    }

    private long Deadline() => Stopwatch.GetTimestamp() + (long)(Fixture.SafetyNet.TotalSeconds / 3 * Stopwatch.Frequency);

    private sealed class FreeLoop(Func<bool> slice) : ISlicedWork
    {
        public bool NeedsInterpreter => false;

        public bool RunSlice() => slice();
    }

    private async Task RunPair(Func<IMachine, ValueTask> first, Func<IMachine, ValueTask> second, MachineProfile? machine = null)
    {
        int finished = 0;
        var failures = new List<Exception>();
        await Run(
            Script.Root(
                context =>
                {
                    DispatcherPolicy pool = DispatcherPolicy.ForkJoin("pool", 2);
                    context.Spawn(Script.Worker(context.Self, new ScriptBody(first), pool));
                    context.Spawn(Script.Worker(context.Self, new ScriptBody(second), pool));
                },
                (_, message) =>
                {
                    if (message is BodyFailed failed) failures.Add(failed.Cause);
                    return ++finished == 2;
                }),
            machine ?? Locked);
        Assert.Empty(failures);
    }
}
