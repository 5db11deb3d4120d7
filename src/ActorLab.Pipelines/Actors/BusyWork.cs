using System.Diagnostics;
using ActorLab.Core.Machine;

namespace ActorLab.Pipelines.Actors;

/// <summary>Keeps the core busy for a while: what a stage that computes looks like to the others.</summary>
internal sealed class BusyWork(SimDuration duration) : ISlicedWork
{
    private const int RoundsPerSlice = 200;

    private readonly long _start = Stopwatch.GetTimestamp();

    public bool RunSlice()
    {
        Thread.SpinWait(RoundsPerSlice);
        return Stopwatch.GetElapsedTime(_start).TotalNanoseconds < duration.Nanoseconds;
    }
}
