using System.Collections.Immutable;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>Makes lists of items that follow each other: batches, or windows that overlap. The lists are numbered from 1; a list has the key of its items if they all have the same.</summary>
internal sealed class GroupStage : LabActor
{
    private sealed record Late(long Batch) : IMessage;

    private readonly Wiring _wiring;
    private readonly int _size, _every;
    private readonly bool _keepsRest;
    private readonly SimDuration? _within;
    private readonly StageLinks _links;
    private readonly ProgressBeat _beat = new();
    private readonly List<PipelineItem> _items = [];
    private int _untilNext;
    private long _lists, _grouped;
    private IScheduledSend? _late;

    public GroupStage(Wiring wiring, StageOperation operation)
    {
        _wiring = wiring;
        _links = new StageLinks(wiring);
        (_size, _every, _keepsRest, _within) = operation switch
        {
            BatchOperation(var size, var within) => (size, size, true, within),
            WindowOperation(var size, var every) => (size, every, false, null),
            _ => throw new InvariantViolatedException($"{operation.Keyword} makes no lists"),
        };
        _untilNext = _size;
    }

    protected override void PreStart() => _links.Outlet.Connect();

    protected override void PostRestart(Exception reason) => throw _links.Lost(reason);

    protected override void PostStop() => _late?.Cancel();

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
            case Connect connect:
                _links.Inlets.OnConnect(Sender, connect);
                Work();
                break;
            case Late(var batch) when batch == _lists && _items.Count > 0: MakeList(); break;
            case Late: break;
            case EndOfStream:
                _links.Inlets.OnEnd(Sender);
                EndIfDone();
                break;
            default:
                if (!_links.Receive(Sender, message, Counted)) Unhandled(message);
                break;
        }
    }

    private void Work()
    {
        while (_links.Outlet.IsOpen && _links.Inlets.TryTake(out IItemMessage? next)) Take((PipelineItem)next);
        if (_links.Outlet.IsOpen) _links.Inlets.Invite(room: 1);
        EndIfDone();
    }

    private void Take(PipelineItem item)
    {
        _items.Add(item);
        _grouped++;
        if (_items.Count > _size) _items.RemoveAt(0);
        if (--_untilNext == 0) MakeList();
        else if (_items.Count == 1 && _within is { } within) _late = SendLater(Self, new Late(_lists), within);
        if (_beat.MayBeDue() && _beat.IsDue(Now)) _wiring.Outside.Tell(new StageProgress(_wiring.Name, _links.Inlets.Taken, _links.Outlet.Passed, _links.Inlets.Waiting, _items.Count, SimDuration.Zero));
    }

    private void MakeList()
    {
        _late?.Cancel();
        _lists++;
        PipelineItem first = _items[0];
        string? key = _items.TrueForAll(i => i.Key == first.Key) ? first.Key : null;
        _links.Outlet.Pass(new PipelineItem(_lists, new ListValue([.. _items.Select(i => i.Value)]), first.Origin, key));
        _untilNext = _every;
        if (_every >= _size) _items.Clear();
    }

    private void EndIfDone()
    {
        if (!_links.Inlets.AllEnded || !_links.Inlets.IsEmpty) return;
        if (_keepsRest && _items.Count > 0) MakeList();
        _links.End(Counted);
    }

    private StageFigures Counted(StageFigures figures) => figures with { Grouped = _grouped, Added = _lists, IsBusy = _within is not null && _items.Count > 0 };
}
