using System.Globalization;
using ActorLab.Simulation.Cells;

namespace ActorLab.Simulation;

/// <summary>Notices that virtual time does not pass any more although something happens all the time: a livelock.</summary>
/// <remarks>It is asked now and then, not at every turn, so that it costs a run next to nothing. When nothing has moved the clock for as many happenings as are allowed, it looks on for a
/// while at each of them, to be able to say who goes round.</remarks>
/// <param name="limit">Turns, parts of bodies and restarts that may happen at one instant; at least 1.</param>
internal sealed class Standstill(long limit)
{
    /// <summary>Happenings that are looked at before the verdict.</summary>
    public const int Observed = 10_000;

    private const int ChecksPerLimit = 8;
    private const int MaxNamed = 20;

    private readonly long _interval = Math.Max(1, limit / ChecksPerLimit);
    private readonly List<Happening> _happenings = [];
    private readonly Dictionary<(SimulatedActor, string), Happening> _known = [];
    private long _instant;
    private long _count;
    private int _observed;

    /// <summary>After how many happenings it wants to be asked first.</summary>
    public long FirstInterval => _interval;

    /// <summary>Somebody does something, and it is time to look.</summary>
    /// <returns>After how many happenings it wants to be asked again; 0 when time stands still for good.</returns>
    public long Look(long now, SimulatedActor actor, string what)
    {
        if (now != _instant) Reset(now);
        else if (_count < limit) _count += _interval;
        else Observe(actor, what);
        if (_observed == Observed) return 0;
        return _count < limit ? _interval : 1;
    }

    /// <summary>Forgets what it has seen.</summary>
    /// <returns>After how many happenings it wants to be asked again.</returns>
    public long LookAgain()
    {
        Reset(_instant);
        return _interval;
    }

    /// <summary>Who goes round, the busiest first.</summary>
    public string Report()
    {
        IEnumerable<string> busiest = _happenings.OrderByDescending(h => h.Count).Take(MaxNamed).Select(h => h.Text);
        string rest = _happenings.Count > MaxNamed ? $"; and {_happenings.Count - MaxNamed} more" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"time stands still, {new SimTime(_instant)}: {_count + _observed:N0} turns and parts of bodies at that instant; of the last {Observed:N0}: {string.Join("; ", busiest)}{rest}");
    }

    private void Reset(long now)
    {
        _instant = now;
        _count = 0;
        _observed = 0;
        _happenings.Clear();
        _known.Clear();
    }

    private void Observe(SimulatedActor actor, string what)
    {
        _observed++;
        if (!_known.TryGetValue((actor, what), out Happening? happening))
        {
            happening = new Happening(actor, what);
            _known.Add((actor, what), happening);
            _happenings.Add(happening);
        }

        happening.Count++;
    }

    private sealed class Happening(SimulatedActor actor, string what)
    {
        public int Count { get; set; }

        public string Text => string.Create(CultureInfo.InvariantCulture, $"{actor.Path} {what} ({Count:N0} times)");
    }
}
