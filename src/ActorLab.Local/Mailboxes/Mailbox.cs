using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ActorLab.Core.Actors;

namespace ActorLab.Local.Mailboxes;

/// <summary>The messages that wait for one actor: a growing ring that many threads fill under a small lock and one thread empties without it.</summary>
/// <remarks>
/// Whoever runs the actor (its owner) reads entries up to the published tail and publishes the head; it takes the lock only to go idle. "Scheduled" is set under the
/// lock that guards the queue: a sender that finds it unset is the one that must schedule the actor, and the owner can unset it only while it sees the queue empty.
/// Growing leaves the old array as it was, so the owner may go on reading from it.
/// </remarks>
internal struct Mailbox
{
    private const int InitialSlots = 4;
    private const int KeptSlots = 1024;

    private Entry[] _buffer;
    private Queue<IMessage>? _signals;
    private int _lock;
    private int _tail;
    private readonly int _capacity;
    private int _controls;
    private bool _scheduled;
    private bool _closed;
    private bool _hasSignals;
    private bool _blocked;

    /// <summary>The head as senders last saw it; they look again only when the ring or the bound seems full.</summary>
    private int _seenHead;
    private OwnerSide _owner;

    /// <summary>Written by the owner at every message, so kept off the cache line that senders write.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 72)]
    private struct OwnerSide
    {
        [FieldOffset(64)]
        public int Head;

        /// <summary>The tail as the owner last saw it.</summary>
        [FieldOffset(68)]
        public int SeenTail;
    }

    internal struct Entry
    {
        public IMessage Message;
        public ActorRef? Sender;
    }

    internal enum Put
    {
        Waiting,

        /// <summary>It waits, and the caller must schedule the actor.</summary>
        MustSchedule,
        Full,
        Closed,
    }

    /// <param name="policy">The bound on messages.</param>
    /// <param name="scheduled">True when somebody runs the actor from the start.</param>
    public Mailbox(MailboxPolicy policy, bool scheduled)
    {
        _buffer = new Entry[InitialSlots];
        _capacity = policy.Capacity ?? int.MaxValue;
        _scheduled = scheduled;
    }

    /// <summary>True while signals of the engine wait; they go before all messages.</summary>
    public readonly bool HasSignals => _hasSignals;

    /// <summary>Slots of the ring as it is now.</summary>
    internal readonly int Slots => _buffer.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Put Post(IMessage message, ActorRef? sender)
    {
        Lock();
        if (_closed)
        {
            Unlock();
            return Put.Closed;
        }

        int tail = _tail;
        if (tail - _seenHead - _controls >= _capacity && tail - LookAtHead() - _controls >= _capacity)
        {
            Unlock();
            return Put.Full;
        }

        Append(tail, message, sender);
        return Publish(tail);
    }

    /// <summary>Adds a message of the engine, which always fits, in the order of the messages.</summary>
    public Put PostControl(EngineMessage message)
    {
        Lock();
        if (_closed)
        {
            Unlock();
            return Put.Closed;
        }

        int tail = _tail;
        Append(tail, message, null);
        _controls++;
        return Publish(tail);
    }

    /// <summary>Adds a signal of the engine, which goes before all messages and reaches a closed mailbox too.</summary>
    /// <returns>True if the caller must schedule the actor.</returns>
    public bool PostSignal(IMessage signal)
    {
        Lock();
        (_signals ??= new Queue<IMessage>()).Enqueue(signal);
        Volatile.Write(ref _hasSignals, true);
        bool mustSchedule = !_scheduled;
        _scheduled = true;
        Unlock();
        return mustSchedule;
    }

    /// <summary>For the owner alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(out Entry entry)
    {
        int head = _owner.Head;
        if (head == _owner.SeenTail && head == (_owner.SeenTail = Volatile.Read(ref _tail)))
        {
            entry = default;
            return false;
        }

        // The tail was read first: an array it counts into was published before it.
        Entry[] buffer = Volatile.Read(ref _buffer);
        ref Entry slot = ref buffer[head & (buffer.Length - 1)];
        entry = slot;
        slot = default;
        if (entry.Message.GetType() == typeof(EngineMessage)) PassControl(head);
        else Volatile.Write(ref _owner.Head, head + 1);
        return true;
    }

    /// <summary>Takes it out of both numbers at once: a sender that saw it gone but still counted as the engine's would let one message too many in.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PassControl(int head)
    {
        Lock();
        _controls--;
        Volatile.Write(ref _owner.Head, head + 1);
        Unlock();
    }

    /// <summary>For the owner alone.</summary>
    public bool TryTakeSignal(out IMessage? signal)
    {
        signal = null;
        if (!_hasSignals) return false;
        Lock();
        bool found = _signals!.TryDequeue(out signal);
        _hasSignals = _signals.Count > 0;
        Unlock();
        return found;
    }

    /// <summary>For the owner: gives up running the actor unless something waits that it can handle.</summary>
    /// <param name="takesMessages">False while only signals may be handled: messages then wait without anybody being scheduled for them.</param>
    /// <returns>True if the actor is idle now and no longer the caller's.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGoIdle(bool takesMessages)
    {
        Lock();
        bool idle = !_hasSignals && (!takesMessages || _tail == _owner.Head);
        if (idle)
        {
            _scheduled = false;
            _blocked = !takesMessages;
            if (_buffer.Length > KeptSlots && _tail == _owner.Head) _buffer = new Entry[InitialSlots];
        }

        Unlock();
        return idle;
    }

    /// <summary>Takes no further messages.</summary>
    public void Close()
    {
        Lock();
        _closed = true;
        Unlock();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Append(int tail, IMessage message, ActorRef? sender)
    {
        Entry[] buffer = _buffer;
        if (tail - _seenHead >= buffer.Length && tail - LookAtHead() >= buffer.Length) buffer = Grow(tail);
        ref Entry slot = ref buffer[tail & (buffer.Length - 1)];
        slot.Message = message;
        slot.Sender = sender;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Put Publish(int tail)
    {
        Volatile.Write(ref _tail, tail + 1);
        bool mustSchedule = !_scheduled && !_blocked;
        if (mustSchedule) _scheduled = true;
        Unlock();
        return mustSchedule ? Put.MustSchedule : Put.Waiting;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int LookAtHead() => _seenHead = Volatile.Read(ref _owner.Head);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Entry[] Grow(int tail)
    {
        Entry[] old = _buffer;
        var grown = new Entry[old.Length * 2];
        for (int i = _seenHead; i != tail; i++) grown[i & (grown.Length - 1)] = old[i & (old.Length - 1)];
        Volatile.Write(ref _buffer, grown);
        return grown;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Lock()
    {
        if (Interlocked.CompareExchange(ref _lock, 1, 0) != 0) LockSlowly();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LockSlowly()
    {
        var spin = new SpinWait();
        do
        {
            // Never sleeps: the holder is a few instructions from the end, unless it was preempted, and then yielding is right.
            spin.SpinOnce(sleep1Threshold: -1);
        }
        while (Volatile.Read(ref _lock) != 0 || Interlocked.CompareExchange(ref _lock, 1, 0) != 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Unlock() => Volatile.Write(ref _lock, 0);
}
