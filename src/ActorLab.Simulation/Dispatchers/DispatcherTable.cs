using ActorLab.Core.Actors;

namespace ActorLab.Simulation.Dispatchers;

/// <summary>The dispatchers of a run, by name; made when an actor first asks for one.</summary>
internal sealed class DispatcherTable(SimulationRun run, int cores, long threadStart)
{
    private readonly Dictionary<string, SimulatedDispatcher> _named = new(StringComparer.Ordinal);
    private SimulatedDispatcher? _shared;
    private SimulatedDispatcher? _callingThread;

    /// <exception cref="ArgumentException">The dispatcher cannot be had.</exception>
    public SimulatedDispatcher For(ActorProps props, string actorName, bool isRoot)
    {
        DispatcherPolicy policy = props.Dispatcher;
        if (policy.Throughput < 1) throw new ArgumentException($"dispatcher '{policy.Name}' has a throughput of {policy.Throughput}; at least 1 is needed");
        switch (policy.Kind)
        {
            case DispatcherKind.SharedPool:
                return _shared ??= new SimulatedDispatcher(run, policy.Kind, policy.Name, cores, 0);
            case DispatcherKind.CallingThread:
                if (isRoot) _callingThread = new SimulatedDispatcher(run, policy.Kind, policy.Name, 1, 0);
                return _callingThread ?? throw new ArgumentException("only a plan whose root is on the calling thread may use it");
            case DispatcherKind.Pinned:
                return new SimulatedDispatcher(run, policy.Kind, actorName, 1, props.Observer ? 0 : threadStart);
            default:
                return Named(policy);
        }
    }

    private SimulatedDispatcher Named(DispatcherPolicy policy)
    {
        if (policy.Threads < 1) throw new ArgumentException($"dispatcher '{policy.Name}' has {policy.Threads} threads; at least 1 is needed");
        if (!_named.TryGetValue(policy.Name, out SimulatedDispatcher? dispatcher))
        {
            dispatcher = new SimulatedDispatcher(run, policy.Kind, policy.Name, policy.Threads, 0);
            _named.Add(policy.Name, dispatcher);
        }

        if (dispatcher.Kind == policy.Kind && dispatcher.MaxThreads == policy.Threads) return dispatcher;
        throw new ArgumentException(
            $"dispatcher '{policy.Name}' is of kind {dispatcher.Kind} with {dispatcher.MaxThreads} threads already and cannot be of kind {policy.Kind} with {policy.Threads}");
    }
}
