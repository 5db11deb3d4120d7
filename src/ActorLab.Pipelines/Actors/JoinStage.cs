using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>Makes one stream of several in an order of its own (zip, concat, ordered merge), numbered from 1.</summary>
internal sealed class JoinStage(Wiring wiring, FanIn fanIn) : LabActor
{
    private readonly StageLinks _links = new(wiring);

    /// <summary>What an ordered merge took last from each input.</summary>
    private readonly PipelineItem?[] _merged = new PipelineItem?[wiring.Inlets.Length];
    private int _current;
    private long _made, _grouped, _dropped;

    protected override void PreStart() => _links.Outlet.Connect();

    protected override void PostRestart(Exception reason) => throw _links.Lost(reason);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PipelineItem item:
                _links.Inlets.Keep(Sender, item);
                Work();
                break;
            case Skipped: break;
            case Credit credit:
                _links.Outlet.OnCredit(Sender, credit);
                Work();
                break;
            case Released released:
                _links.Outlet.OnReleased(Sender, released);
                Work();
                break;
            case EndOfStream:
                _links.Inlets.OnEnd(Sender);
                Work();
                break;
            default:
                if (!_links.Receive(Sender, message, Counted)) Unhandled(message);
                break;
        }
    }

    /// <summary>What has no room behind it waits in the queues before it: it holds nothing itself.</summary>
    private void Work()
    {
        while (_links.Outlet.HasRoomFor(_made + 1) && TryStep())
        {
        }

        // What the longer streams still send has no partner.
        while (fanIn == FanIn.Zip && IsZipOver && TryDrop())
        {
        }

        EndIfDone();
    }

    private bool TryStep() => fanIn switch
    {
        FanIn.Zip => TryZip(),
        FanIn.Concat => TryConcat(),
        FanIn.OrderedMerge => TryMerge(),
        _ => throw new InvariantViolatedException($"{fanIn} needs no stage of its own"),
    };

    private bool TryZip()
    {
        for (int i = 0; i < _links.Inlets.Count; i++)
            if (_links.Inlets[i].IsEmpty) return false;
        var parts = ImmutableArray.CreateBuilder<PipelineItem>(_links.Inlets.Count);
        for (int i = 0; i < _links.Inlets.Count; i++) parts.Add((PipelineItem)_links.Inlets.Take(_links.Inlets[i]));
        _grouped += parts.Count;
        string? key = parts.All(p => p.Key == parts[0].Key) ? parts[0].Key : null;
        Pass(new PipelineItem(0, new ListValue([.. parts.Select(p => p.Value)]), parts[0].Origin, key));
        return true;
    }

    private bool IsZipOver
    {
        get
        {
            for (int i = 0; i < _links.Inlets.Count; i++)
                if (_links.Inlets[i].HasEnded && _links.Inlets[i].IsEmpty) return true;
            return false;
        }
    }

    private bool TryDrop()
    {
        for (int i = 0; i < _links.Inlets.Count; i++)
        {
            if (_links.Inlets[i].IsEmpty) continue;
            _links.Inlets.Take(_links.Inlets[i]);
            _dropped++;
            return true;
        }

        return false;
    }

    private bool TryConcat()
    {
        while (_current < _links.Inlets.Count - 1 && _links.Inlets[_current].HasEnded && _links.Inlets[_current].IsEmpty)
            _current++;
        if (_links.Inlets[_current].IsEmpty) return false;
        PassNext(_links.Inlets[_current]);
        return true;
    }

    private bool TryMerge()
    {
        int least = -1;
        PipelineItem? first = null;
        for (int i = 0; i < _links.Inlets.Count; i++)
        {
            if (_links.Inlets[i].IsEmpty) continue;
            var next = (PipelineItem)_links.Inlets[i].Next;
            if (first is not null && !IsBefore(next, first)) continue;
            least = i;
            first = next;
        }

        if (first is null) return false;
        for (int i = 0; i < _links.Inlets.Count; i++)
            if (MayBringEarlier(i, first)) return false;
        _merged[least] = first;
        PassNext(_links.Inlets[least]);
        return true;
    }

    /// <summary>Whether an input that has nothing now may still bring what comes before an item. Its own last one tells: without that, two streams of one stage would wait for each other where there is room for one item.</summary>
    private bool MayBringEarlier(int index, PipelineItem item) =>
        _links.Inlets[index] is { IsEmpty: true, HasEnded: false } && (_merged[index] is not { } last || IsBefore(last, item));

    /// <summary>By place in the source; those of one place by their paths, so that of two streams from one stage neither runs ahead.</summary>
    private static bool IsBefore(PipelineItem a, PipelineItem b) =>
        a.Origin != b.Origin ? a.Origin < b.Origin
        : a.Number != b.Number ? a.Number < b.Number
        : a.Path < b.Path;

    private void PassNext(Inlet inlet)
    {
        var item = (PipelineItem)_links.Inlets.Take(inlet);
        _grouped++;
        Pass(item with { Split = null });
    }

    private void Pass(PipelineItem item) => _links.Outlet.Pass(item with { Number = ++_made });

    private void EndIfDone()
    {
        if (!_links.Inlets.AllEnded || _links.Inlets.Waiting > 0) return;
        _links.End(Counted);
    }

    private StageFigures Counted(StageFigures figures) => figures with
    {
        Grouped = _grouped,
        Added = _made,
        Dropped = figures.Dropped + _dropped,
        NoRoomAt = _links.Inlets.Waiting == 0 || _links.Outlet.HasRoomFor(_made + 1)
            ? []
            : [.. _links.Outlet.ObstaclesTo(_made + 1)],
    };
}
