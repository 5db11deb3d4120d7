using System.Collections.Immutable;
using ActorLab.Core.Actors;

namespace ActorLab.Core.Trace.Analysis;

/// <summary>Vector clocks of some events of a trace: one event happened before another exactly when its clock is less in every place or equal, and not the same.</summary>
/// <remarks>Fidge 1988, Mattern 1989. Each actor has a place and counts its own events from 1. What was left out counts nothing but passes on what it knows, so nothing is lost of the order among those that were kept.</remarks>
public sealed class VectorClocks
{
    private readonly CausalOrder _order;
    private readonly HashSet<int> _kept;
    private readonly TraceModel _model;
    private readonly bool _provenOnly;

    /// <param name="model">The trace.</param>
    /// <param name="kept">The rows of the events that are to have clocks.</param>
    /// <param name="provenOnly">True to count only what an actor surely knew: not what waits in its mailbox or is dropped there, of a message that a timer sent only the turn that asked for it, and who stopped an actor not at all,
    /// since a trace does not tell. Such events must not be kept.</param>
    public VectorClocks(TraceModel model, IEnumerable<int> kept, bool provenOnly = false)
    {
        _provenOnly = provenOnly;
        _model = model;
        _order = CausalOrder.Of(model);
        _kept = [.. kept];
        Actors = [.. _kept.Select(model.ActorOf).Distinct().Order()];
    }

    /// <summary>Whose events were kept, by number; each has the place in the clocks that it has here.</summary>
    public ImmutableArray<ActorId> Actors { get; }

    public int Contradictions => _order.Contradictions;

    /// <summary>The events that were kept, causes before effects, each with its clock.</summary>
    public IEnumerable<(int Row, ImmutableArray<int> Clock)> InOrder()
    {
        var none = ImmutableArray.Create(new int[Actors.Length]);
        var latest = new Dictionary<ActorId, ImmutableArray<int>>();
        var clocks = new ImmutableArray<int>[_model.Count];
        foreach (int row in _order.Rows)
        {
            ActorId actor = _model.ActorOf(row);
            ImmutableArray<int> clock = latest.GetValueOrDefault(actor, none);
            int cause = _order.Causes[row];
            if (_provenOnly && IsApart(row))
            {
                clocks[row] = cause >= 0 && !clocks[cause].IsDefault ? clocks[cause] : none;
                continue;
            }

            if (cause >= 0 && !clocks[cause].IsDefault && !(_provenOnly && IsGuess(row))) clock = Merge(clock, clocks[cause]);
            if (_kept.Contains(row)) clock = Tick(clock, Actors.BinarySearch(actor));
            latest[actor] = clock;
            // Nothing else is ever a cause, so nobody will ask for its clock again.
            if (_model.KindOf(row) is TraceKind.Send or TraceKind.Turn or TraceKind.Spawn or TraceKind.Stop) clocks[row] = clock;
            // A message is handled once.
            if (cause >= 0 && _model.KindOf(row) == TraceKind.Turn && _model.KindOf(cause) == TraceKind.Send) clocks[cause] = default;
            if (_kept.Contains(row)) yield return (row, clock);
        }
    }

    private bool IsApart(int row) => _model.KindOf(row) switch
    {
        TraceKind.Receive => true,
        TraceKind.Drop => _model.TurnOf(row) == 0,
        TraceKind.Send => !_model.IsSentAtOnce(row),
        _ => false,
    };

    private bool IsGuess(int row) => _model.KindOf(row) == TraceKind.Turn && _model.DetailOf(row) == nameof(Stopping);

    private static ImmutableArray<int> Tick(ImmutableArray<int> clock, int place) => clock.SetItem(place, clock[place] + 1);

    private static ImmutableArray<int> Merge(ImmutableArray<int> a, ImmutableArray<int> b)
    {
        if (a == b) return a;
        bool grows = false;
        for (int i = 0; i < a.Length && !grows; i++) grows = b[i] > a[i];
        if (!grows) return a;
        int[] merged = new int[a.Length];
        for (int i = 0; i < merged.Length; i++) merged[i] = Math.Max(a[i], b[i]);
        return ImmutableArray.Create(merged);
    }
}
