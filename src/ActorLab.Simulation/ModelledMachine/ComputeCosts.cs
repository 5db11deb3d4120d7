namespace ActorLab.Simulation.ModelledMachine;

/// <summary>What computations really take: as on a real machine, where caches and interrupts see to it, not always the same.</summary>
/// <remarks>Costs that never vary keep the threads of a run in step with each other and with the scheduler, so that some places of a body are never interrupted, however often it runs.</remarks>
/// <param name="variation">0 to 0.9.</param>
/// <param name="random">One number is taken from it for each computation; none where nothing varies.</param>
internal sealed class ComputeCosts(double variation, RandomStream random)
{
    /// <param name="nanoseconds">What it costs on average.</param>
    public long Draw(long nanoseconds)
    {
        long most = (long)(nanoseconds * variation);
        return most == 0 ? nanoseconds : nanoseconds + Math.Min(random.NextInt64(-most, most), long.MaxValue - nanoseconds);
    }
}
