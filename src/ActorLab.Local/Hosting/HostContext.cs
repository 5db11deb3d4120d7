using Akka.Dispatch;

namespace ActorLab.Local.Hosting;

/// <summary>Queues the continuations of asynchronous bodies on a dispatcher.</summary>
internal sealed class HostContext(MessageDispatcher dispatcher) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => dispatcher.Schedule(() => Within(d, state));

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("a dispatcher never runs anything on behalf of a thread that waits for it");

    /// <summary>What a callback awaits goes on on the dispatcher.</summary>
    public void Within(SendOrPostCallback callback, object? state)
    {
        SynchronizationContext? before = Current;
        SetSynchronizationContext(this);
        try
        {
            callback(state);
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
