namespace ActorLab.Core.Primitives;

/// <summary>The place of an item in its stream, from 1.</summary>
public readonly record struct SequenceNumber(long Value) : IComparable<SequenceNumber>
{
    public static readonly SequenceNumber First = new(1);

    public SequenceNumber Next() => new(checked(Value + 1));

    public int CompareTo(SequenceNumber other) => Value.CompareTo(other.Value);

    public static bool operator <(SequenceNumber a, SequenceNumber b) => a.Value < b.Value;

    public static bool operator >(SequenceNumber a, SequenceNumber b) => a.Value > b.Value;

    public static bool operator <=(SequenceNumber a, SequenceNumber b) => a.Value <= b.Value;

    public static bool operator >=(SequenceNumber a, SequenceNumber b) => a.Value >= b.Value;

    public override string ToString() => $"item {Value}";
}
