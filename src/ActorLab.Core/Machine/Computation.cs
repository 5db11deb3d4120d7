namespace ActorLab.Core.Machine;

/// <summary>Whether a compute step really ran its action. A simulated machine only charges the cost unless it was asked to compute.</summary>
public enum Computation
{
    Computed,
    NotComputed,
}
