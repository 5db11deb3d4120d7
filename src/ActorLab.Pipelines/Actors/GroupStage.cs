using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>Makes lists of items that follow each other: batches, or windows that overlap. The lists are numbered from 1; a list has the key of its items if they all have the same.</summary>
internal sealed class GroupStage : IActor
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

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case PipelineItem item:
                _links.Inlets.Keep(context, item);
                Work(context);
                break;
            case Skipped: break;
            case Credit credit:
                _links.Outlet.OnCredit(context, credit);
                Work(context);
                break;
            case Released released:
                _links.Outlet.OnReleased(context, released);
                Work(context);
                break;
            case Connect connect:
                _links.Inlets.OnConnect(context, connect);
                Work(context);
                break;
            case Late(var batch) when batch == _lists && _items.Count > 0: MakeList(context); break;
            case Late: break;
            case EndOfStream:
                _links.Inlets.OnEnd(context);
                EndIfDone(context);
                break;
            case Stopping: _late?.Cancel(); break;
            default: _links.Receive(context, message, Counted); break;
        }
    }

    private void Work(IActorContext context)
    {
        while (_links.Outlet.IsOpen && _links.Inlets.TryTake(context, out IItemMessage? next)) Take(context, (PipelineItem)next);
        if (_links.Outlet.IsOpen) _links.Inlets.Invite(context, room: 1);
        EndIfDone(context);
    }

    private void Take(IActorContext context, PipelineItem item)
    {
        _items.Add(item);
        _grouped++;
        if (_items.Count > _size) _items.RemoveAt(0);
        if (--_untilNext == 0) MakeList(context);
        else if (_items.Count == 1 && _within is { } within) _late = context.SendLater(context.Self, new Late(_lists), within);
        if (_beat.IsDue(context)) context.Send(_wiring.Outside, new StageProgress(_wiring.Name, _links.Inlets.Taken, _links.Outlet.Passed, _links.Inlets.Waiting, _items.Count, SimDuration.Zero));
    }

    private void MakeList(IActorContext context)
    {
        _late?.Cancel();
        _lists++;
        PipelineItem first = _items[0];
        string? key = _items.TrueForAll(i => i.Key == first.Key) ? first.Key : null;
        _links.Outlet.Pass(context, new PipelineItem(_lists, new ListValue([.. _items.Select(i => i.Value)]), first.Origin, key));
        _untilNext = _every;
        if (_every >= _size) _items.Clear();
    }

    private void EndIfDone(IActorContext context)
    {
        if (!_links.Inlets.AllEnded || !_links.Inlets.IsEmpty) return;
        if (_keepsRest && _items.Count > 0) MakeList(context);
        _links.End(context, Counted);
    }

    private StageFigures Counted(StageFigures figures) => figures with { Grouped = _grouped, Added = _lists, IsBusy = _within is not null && _items.Count > 0 };
}
