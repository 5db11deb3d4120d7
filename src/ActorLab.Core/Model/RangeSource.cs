using System.Diagnostics.CodeAnalysis;

namespace ActorLab.Core.Model;

/// <summary>Gives the items 1 to <paramref name="count"/> without a payload.</summary>
/// <param name="count">At least 0.</param>
public sealed class RangeSource(long count) : IWorkSource
{
    private long _given;

    public long Count { get; } = count >= 0 ? count : throw new ArgumentOutOfRangeException(nameof(count), count, "a range cannot have fewer than no items");

    public bool TryNext([NotNullWhen(true)] out WorkItem? item)
    {
        item = _given < Count ? new WorkItem(SequencePath.Of(++_given), null) : null;
        return item is not null;
    }
}
