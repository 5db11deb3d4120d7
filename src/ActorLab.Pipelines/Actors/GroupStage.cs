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
    private readonly Inlets _inlets;
    private readonly Outlet _outlet;
    private readonly Queue<Inlet> _order = new();
    private readonly ProgressBeat _beat = new();
    private readonly List<PipelineItem> _items = [];
    private int _untilNext;
    private long _lists, _grouped;
    private IScheduledSend? _late;
    private bool _ended;

    public GroupStage(Wiring wiring, StageOperation operation)
    {
        _wiring = wiring;
        _inlets = new Inlets(wiring);
        _outlet = new Outlet(wiring);
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
                _order.Enqueue(_inlets.Of(context));
                _inlets.Keep(context, item);
                Work(context);
                break;
            case Skipped: break;
            case Credit credit:
                _outlet.OnCredit(context, credit);
                Work(context);
                break;
            case Released released:
                _outlet.OnReleased(context, released);
                Work(context);
                break;
            case Late(var batch) when batch == _lists && _items.Count > 0: MakeList(context); break;
            case Late: break;
            case Connect connect: _inlets.OnConnect(context, connect); break;
            case EndOfStream:
                _inlets.OnEnd(context);
                EndIfDone(context);
                break;
            case Ask: context.Send(_wiring.Root, Figures()); break;
            case Started: _outlet.Connect(context); break;
            case Restarted(var cause): throw new InvalidOperationException($"{_wiring.Name} has lost its items", cause);
            case Stopping: _late?.Cancel(); break;
            default: context.Unhandled(message); break;
        }
    }

    private void Work(IActorContext context)
    {
        while (_outlet.IsOpen && _order.TryDequeue(out Inlet? inlet)) Take(context, (PipelineItem)_inlets.Take(context, inlet));
        EndIfDone(context);
    }

    private void Take(IActorContext context, PipelineItem item)
    {
        _items.Add(item);
        _grouped++;
        if (_items.Count > _size) _items.RemoveAt(0);
        if (--_untilNext == 0) MakeList(context);
        else if (_items.Count == 1 && _within is { } within) _late = context.SendLater(context.Self, new Late(_lists), within);
        if (_beat.IsDue(context)) context.Send(_wiring.Outside, new StageProgress(_wiring.Name, _inlets.Taken, _outlet.Passed, _inlets.Waiting, _items.Count, SimDuration.Zero));
    }

    private void MakeList(IActorContext context)
    {
        _late?.Cancel();
        _lists++;
        PipelineItem first = _items[0];
        string? key = _items.TrueForAll(i => i.Key == first.Key) ? first.Key : null;
        _outlet.Pass(context, new PipelineItem(_lists, new ListValue([.. _items.Select(i => i.Value)]), first.Origin, key));
        _untilNext = _every;
        if (_every >= _size) _items.Clear();
    }

    private void EndIfDone(IActorContext context)
    {
        if (_ended || !_inlets.AllEnded || _order.Count > 0) return;
        if (_keepsRest && _items.Count > 0) MakeList(context);
        _outlet.End(context);
        if (!_outlet.HasEnded) return;
        _ended = true;
        context.Send(_wiring.Root, Figures());
    }

    private StageFigures Figures() => new()
    {
        Name = _wiring.Name,
        HasEnded = _ended,
        Taken = _inlets.Taken,
        Passed = _outlet.Passed,
        Grouped = _grouped,
        Added = _lists,
        PeakWaiting = _inlets.PeakWaiting,
        IsBusy = _within is not null && _items.Count > 0,
        NoInputFrom = [.. _inlets.Open],
        NoRoomAt = [.. _outlet.NoRoomAt],
        In = [.. _inlets.Accounts],
        Out = [.. _outlet.Accounts],
    };
}
