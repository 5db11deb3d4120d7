namespace ActorLab.Core.Verify;

/// <summary>A bounded table that forgets the entry that was not asked for for longest.</summary>
internal sealed class RecentTable<TKey, TValue>(int capacity)
    where TKey : struct, IEquatable<TKey>
{
    private const int None = -1;

    private readonly Dictionary<TKey, int> _slots = [];
    private Entry[] _entries = [];
    private int _newest = None;
    private int _oldest = None;

    public int Count => _slots.Count;

    /// <summary>Entries that were forgotten.</summary>
    public long Forgotten { get; private set; }

    /// <summary>All that are kept, in the order in which they were first asked for; a slot that was used again keeps its place.</summary>
    public IEnumerable<(TKey Key, TValue Value)> Entries => _entries.Take(_slots.Count).Select(e => (e.Key, e.Value));

    public bool TryGet(TKey key, out TValue value)
    {
        bool found = _slots.TryGetValue(key, out int slot);
        value = found ? _entries[slot].Value : default!;
        return found;
    }

    /// <summary>The entry of a key, made if there is none.</summary>
    /// <param name="key">Asked for now.</param>
    /// <param name="make">Makes a new one.</param>
    public ref TValue Of(TKey key, Func<TValue> make)
    {
        ref int slot = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_slots, key, out bool known);
        if (known)
        {
            Renew(slot);
            return ref _entries[slot].Value;
        }

        slot = _slots.Count <= capacity ? _slots.Count - 1 : None;
        int taken = slot;
        if (taken == None)
        {
            taken = Forget();
            _slots[key] = taken;
        }
        else if (taken == _entries.Length)
        {
            Array.Resize(ref _entries, Math.Min(capacity, Math.Max(16, 2 * taken)));
        }

        _entries[taken] = new Entry { Key = key, Value = make(), Newer = None, Older = None };
        Link(taken);
        return ref _entries[taken].Value;
    }

    private int Forget()
    {
        int slot = _oldest;
        Unlink(slot);
        _slots.Remove(_entries[slot].Key);
        Forgotten++;
        return slot;
    }

    private void Renew(int slot)
    {
        if (slot == _newest) return;
        Unlink(slot);
        Link(slot);
    }

    private void Link(int slot)
    {
        _entries[slot].Older = _newest;
        _entries[slot].Newer = None;
        if (_newest != None) _entries[_newest].Newer = slot;
        _newest = slot;
        if (_oldest == None) _oldest = slot;
    }

    private void Unlink(int slot)
    {
        ref Entry entry = ref _entries[slot];
        if (entry.Newer != None) _entries[entry.Newer].Older = entry.Older;
        else _newest = entry.Older;
        if (entry.Older != None) _entries[entry.Older].Newer = entry.Newer;
        else _oldest = entry.Newer;
    }

    private struct Entry
    {
        public TKey Key;
        public TValue Value;
        public int Newer;
        public int Older;
    }
}
