using System.Collections.Immutable;
using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;

namespace ActorLab.Core.Report;

/// <summary>Takes the events of one run and keeps what it waited for and how long its items were under way, not the events.</summary>
/// <param name="oneClock">True if all nodes of the run have the same clock, as in virtual time; else the items that are looked at are those of the root.</param>
public sealed class RunMeter(bool oneClock) : ITraceSink
{
    private readonly Lock _gate = new();
    private readonly List<Track> _tracks = [];

    public void Record(in TraceEvent traceEvent)
    {
        lock (_gate)
        {
            if (_tracks.Count == 0) _tracks.Add(new Track(oneClock));
            _tracks[0].Record(traceEvent);
        }
    }

    public ITraceSink OpenTrack()
    {
        var track = new Track(oneClock);
        lock (_gate)
        {
            if (_tracks.Count == 0) _tracks.Add(new Track(oneClock));
            _tracks.Add(track);
        }

        return track;
    }

    /// <summary>How long was waited for each thing, by all that waited together; only kinds that occurred. To be called when the run is over.</summary>
    public ImmutableSortedDictionary<PathKind, SimDuration> Waits()
    {
        lock (_gate)
        {
            return _tracks.SelectMany(t => t.Waits).GroupBy(w => w.Key)
                .ToImmutableSortedDictionary(g => g.Key, g => new SimDuration(g.Sum(w => w.Value)));
        }
    }

    /// <summary>When the items were under way. To be called when the run is over.</summary>
    public ItemFlow Items()
    {
        lock (_gate)
        {
            return ItemFlow.Of(_tracks.SelectMany(t => t.Items).GroupBy(i => i.Key).Select(g => new ItemSpan(g.Key, g.Min(i => i.Value.From), g.Max(i => i.Value.To))));
        }
    }

    /// <summary>What one thread at a time records.</summary>
    private sealed class Track(bool oneClock) : ITraceSink
    {
        public Dictionary<PathKind, long> Waits { get; } = [];

        public Dictionary<long, (SimTime From, SimTime To)> Items { get; } = [];

        public void Record(in TraceEvent traceEvent)
        {
            if (traceEvent.Kind == TraceKind.Wait)
            {
                PathKind kind = PathKinds.OfWait(traceEvent.Detail);
                Waits[kind] = Waits.GetValueOrDefault(kind) + traceEvent.Amount;
            }

            if (traceEvent.Item == 0 || (!oneClock && traceEvent.Place is { Node.Length: > 0 })) return;
            (SimTime from, SimTime to) = Items.GetValueOrDefault(traceEvent.Item, (traceEvent.Start, traceEvent.Time));
            Items[traceEvent.Item] = (traceEvent.Start < from ? traceEvent.Start : from, traceEvent.Time > to ? traceEvent.Time : to);
        }
    }
}
