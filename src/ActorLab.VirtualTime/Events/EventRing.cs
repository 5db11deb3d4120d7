using System.Numerics;

namespace ActorLab.VirtualTime.Events;

/// <summary>Unsorted buckets for the times just ahead, all of one width, in a ring that is used again as time goes on.</summary>
/// <remarks>A bucket is a chain of chunks of one pool, so that buckets of any size share the memory, and adding to one touches
/// nothing but the end of its last chunk.</remarks>
internal sealed class EventRing
{
    private const int ChunkBits = 4;
    private const int ChunkSize = 1 << ChunkBits;
    private const int None = -1;

    private EventKey[] _chunks = new EventKey[64 << ChunkBits];
    private int[] _nextChunk = new int[64];
    private int _usedChunks;
    private int _freeChunk = None;
    private Bucket[] _buckets = [];
    private ulong[] _occupied = [];
    private int _mask;

    private record struct Bucket(int First, int Last, int Count);

    /// <summary>A power of two.</summary>
    public int Length => _buckets.Length;

    /// <summary>Keys in all buckets.</summary>
    public int Count { get; private set; }

    /// <summary>Makes the ring longer or shorter; it must be empty.</summary>
    /// <param name="buckets">A power of two, at least 64.</param>
    public void Resize(int buckets)
    {
        if (Count > 0) throw new InvalidOperationException($"{Count} keys are in a ring that is to have another length");
        if (buckets == _buckets.Length) return;
        _buckets = new Bucket[buckets];
        _occupied = new ulong[buckets / 64];
        _mask = buckets - 1;
    }

    public int CountOf(long number) => _buckets[(int)number & _mask].Count;

    /// <param name="number">Of the bucket; those of one ring length ahead can be told apart.</param>
    /// <param name="key">Goes to the end.</param>
    public void Add(long number, EventKey key)
    {
        int index = (int)number & _mask;
        ref Bucket bucket = ref _buckets[index];
        int place = bucket.Count & (ChunkSize - 1);
        if (place == 0) Extend(ref bucket, index);
        _chunks[(bucket.Last << ChunkBits) + place] = key;
        bucket.Count++;
        Count++;
    }

    /// <summary>Takes all keys out of a bucket, in the order of adding.</summary>
    /// <param name="number">Of the bucket.</param>
    /// <param name="keys">At least as long as the bucket has keys.</param>
    public void Empty(long number, Span<EventKey> keys)
    {
        int index = (int)number & _mask;
        ref Bucket bucket = ref _buckets[index];
        if (bucket.Count == 0) return;
        int left = bucket.Count, chunk = bucket.First;
        while (true)
        {
            int length = Math.Min(left, ChunkSize);
            _chunks.AsSpan(chunk << ChunkBits, length).CopyTo(keys);
            left -= length;
            if (left == 0) break;
            keys = keys[length..];
            chunk = _nextChunk[chunk];
        }

        _nextChunk[bucket.Last] = _freeChunk;
        _freeChunk = bucket.First;
        Count -= bucket.Count;
        bucket.Count = 0;
        _occupied[index >> 6] &= ~(1UL << index);
    }

    /// <summary>The first bucket from <paramref name="number"/> on that has keys; there must be one.</summary>
    public long NextOccupied(long number)
    {
        if (Count == 0) throw new InvalidOperationException("no bucket has keys");
        int index = (int)number & _mask;
        int word = index >> 6;
        ulong bits = _occupied[word] & (ulong.MaxValue << index);
        while (bits == 0)
        {
            word = (word + 1) & (_occupied.Length - 1);
            bits = _occupied[word];
        }

        int found = (word << 6) + BitOperations.TrailingZeroCount(bits);
        return number + ((found - index) & _mask);
    }

    private void Extend(ref Bucket bucket, int index)
    {
        int chunk = _freeChunk;
        if (chunk == None)
        {
            if (_usedChunks == _nextChunk.Length)
            {
                Array.Resize(ref _nextChunk, _usedChunks * 2);
                Array.Resize(ref _chunks, _chunks.Length * 2);
            }

            chunk = _usedChunks++;
        }
        else
        {
            _freeChunk = _nextChunk[chunk];
        }

        if (bucket.Count == 0)
        {
            bucket.First = chunk;
            _occupied[index >> 6] |= 1UL << index;
        }
        else
        {
            _nextChunk[bucket.Last] = chunk;
        }

        bucket.Last = chunk;
    }
}
