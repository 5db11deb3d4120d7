namespace ActorLab.Core.Primitives;

/// <summary>Numbers the actors of one run from 1, in the order in which the engine created them.</summary>
public readonly record struct ActorId(long Value) : IComparable<ActorId>
{
    public int CompareTo(ActorId other) => Value.CompareTo(other.Value);

    public override string ToString() => $"#{Value}";
}
