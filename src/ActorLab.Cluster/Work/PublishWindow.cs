namespace ActorLab.Cluster.Work;

/// <summary>A message on its way to a queue.</summary>
/// <param name="Queue">By its name.</param>
/// <param name="Body">Belongs to the stream until it is confirmed.</param>
internal readonly record struct Outgoing(string Queue, ReadOnlyMemory<byte> Body);

/// <summary>The account of one stream of publishes: what is confirmed, what is on its way, and what must be sent again.</summary>
/// <remarks>
/// <para>As in go-back-n: after a message that the broker has refused, everything from it on is sent again, in order, even what was confirmed behind it. So the stream that a receiver sees with
/// repeats and gaps left out never changes its order.</para>
/// <para>Tags are the broker's numbers of publishes on one channel, from 1. Between two rewinds, which is a pass, tags and places of the stream go up together.</para>
/// </remarks>
/// <param name="capacity">Messages on their way at the same time, at least 1.</param>
internal sealed class PublishWindow(int capacity)
{
    private readonly Queue<Outgoing> _fresh = new();
    private readonly Outgoing[] _window = new Outgoing[capacity];
    private readonly Fate[] _fates = new Fate[capacity];
    private long _next, _end;
    private long _passPlace;
    private ulong _passTag = 1;
    private int _unresolved;
    private bool _refused;

    private enum Fate : byte
    {
        Unknown,
        Sent,
        Confirmed,
        Refused,
    }

    /// <summary>So many from the first on are confirmed, or forgotten.</summary>
    public long Confirmed { get; private set; }

    /// <summary>Published in this pass, and the broker has said nothing of it yet.</summary>
    public int Unresolved => _unresolved;

    /// <summary>Nothing is waiting or on its way.</summary>
    public bool IsEmpty => _fresh.Count == 0 && Confirmed == _end;

    /// <summary>One was refused, and of all others of the pass the fate is known.</summary>
    public bool MustRewind => _refused && _unresolved == 0;

    /// <summary>Puts a message at the end of the stream.</summary>
    public void Offer(Outgoing message) => _fresh.Enqueue(message);

    /// <summary>The next one to publish.</summary>
    /// <returns>False while the window is full, nothing is left, or one was refused.</returns>
    public bool TryTake(out Outgoing message)
    {
        message = default;
        if (_refused) return false;
        if (_next == _end)
        {
            if (_end - Confirmed == capacity || !_fresh.TryDequeue(out Outgoing fresh)) return false;
            _window[_end++ % capacity] = fresh;
        }

        message = _window[_next % capacity];
        _fates[_next % capacity] = Fate.Sent;
        _next++;
        _unresolved++;
        return true;
    }

    /// <summary>What the broker says of a publish.</summary>
    /// <param name="tag">Which.</param>
    /// <param name="multiple">It, and all before it.</param>
    /// <param name="confirmed">False if it was refused.</param>
    /// <exception cref="IOException">It was never published.</exception>
    public void Resolve(ulong tag, bool multiple, bool confirmed)
    {
        long place = tag >= _passTag ? _passPlace + (long)(tag - _passTag) : -1;
        if (place >= _next) throw new IOException($"the broker confirms publish {tag}, which never was");
        for (long i = multiple ? Math.Max(Confirmed, _passPlace) : Math.Max(place, Confirmed); i <= place; i++) Resolve(i, confirmed);
        while (Confirmed < _next && _fates[Confirmed % capacity] == Fate.Confirmed)
        {
            _fates[Confirmed % capacity] = Fate.Unknown;
            _window[Confirmed % capacity] = default;
            Confirmed++;
        }
    }

    /// <summary>Begins with the first that is not confirmed.</summary>
    public void Rewind() => Begin(_passTag + (ulong)(_next - _passPlace));

    /// <summary>The same on another channel, where tags begin again; what the old one still says is not for this window.</summary>
    public void BeginChannel() => Begin(1);

    /// <summary>Leaves out what is waiting and what is not confirmed; to be followed by a new channel.</summary>
    public void Forget()
    {
        _fresh.Clear();
        Array.Clear(_window);
        Confirmed = _end;
    }

    private void Begin(ulong tag)
    {
        _passTag = tag;
        _passPlace = _next = Confirmed;
        _unresolved = 0;
        _refused = false;
        Array.Clear(_fates);
    }

    private void Resolve(long place, bool confirmed)
    {
        ref Fate fate = ref _fates[place % capacity];
        if (fate != Fate.Sent) return;
        fate = confirmed ? Fate.Confirmed : Fate.Refused;
        _unresolved--;
        _refused |= !confirmed;
    }
}
