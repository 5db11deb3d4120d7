using System.Diagnostics.CodeAnalysis;

namespace ActorLab.Core.Model;

/// <summary>Gives the items 1 to <paramref name="count"/> without a payload.</summary>
/// <param name="count">At least 0.</param>
/// <param name="after">It begins behind this item, as if those up to it had been given; 0 to <paramref name="count"/>.</param>
public sealed class RangeSource(long count, long after = 0) : IWorkSource
{
    private long _given = after >= 0 && after <= count ? after : throw new ArgumentOutOfRangeException(nameof(after), after, $"a range of {count} items cannot begin behind this one");

    public long Count { get; } = count >= 0 ? count : throw new ArgumentOutOfRangeException(nameof(count), count, "a range cannot have fewer than no items");

    public bool TryNext([NotNullWhen(true)] out WorkItem? item)
    {
        item = _given < Count ? new WorkItem(SequencePath.Of(++_given), null) : null;
        return item is not null;
    }
}
