namespace ActorLab.TestSupport.Faults;

/// <summary>Plants one fault in a stream that comes in pieces of any size.</summary>
/// <param name="fault">Which.</param>
/// <param name="place">Of the item that it befalls, from 1; not the last one.</param>
/// <param name="alter">Makes another item of one.</param>
public sealed class FaultyStream<T>(StreamFault fault, int place, Func<T, T> alter)
{
    private readonly List<T> _late = [];
    private int _count;

    /// <summary>What comes instead of an item.</summary>
    public IReadOnlyList<T> InsteadOf(T item)
    {
        if (_late.Count > 0)
        {
            List<T> both = [item, .. _late];
            _late.Clear();
            return both;
        }

        if (++_count != place) return [item];
        switch (fault)
        {
            case StreamFault.Drop: return [];
            case StreamFault.Repeat: return [item, item];
            case StreamFault.Alter: return [alter(item)];
            default:
                _late.Add(item);
                return [];
        }
    }
}
