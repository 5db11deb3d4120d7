using System.Numerics;

namespace ActorLab.Core.Verify;

/// <summary>A narrow range: one bit for each number, set while it is missing.</summary>
internal sealed class MissingBits : MissingSet
{
    private readonly long _low;
    private readonly int _width;
    private readonly ulong[] _words;

    /// <summary>Words before this one are empty.</summary>
    private int _firstWord;

    public MissingBits(long low, long high)
    {
        _low = low;
        _width = (int)(high - low);
        _words = new ulong[(_width + 63) / 64];
        Array.Fill(_words, ulong.MaxValue);
        if (_width % 64 != 0) _words[^1] = (1UL << (_width % 64)) - 1;
        Count = _width;
    }

    public override long Lowest
    {
        get
        {
            while (_words[_firstWord] == 0) _firstWord++;
            return _low + (_firstWord * 64) + BitOperations.TrailingZeroCount(_words[_firstWord]);
        }
    }

    public override bool Remove(long sequence, out int moreIntervals)
    {
        int bit = (int)(sequence - _low);
        moreIntervals = 0;
        if (!IsSet(bit)) return false;
        Clear(bit);
        moreIntervals = (IsSet(bit - 1) ? 1 : 0) + (IsSet(bit + 1) ? 1 : 0) - 1;
        return true;
    }

    public override (long Low, long High) RemoveLowestInterval()
    {
        long low = Lowest;
        int bit = (int)(low - _low);
        while (IsSet(bit)) Clear(bit++);
        return (low, _low + bit);
    }

    public override long CountUpTo(long last)
    {
        long count = 0;
        for (int bit = 0; bit < _width && _low + bit <= last; bit++) count += IsSet(bit) ? 1 : 0;
        return count;
    }

    public override IEnumerable<long> Numbers()
    {
        for (int bit = 0; bit < _width; bit++)
        {
            if (IsSet(bit)) yield return _low + bit;
        }
    }

    private bool IsSet(int bit) => bit >= 0 && bit < _width && (_words[bit >> 6] >> (bit & 63) & 1) != 0;

    private void Clear(int bit)
    {
        _words[bit >> 6] &= ~(1UL << (bit & 63));
        Count--;
    }
}
