#pragma warning disable RS0030 // The thread that owns the world waits here.
namespace ActorLab.VirtualTime.Runtime;

/// <summary>Whatever blocks the thread that owns a world (<c>Task.Wait</c>, <c>WaitOne</c>, <c>SemaphoreSlim</c>,
/// <c>BlockingCollection</c>) takes turns of the world until it may go on; its time-out is virtual.</summary>
internal sealed class PumpingContext : SynchronizationContext
{
    private readonly VirtualWorld _world;

    public PumpingContext(VirtualWorld world)
    {
        _world = world;
        SetWaitNotificationRequired();
    }

    public override void Post(SendOrPostCallback d, object? state) => _world.Post(d, state);

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    public override int Wait(IntPtr[] waitHandles, bool waitAll, int millisecondsTimeout) =>
        _world.IsOwnThread
            ? _world.WaitFor(realMilliseconds => WaitHelper(waitHandles, waitAll, realMilliseconds), millisecondsTimeout)
            : WaitHelper(waitHandles, waitAll, millisecondsTimeout);
}
