namespace ActorLab.Local.RealMachine;

/// <summary>A lock of the real machine. It belongs to a body, not to a thread: two bodies on one event loop exclude each other too.</summary>
#pragma warning disable CA1001 // the semaphore is never asked for its wait handle, so it holds nothing to dispose of
internal sealed class LocalLock
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _free = new(1, 1);
    private LocalMachine? _holder;

    public bool TryAcquireNow(LocalMachine body)
    {
        if (!_free.Wait(0)) return false;
        _holder = body;
        return true;
    }

    public void Acquire(LocalMachine body)
    {
        _free.Wait();
        _holder = body;
    }

    public async Task AcquireAsync(LocalMachine body)
    {
        await _free.WaitAsync().ConfigureAwait(false);
        _holder = body;
    }

    /// <returns>False if the body does not hold it.</returns>
    public bool Release(LocalMachine body)
    {
        if (_holder != body) return false;
        _holder = null;
        _free.Release();
        return true;
    }
}
