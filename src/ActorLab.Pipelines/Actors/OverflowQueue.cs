using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>A queue that takes whatever is sent and drops what does not fit, by a policy. The stage behind it is sent one item ahead, which is no longer dropped; all others that wait, wait here.</summary>
internal sealed class OverflowQueue(Wiring wiring, int capacity, OverflowPolicy overflow) : IActor
{
    private readonly StageLinks _links = new(wiring);
    private readonly LinkedList<PipelineItem> _held = new();
    private long _dropped;
    private int _peak;
    private bool _failed;

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case PipelineItem item:
                _links.Inlets.TakeNow(context, item);
                Add(context, item);
                break;
            case Skipped skipped: _links.Outlet.Skip(context, skipped.Item); break;
            case Credit credit:
                _links.Outlet.OnCredit(context, credit);
                Deliver(context);
                break;
            case EndOfStream:
                _links.Inlets.OnEnd(context);
                Deliver(context);
                break;
            default: _links.Receive(context, message, Counted); break;
        }
    }

    private void Add(IActorContext context, PipelineItem item)
    {
        if (_failed || (_held.Count == capacity && !MakeRoom(context)))
        {
            _dropped++;
            return;
        }

        _held.AddLast(item);
        Deliver(context);
        if (_held.Count > _peak) _peak = _held.Count;
    }

    /// <returns>True if the new item may be added.</returns>
    private bool MakeRoom(IActorContext context)
    {
        switch (overflow)
        {
            case OverflowPolicy.DropNew: return false;
            case OverflowPolicy.DropHead:
                _held.RemoveFirst();
                _dropped++;
                return true;
            case OverflowPolicy.DropTail:
                _held.RemoveLast();
                _dropped++;
                return true;
            case OverflowPolicy.DropBuffer:
                _dropped += _held.Count;
                _held.Clear();
                return true;
            case OverflowPolicy.Fail:
                _failed = true;
                context.Send(wiring.Root, new StageFailed(wiring.Name, new QueueOverflowException($"the queue of {capacity} items overflowed")));
                return false;
            default: throw new InvariantViolatedException($"{overflow} drops nothing");
        }
    }

    private void Deliver(IActorContext context)
    {
        while (_links.Outlet.HasRoom && _held.First is { } first)
        {
            _held.RemoveFirst();
            _links.Outlet.Pass(context, first.Value);
        }

        if (!_links.Inlets.AllEnded || _held.Count > 0) return;
        _links.End(context, Counted);
    }

    private StageFigures Counted(StageFigures figures) =>
        figures with { Dropped = _dropped, Held = _held.Count, PeakWaiting = _peak, NoRoomAt = _held.Count > 0 ? [.. _links.Outlet.WithoutCredit] : [] };
}

/// <summary>One item too many came to a queue that fails then.</summary>
public sealed class QueueOverflowException : Exception
{
    public QueueOverflowException(string message) : base(message)
    {
    }

    public QueueOverflowException(string message, Exception inner) : base(message, inner)
    {
    }

    public QueueOverflowException()
    {
    }
}
