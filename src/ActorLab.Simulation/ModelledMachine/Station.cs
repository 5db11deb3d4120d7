using ActorLab.Core.Machine;
using ActorLab.Simulation.Events;

namespace ActorLab.Simulation.ModelledMachine;

/// <summary>A disk or a service: works on so many requests at once and takes the others first come, first served.</summary>
/// <param name="capacity">At least 1.</param>
/// <param name="random">Latencies are drawn from it when the work on a request begins.</param>
internal sealed class Station(int capacity, RandomStream random)
{
    private readonly Queue<(BodyRun Body, Distribution Latency)> _waiting = new();
    private int _busy;

    public void Enter(BodyRun body, Distribution latency)
    {
        if (_busy == capacity)
        {
            _waiting.Enqueue((body, latency));
            return;
        }

        _busy++;
        body.Wake(latency.Sample(random));
    }

    /// <summary>The request is not made after all.</summary>
    /// <returns>False if the work on it has begun.</returns>
    public bool Withdraw(BodyRun body) => _waiting.RemoveWhere(w => w.Body == body) > 0;

    /// <summary>A request is done, or nobody wants its answer any more; the next one begins.</summary>
    public void Leave()
    {
        if (_waiting.TryDequeue(out (BodyRun Body, Distribution Latency) next)) next.Body.Wake(next.Latency.Sample(random));
        else _busy--;
    }
}
