using ActorLab.Core.Actors;

namespace ActorLab.Pipelines.Actors;

/// <summary>Says when an actor should tell how far it is, without a timer: a run in which nothing happens any more must be able to be seen as such.</summary>
/// <remarks>It looks at the clock only now and then, more rarely the faster items come; and tells more rarely the longer the run.</remarks>
internal sealed class ProgressBeat
{
    private const int MessagesPerPeriod = 256;
    private const int MaxStride = 4096;

    private static readonly SimDuration Fast = SimDuration.FromMilliseconds(10);

    private SimDuration _period = SimDuration.FromMilliseconds(250);
    private SimTime _lastLook, _lastTold;
    private int _stride = 1, _untilLook = 1, _told;

    /// <summary>One more item.</summary>
    /// <returns>False if it is not worth a look at the clock.</returns>
    public bool MayBeDue() => --_untilLook <= 0;

    /// <summary>Something is to be told now.</summary>
    public bool IsDue(SimTime now)
    {
        _stride = now - _lastLook < Fast ? Math.Min(_stride * 2, MaxStride) : 1;
        _untilLook = _stride;
        _lastLook = now;
        if (now - _lastTold < _period) return false;
        _lastTold = now;
        if (++_told % MessagesPerPeriod == 0) _period = _period * 2;
        return true;
    }
}
