using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Akka.Actor;

namespace ActorLab.VirtualTime.Events;

/// <summary>The pending events in the order (time, order of adding).</summary>
/// <remarks>
/// <para>Sorting everything is more than is needed: only what comes next must be in order. The time ahead is cut into buckets,
/// and an event is thrown into the one that its time falls into; a bucket is sorted when it is its turn. What comes after the
/// last bucket waits in a heap until the ring of buckets has come near it, and what is added to the bucket that is open already
/// goes into another heap beside it. So adding and taking cost O(1) amortised where the buckets fit the load, and O(log n), as in
/// a heap, where it is too skewed for any width. A few events stay in the heap alone.</para>
/// <para>The width follows the load: every so many events it is looked up how many came per bucket, and all keys are dealt again
/// when these were far from what suits. The order of events depends on none of this.</para>
/// <para>Sources: Brown, "Calendar queues", 1988 (buckets that adapt); Tang, Goh and Thng, "Ladder queue", 2005 (sorted only when
/// opened).</para>
/// </remarks>
internal sealed class PendingEvents
{
    /// <summary>What a bucket should have when it is opened, at least and at most: enough that opening it is cheap per event, few
    /// enough to stay in the first cache.</summary>
    private const int LeastPerBucket = 64;
    private const int MostPerBucket = 512;

    private const int ManyEvents = 192;
    private const int FewEvents = 32;
    private const int MinWindow = 4096;
    private const int MinBuckets = 64;
    private const int MaxBuckets = 1 << 16;
    private const int MaxSamples = 512;
    private const int LeastSweep = 1024;

    /// <summary>So many events, and what they touch, stay in the caches of a core without being asked for.</summary>
    private const int CachedEvents = 500;
    private const int CachedCells = 4000;

    /// <summary>How many events before it happens the row of one is loaded; what it names comes in steps after that.</summary>
    private const int RowsAhead = 15;
    private const int StepAhead = 3;

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
    private int _sweepAt = LeastSweep;

    public PendingEvents()
    {
        _open = new OpenBucket(_table);
        _early = new EventHeap(_table);
        _far = new EventHeap(_table);
    }

    public int Count { get; private set; }

    /// <summary>How many of them happen once.</summary>
    public int OnceCount { get; private set; }

    /// <summary>How often all keys were dealt into buckets.</summary>
    public long Deals { get; private set; }

    private long Taken => _table.Added - Count;

    /// <param name="time">Nanoseconds of the virtual clock; not negative.</param>
    /// <param name="what">The event.</param>
    public void Add(long time, in PendingEvent what)
    {
        if (Count >= _sweepAt) Sweep();
        Count++;
        if (what.Every == 0) OnceCount++;
        var key = new EventKey(time, _table.Add(what));
        long number = time >> _widthBits;
        if (number > _opened && IsInRing(number))
        {
            _ring.Add(number, key);
            return;
        }

        Place(key);
        if (_early.Count > _earlyLimit) FitToSample();
    }

    /// <summary>The time of the event that comes first.</summary>
    /// <returns>False if there is none.</returns>
    public bool TryPeekTime(out long time)
    {
        if (Count == 0)
        {
            time = 0;
            return false;
        }

        while (_open.IsEmpty && _early.Count == 0) OpenNext();
        time = FirstIsEarly ? _early.First.Time : _open.First.Time;
        return true;
    }

    /// <summary>The event that comes first; there must be one, as <see cref="TryPeekTime"/> has said.</summary>
    public ref readonly PendingEvent Next => ref _table[(FirstIsEarly ? _early.First : _open.First).Row];

    /// <summary>Takes the event that comes first out if it is one message of a running system, which most are.</summary>
    public bool TryTakeTell(
        [NotNullWhen(true)] out ICanTell? receiver, [NotNullWhen(true)] out object? message, out IActorRef? sender)
    {
        bool early = FirstIsEarly;
        int row = (early ? _early.First : _open.First).Row;
        if (!_table.TryTakeTell(row, out receiver, out message, out sender)) return false;
        if (early) _early.Take();
        else _open.Take();
        Count--;
        OnceCount--;
        if (Count > CachedEvents) LoadAhead();
        return true;
    }

    /// <summary>Takes the event that comes first out; there must be one, as <see cref="TryPeekTime"/> has said.</summary>
    public PendingEvent Take()
    {
        EventKey first = FirstIsEarly ? _early.Take() : _open.Take();
        Count--;
        if (Count > CachedEvents) LoadAhead();
        PendingEvent what = _table.Take(first.Row);
        if (what.Every == 0) OnceCount--;
        return what;
    }

    /// <summary>Takes all out that <paramref name="meant"/> says.</summary>
    public void RemoveWhere(Func<PendingEvent, bool> meant)
    {
        int all = Gather(), kept = 0;
        for (int i = 0; i < all; i++)
        {
            EventKey key = _scratch[i];
            if (!meant(_table[key.Row]))
            {
                _scratch[kept++] = key;
                continue;
            }

            if (_table.Take(key.Row).Every == 0) OnceCount--;
        }

        Count = kept;
        GoOnWith(kept);
    }

    private bool FirstIsEarly => _open.IsEmpty || (_early.Count > 0 && _table.IsBefore(_early.First, _open.First));

    /// <summary>Events that were taken back stay until their time; when they may be many, they go at once.</summary>
    private void Sweep()
    {
        RemoveWhere(what => what.IsCancelled);
        _sweepAt = Math.Max(LeastSweep, Count * 2);
    }

    /// <summary>The rows of events that come soon are loaded, then what they name.</summary>
    private void LoadAhead()
    {
        _table.LoadAhead(_open.RowAhead(RowsAhead));
        _table.Approach(_open.RowAhead(RowsAhead - StepAhead), 0);
        if (Count < CachedCells) return;
        for (int step = 1; step <= 2; step++) _table.Approach(_open.RowAhead(RowsAhead - ((step + 1) * StepAhead)), step);
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

    private void GoOnWith(int count)
    {
        if (count <= FewEvents || _opened == AllOpen) GoOnWithout(count);
        else Deal(_widthBits, count);
    }

    /// <summary>For so few the heap alone is best.</summary>
    private void GoOnWithout(int count)
    {
        _opened = AllOpen;
        _earlyLimit = Math.Max(ManyEvents, count);
        for (int i = 0; i < count; i++) _early.Add(_scratch[i]);
    }

    /// <summary>So many came per bucket, empty ones counted: the width changes if it was more than half a power of two
    /// out.</summary>
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

        int suits = BucketsFor(Count);
        if (widthBits != _widthBits || suits > 2 * _ring.Length || suits < _ring.Length / 4) Deal(widthBits, Gather());
    }

    /// <summary>Too many are in the heap beside the open bucket: the first quarter of a sample tells how close together the next
    /// events are.</summary>
    private void FitToSample()
    {
        int count = Gather();
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

    /// <summary>Many buckets of few keys would not stay in the caches either, so there are more keys in each where there are many
    /// in all.</summary>
    private static int KeysPerBucket(int count) => Math.Clamp(count / 16, LeastPerBucket, MostPerBucket);

    /// <summary>Most delays should end within the ring, so it is several times as long as all events at the width of the next
    /// ones.</summary>
    private static int BucketsFor(int count) =>
        (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(count / KeysPerBucket(count) * 8L, MinBuckets, MaxBuckets));

    /// <summary>Takes all keys out and leaves them in <see cref="_scratch"/>.</summary>
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

        return all;
    }
}
