using ActorLab.Simulation.Dispatchers;

namespace ActorLab.Simulation.ModelledMachine;

/// <summary>One core of the simulated machine.</summary>
internal sealed class Core(int index)
{
    public int Index { get; } = index;

    public SimulatedThread? Holder { get; set; }

    /// <summary>The thread whose state is still on it: taking up another one costs a switch.</summary>
    public SimulatedThread? LastHolder { get; set; }
}
