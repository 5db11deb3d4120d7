namespace ActorLab.Local.Dispatchers;

/// <summary>Queues the continuations of asynchronous bodies on a dispatcher.</summary>
internal sealed class DispatcherContext(Dispatcher dispatcher) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => dispatcher.Schedule(new Continuation(d, state), null);

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("a dispatcher never runs anything on behalf of a thread that waits for it");

    private sealed class Continuation(SendOrPostCallback callback, object? state) : IRunnable
    {
        public void Run(DispatcherThread thread)
        {
            // The rest of a body may compute long; what this thread would run next must not wait for it.
            thread.ShareSlot();
            callback(state);
        }
    }
}
