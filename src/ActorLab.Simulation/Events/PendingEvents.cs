using System.Numerics;
using System.Runtime.CompilerServices;
using ActorLab.Simulation.Cells;

namespace ActorLab.Simulation.Events;

/// <summary>The pending-event set: gives events in the order of (time, priority, source, sequence), where the sequence is the order of adding.</summary>
/// <remarks>
/// <para>Sorting everything is more than anybody asks for: only what comes next must be in order. The time ahead is cut into buckets, and an event is thrown into the one that its time falls
/// into; a bucket is sorted when it is its turn. What comes after the last bucket waits in a heap until the ring of buckets has come near it, and what is added to the bucket that is open
/// already goes into another heap beside it. So adding, taking and taking back cost O(1) amortised where the buckets fit the load, and O(log n), as in a heap, where it is too
/// skewed for any width. A few events stay in the heap alone.</para>
/// <para>The width follows the load: every so many events it is looked up how many came per bucket, and all keys are dealt again when these were far from what suits. The order
/// of events depends on none of this. An event that is taken back leaves its key, which is dropped when its turn comes or when there are more such keys than events.</para>
/// <para>Sources: Brown, "Calendar queues", 1988 (buckets that adapt); Tang, Goh and Thng, "Ladder queue", 2005 (sorted only when opened).</para>
/// </remarks>
internal sealed class PendingEvents
{
    /// <summary>What a bucket should have when it is opened, at least and at most: enough that opening it is cheap per event, few enough to stay in the first-level cache.</summary>
    private const int LeastPerBucket = 64;
    private const int MostPerBucket = 512;

    private const int ManyEvents = 192;
    private const int FewEvents = 32;
    private const int MinWindow = 4096;
    private const int MinBuckets = 64;
    private const int MaxBuckets = 1 << 16;
    private const int MaxSamples = 512;

    /// <summary>So many events, and what they touch, stay in the caches of a core without being asked for.</summary>
    private const int CachedEvents = 500;

    /// <summary>How many events before it happens the row of one is loaded, then whom it is for, then what that one consists of: each must have come before the next is asked for.</summary>
    private const int RowsAhead = 15;
    private const int TargetsAhead = 10;
    private const int PartsAhead = 5;

    /// <summary>No bucket is in use: all times come before the end of the one that is open.</summary>
    private const long AllOpen = long.MaxValue;

    private readonly EventTable _table = new();
    private readonly EventRing _ring = new();
    private readonly OpenBucket _open;

    /// <summary>Before the end of the open bucket, but added after it was opened.</summary>
    private readonly EventHeap _early;

    /// <summary>After the last bucket of the ring.</summary>
    private readonly EventHeap _far;

    private readonly long[] _sample = new long[2 * MaxSamples];
    private EventKey[] _scratch = [];
    private long _opened = AllOpen;
    private int _widthBits;
    private int _earlyLimit = ManyEvents;
    private long _windowStart;
    private long _windowOpened;
    private long _windowLength = MinWindow;

    /// <summary>Keys whose events were taken back.</summary>
    private int _dead;

    public PendingEvents()
    {
        _open = new OpenBucket(_table);
        _early = new EventHeap(_table);
        _far = new EventHeap(_table);
    }

    public int Count { get; private set; }

    private long Taken => _table.Added - Count;

    /// <summary>How often all keys were dealt into buckets.</summary>
    public long Deals { get; private set; }

    /// <param name="what">Not pending now.</param>
    /// <param name="time">In nanoseconds; not negative.</param>
    /// <param name="priority">First of the ties.</param>
    /// <param name="source">Second of the ties: the number of the actor it belongs to.</param>
    public void Add(PendingEvent what, long time, EventPriority priority, ActorId source)
    {
        Invariant.Check(!what.IsPending, "an event is pending already");
        if (time < 0) ReportTooEarly(time);
        int row = _table.Add(what, priority, source);
        what.Slot = row;
        Added(new EventKey(time, row));
    }

    /// <summary>Adds a message to be sent at a time, which nobody takes back.</summary>
    /// <param name="sender">The source, too; with the priority of a timer.</param>
    /// <param name="send">What to send.</param>
    /// <param name="time">In nanoseconds; not negative.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(SimulatedActor sender, in DelayedSend send, long time)
    {
        if (time < 0) ReportTooEarly(time);
        Added(new EventKey(time, _table.AddSend(sender, send)));
    }

    /// <summary>Gives what comes next, which must be taken before anything else is added or given.</summary>
    public bool TryGetNext(out EventKey next)
    {
        while (Count > 0)
        {
            next = TakeKey();
            if (_table.IsDead(next.Row))
            {
                _table.Release(next.Row);
                _dead--;
                continue;
            }

            Count--;
            if (Count > CachedEvents) LoadAhead();
            return true;
        }

        next = default;
        return false;
    }

    /// <summary>Takes what <see cref="TryGetNext"/> has given.</summary>
    /// <param name="next">The key.</param>
    /// <param name="sender">Of the message, if it is one.</param>
    /// <param name="send">The message, if it is one.</param>
    /// <returns>The event, or null if it is a message.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PendingEvent? Take(EventKey next, out SimulatedActor? sender, out DelayedSend send)
    {
        PendingEvent? what = _table.Take(next.Row, out sender, out send);
        if (what is not null) what.Slot = -1;
        return what;
    }

    /// <summary>Takes an event back.</summary>
    /// <returns>False if it was not pending.</returns>
    public bool Remove(PendingEvent what)
    {
        if (!what.IsPending) return false;
        TakeBack(what);
        DropDeadKeys();
        return true;
    }

    /// <summary>Takes many back at once.</summary>
    /// <param name="meant">Which events.</param>
    /// <param name="senders">Whose messages; null for nobody's.</param>
    public void RemoveWhere(Predicate<PendingEvent> meant, Predicate<SimulatedActor>? senders = null)
    {
        for (int row = 0; row < _table.Length; row++)
        {
            if (_table.EventOf(row) is { } what)
            {
                if (meant(what)) TakeBack(what);
            }
            else if (_table.SenderOf(row) is { } sender && senders?.Invoke(sender) == true)
            {
                TakeBack(row);
            }
        }

        DropDeadKeys();
    }

    private void DropDeadKeys()
    {
        if (_dead > MinWindow && _dead > Count) Deal(_widthBits, Gather());
    }

    private void TakeBack(PendingEvent what)
    {
        TakeBack(what.Slot);
        what.Slot = -1;
    }

    private void TakeBack(int row)
    {
        _table.TakeBack(row);
        Count--;
        _dead++;
    }

    /// <summary>Apart, so that those who call it once per event stay short.</summary>
    private static void ReportTooEarly(long time) => Invariant.Check(false, $"an event is to come at {time} ns, before the run");

    private void Added(EventKey key)
    {
        Count++;
        long number = key.Time >> _widthBits;
        if (number > _opened && IsInRing(number))
        {
            _ring.Add(number, key);
            return;
        }

        Place(key);
        if (_early.Count > _earlyLimit) FitToSample();
    }

    /// <summary>The rows of events that come soon are loaded, then what they name, then what that consists of.</summary>
    private void LoadAhead()
    {
        _table.LoadAhead(_open.RowAhead(RowsAhead));
        _table.Approach(_open.RowAhead(TargetsAhead), 0);
        _table.Approach(_open.RowAhead(PartsAhead), 1);
    }

    /// <summary>The same for those that come first in a bucket, all at once.</summary>
    private void LoadFirst()
    {
        for (int i = 0; i < RowsAhead; i++) _table.LoadAhead(_open.RowAhead(i));
        for (int i = 0; i < TargetsAhead; i++) _table.Approach(_open.RowAhead(i), 0);
        for (int i = 0; i < PartsAhead; i++) _table.Approach(_open.RowAhead(i), 1);
    }

    private void Place(EventKey key)
    {
        long number = key.Time >> _widthBits;
        if (number <= _opened) _early.Add(key);
        else if (IsInRing(number)) _ring.Add(number, key);
        else _far.Add(key);
    }

    /// <param name="number">Of a bucket after the open one.</param>
    private bool IsInRing(long number) => (ulong)(number - _opened) <= (ulong)_ring.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private EventKey TakeKey() => _early.Count == 0 && !_open.IsEmpty ? _open.Take() : TakeKeySlowly();

    private EventKey TakeKeySlowly()
    {
        while (_open.IsEmpty)
        {
            if (_early.Count > 0) return _early.Take();
            OpenNext();
        }

        return _early.Count > 0 && _table.IsBefore(_early.First, _open.First) ? _early.Take() : _open.Take();
    }

    /// <summary>Nothing is before the end of the open bucket any more.</summary>
    private void OpenNext()
    {
        if (Count <= FewEvents)
        {
            GoOnWithout(Gather());
            return;
        }

        if (Taken - _windowStart >= _windowLength) FitToWindow();
        if (_ring.Count == 0)
        {
            _opened = (_far.First.Time >> _widthBits) - 1;
            DrawNear();
        }

        _opened = _ring.NextOccupied(_opened + 1);
        _open.Open(_ring, _opened, _widthBits);
        if (Count > CachedEvents) LoadFirst();
        DrawNear();
    }

    /// <summary>The end of the ring has moved.</summary>
    private void DrawNear()
    {
        while (_far.Count > 0)
        {
            long number = _far.First.Time >> _widthBits;
            if (!IsInRing(number)) return;
            _ring.Add(number, _far.Take());
        }
    }

    /// <summary>For so few the heap alone is best.</summary>
    private void GoOnWithout(int count)
    {
        _opened = AllOpen;
        _earlyLimit = ManyEvents;
        for (int i = 0; i < count; i++) _early.Add(_scratch[i]);
    }

    /// <summary>So many came per bucket, empty ones counted: the width changes if it was more than half a power of two out.</summary>
    private void FitToWindow()
    {
        long buckets = Math.Max(1, _opened - _windowOpened), taken = Taken - _windowStart;
        StartWindow();
        int widthBits = _widthBits;
        long perBucket = KeysPerBucket(Count);
        while (taken > 2 * perBucket * buckets && widthBits > 0)
        {
            taken /= 2;
            widthBits--;
        }

        while (taken < perBucket * buckets / 4 && widthBits < 62)
        {
            buckets /= 2;
            widthBits++;
        }

        if (widthBits != _widthBits || BucketsFor(Count) > 2 * _ring.Length || BucketsFor(Count) < _ring.Length / 4) Deal(widthBits, Gather());
    }

    /// <summary>Too many are in the heap beside the open bucket: the first quarter of a sample tells how close together the next events are.</summary>
    private void FitToSample()
    {
        int count = Gather();
        if (count < ManyEvents / 2)
        {
            // They were dead for the most part.
            GoOnWithout(count);
            return;
        }

        int step = Math.Max(1, count / MaxSamples), samples = count / step;
        Span<long> times = _sample.AsSpan(0, samples);
        for (int i = 0; i < samples; i++) times[i] = _scratch[i * step].Time;
        times.Sort();
        int quarter = samples / 4;
        while (quarter < samples - 1 && times[quarter] == times[0]) quarter++;
        double width = (double)(times[quarter] - times[0]) / ((long)quarter * step) * KeysPerBucket(count);
        Deal(BitOperations.Log2((ulong)Math.Max(1, width)), count);
    }

    /// <summary>Throws the gathered keys into buckets of that width, none of which is open.</summary>
    private void Deal(int widthBits, int count)
    {
        long first = long.MaxValue;
        for (int i = 0; i < count; i++) first = Math.Min(first, _scratch[i].Time);
        _widthBits = widthBits;
        _ring.Resize(BucketsFor(count));
        _opened = (first >> widthBits) - 1;
        for (int i = 0; i < count; i++) Place(_scratch[i]);
        _earlyLimit = Math.Max(ManyEvents, count);
        Deals++;
        StartWindow();
    }

    private void StartWindow()
    {
        _windowStart = Taken;
        _windowOpened = _opened;
        _windowLength = Math.Max(MinWindow, Count);
    }

    /// <summary>Many buckets of few keys would not stay in the caches either, so there are more keys in each where there are many in all.</summary>
    private static int KeysPerBucket(int count) => Math.Clamp(count / 16, LeastPerBucket, MostPerBucket);

    /// <summary>Most delays should end within the ring, so it is several times as long as all events at the width of the next ones.</summary>
    private static int BucketsFor(int count) =>
        (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(count / KeysPerBucket(count) * 8L, MinBuckets, MaxBuckets));

    /// <summary>Takes all keys out, drops those of events that were taken back, and leaves the others in <see cref="_scratch"/>.</summary>
    /// <returns>How many these are.</returns>
    private int Gather()
    {
        int all = _early.Count + _open.Keys.Length + _ring.Count + _far.Count;
        if (_scratch.Length < all) _scratch = new EventKey[BitOperations.RoundUpToPowerOf2((uint)all)];
        Span<EventKey> rest = _scratch;
        _early.Keys.CopyTo(rest);
        rest = rest[_early.Count..];
        _open.Keys.CopyTo(rest);
        rest = rest[_open.Keys.Length..];
        _far.Keys.CopyTo(rest);
        rest = rest[_far.Count..];
        _early.Clear();
        _open.Clear();
        _far.Clear();
        for (long number = 0; _ring.Count > 0; number++)
        {
            int size = _ring.CountOf(number);
            _ring.Empty(number, rest);
            rest = rest[size..];
        }

        int kept = 0;
        for (int i = 0; i < all; i++)
        {
            EventKey key = _scratch[i];
            if (_table.IsDead(key.Row)) _table.Release(key.Row);
            else _scratch[kept++] = key;
        }

        _dead = 0;
        return kept;
    }
}
