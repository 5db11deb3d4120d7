using ActorLab.Core.Machine;

namespace ActorLab.Simulation.ModelledMachine;

/// <summary>A disk or a service: works on so many requests at once and takes the others first come, first served.</summary>
/// <param name="capacity">At least 1.</param>
/// <param name="random">Latencies are drawn from it when the work on a request begins.</param>
internal sealed class Station(int capacity, RandomStream random)
{
    private readonly Queue<(BodyRun Body, LatencyRange Latency)> _waiting = new();
    private int _busy;

    public void Enter(BodyRun body, LatencyRange latency)
    {
        if (_busy == capacity)
        {
            _waiting.Enqueue((body, latency));
            return;
        }

        _busy++;
        body.Wake(latency.Draw(random));
    }

    /// <summary>A request is done; the next one begins.</summary>
    public void Leave()
    {
        if (_waiting.TryDequeue(out (BodyRun Body, LatencyRange Latency) next)) next.Body.Wake(next.Latency.Draw(random));
        else _busy--;
    }
}
