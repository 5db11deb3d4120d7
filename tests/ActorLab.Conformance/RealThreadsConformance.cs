namespace ActorLab.Conformance;

/// <summary>G41: bodies on different threads really run at the same time.</summary>
[Requires(EngineCapabilities.RealThreads)]
public abstract class RealThreadsConformance(EngineFixture fixture) : EngineConformance(fixture)
{
    [Fact]
    public async Task G41_bodies_on_two_threads_really_run_at_the_same_time()
    {
        using var both = new Barrier(2);
        int met = 0;
        // Each waits for the other in the middle of a computation: no engine that runs one after the other gets past it.
        var body = new ScriptBody(async machine => await machine.Compute(Cost.Free, new SlicedLoop(() =>
        {
            if (both.SignalAndWait(Fixture.SafetyNet / 2)) Interlocked.Increment(ref met);
            return false;
        })));
        await RunWorkers(2, body, DispatcherPolicy.ForkJoin("pool", 2));
        Assert.Equal(2, met);
    }
}
