using System.Diagnostics;

namespace ActorLab.Local.RealMachine;

/// <summary>A lock of the real machine. It belongs to a body, not to a thread: two bodies on one event loop exclude each other too.</summary>
/// <remarks>Who gives it up hands it to who has waited longest: were it merely free for a moment, a body that asks again at once would win it every time.</remarks>
internal sealed class LocalLock
{
    private readonly object _gate = new();
    private readonly Queue<Waiter> _waiting = new();
    private LocalMachine? _holder;

    private sealed record Waiter(LocalMachine Body, TaskCompletionSource<long> Granted);

    public bool TryAcquireNow(LocalMachine body)
    {
        lock (_gate)
        {
            if (_holder is not null) return false;
            _holder = body;
            return true;
        }
    }

    public void Acquire(LocalMachine body) => AcquireAsync(body).Wait();

    /// <returns>When it was granted, as <see cref="Stopwatch.GetTimestamp"/>: the body may hear of it later.</returns>
    public Task<long> AcquireAsync(LocalMachine body)
    {
        lock (_gate)
        {
            if (_holder is null)
            {
                _holder = body;
                return Task.FromResult(Stopwatch.GetTimestamp());
            }

            var waiter = new Waiter(body, new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));
            _waiting.Enqueue(waiter);
            return waiter.Granted.Task;
        }
    }

    /// <returns>False if the body does not hold it.</returns>
    public bool Release(LocalMachine body)
    {
        Waiter? next;
        lock (_gate)
        {
            if (_holder != body) return false;
            _holder = _waiting.TryDequeue(out next) ? next.Body : null;
        }

        next?.Granted.SetResult(Stopwatch.GetTimestamp());
        return true;
    }
}
