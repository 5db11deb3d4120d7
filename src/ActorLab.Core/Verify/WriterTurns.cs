namespace ActorLab.Core.Verify;

/// <summary>Who wrote the records of an output: a new thread for each, or several in turn. Records without a thread tell nothing.</summary>
/// <remarks>Threads are told apart by process and thread name, as a hash of 64 bits. Only the first <see cref="MaxWriters"/> are remembered.</remarks>
internal sealed class WriterTurns
{
    /// <summary>From here on nothing more is learnt: a thousand threads of one item each are proof enough.</summary>
    private const int MaxWriters = 1_000;

    private readonly HashSet<ulong> _writers = [];
    private long _items;
    private ulong _last;
    private bool _returned;

    /// <summary>At least two items, each by a thread that wrote no other.</summary>
    public bool EachItemHasItsOwn => _items >= 2 && !_returned && (_items == _writers.Count || _writers.Count == MaxWriters);

    /// <summary>Some thread wrote again after another had written.</summary>
    public bool TookTurns { get; private set; }

    public void Offer(in OutputItem item)
    {
        if (item.Thread.IsEmpty) return;
        _items++;
        ulong writer = StableHash.Combine(StableHash.Of(item.Thread), unchecked((ulong)(item.ProcessId ?? 0)));
        bool known = _writers.Contains(writer);
        if (known && writer != _last) TookTurns = true;
        _returned |= known;
        if (!known && _writers.Count < MaxWriters) _writers.Add(writer);
        _last = writer;
    }
}
