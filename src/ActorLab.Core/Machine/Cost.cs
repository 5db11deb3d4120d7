namespace ActorLab.Core.Machine;

/// <summary>What a computation costs on one core of the reference machine. Only a simulated machine charges it; a real one takes as long as it takes.</summary>
public readonly record struct Cost(SimDuration OnReferenceCore)
{
    public static readonly Cost Free = new(SimDuration.Zero);

    public static Cost FromNanoseconds(long value) => new(SimDuration.FromNanoseconds(value));
}
