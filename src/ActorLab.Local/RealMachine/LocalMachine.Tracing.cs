using System.Diagnostics;
using ActorLab.Core.Machine;

namespace ActorLab.Local.RealMachine;

/// <content>What a traced run notes of the waits inside a step. An untraced one does the same without reading the clock.</content>
internal sealed partial class LocalMachine
{
    /// <summary>What bodies are given.</summary>
    private IMachine Face => trace is null ? this : _traced ??= new TracedMachine(this, trace);

    /// <summary>In nanoseconds; 0 when nobody wants to know.</summary>
    private long Now => trace?.Now ?? 0;

    private void AcquireInterpreterLock()
    {
        if (interpreterLock is not null) NoteInterpreterLock(interpreterLock.Acquire());
    }

    private void Checkpoint()
    {
        if (interpreterLock is not null) NoteInterpreterLock(interpreterLock.Checkpoint());
    }

    private void NoteInterpreterLock(long waitedTicks)
    {
        if (waitedTicks == 0 || trace is null) return;
        long now = Stopwatch.GetTimestamp();
        trace.Waited(WaitKind.Gil, trace.Clock.At(now - waitedTicks), trace.Clock.At(now));
    }

    private T UseDisk<T>(Func<T> operation) => NoteHere(WaitKind.Disk, operation);

    private T NoteHere<T>(WaitKind kind, Func<T> operation)
    {
        if (trace is null) return operation();
        long start = trace.Now;
        try
        {
            return operation();
        }
        finally
        {
            trace.Waited(kind, start, trace.Now);
        }
    }

    /// <summary>A thread of the pool may not be there at once, so only what the operation itself took is the disk's.</summary>
    private async Task<T> UseDiskElsewhere<T>(Func<T> operation)
    {
        long start = 0, end = 0;
        try
        {
            return await Task.Run(() =>
            {
                start = Now;
                try
                {
                    return operation();
                }
                finally
                {
                    end = Now;
                }
            });
        }
        finally
        {
            trace!.WaitedElsewhere(WaitKind.Disk, start, end);
        }
    }

    private async Task<T> NoteElsewhere<T>(WaitKind kind, Task<T> waiting)
    {
        if (trace is null) return await waiting;
        long start = trace.Now;
        long end = await EndOf(waiting);
        trace.WaitedElsewhere(kind, start, end);
        return await waiting;
    }

    private void NoteElsewhere(WaitKind kind, long start, long endTimestamp) => trace?.WaitedElsewhere(kind, start, trace.Clock.At(endTimestamp));

    /// <summary>Is not brought back to the dispatcher first, and leaves a failure to who takes the result.</summary>
    private async Task<long> EndOf(Task waiting)
    {
        await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Now;
    }
}
