using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>A queue that takes whatever is sent and drops what does not fit, by a policy. The stage behind it is sent one item ahead, which is no longer dropped; all others that wait, wait here.</summary>
internal sealed class OverflowQueue(Wiring wiring, int capacity, OverflowPolicy overflow) : IActor
{
    private readonly Inlets _inlets = new(wiring);
    private readonly Outlet _outlet = new(wiring);
    private readonly LinkedList<PipelineItem> _held = new();
    private long _dropped;
    private int _peak;
    private bool _ended, _failed;

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case PipelineItem item:
                _inlets.TakeNow(context, item);
                Add(context, item);
                break;
            case Skipped skipped: _outlet.Skip(context, skipped.Item); break;
            case Credit credit:
                _outlet.OnCredit(context, credit);
                Deliver(context);
                break;
            case Connect connect: _inlets.OnConnect(context, connect); break;
            case EndOfStream:
                _inlets.OnEnd(context);
                Deliver(context);
                break;
            case Ask: context.Send(wiring.Root, Figures()); break;
            case Started: _outlet.Connect(context); break;
            case Restarted(var cause): throw new InvalidOperationException($"{wiring.Name} has lost its items", cause);
            case Stopping: break;
            default: context.Unhandled(message); break;
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
        while (_outlet.HasRoom && _held.First is { } first)
        {
            _held.RemoveFirst();
            _outlet.Pass(context, first.Value);
        }

        if (_ended || !_inlets.AllEnded || _held.Count > 0) return;
        _outlet.End(context);
        if (!_outlet.HasEnded) return;
        _ended = true;
        context.Send(wiring.Root, Figures());
    }

    private StageFigures Figures() => new()
    {
        Name = wiring.Name,
        HasEnded = _ended,
        Taken = _inlets.Taken,
        Passed = _outlet.Passed,
        Dropped = _dropped,
        Held = _held.Count,
        PeakWaiting = _peak,
        NoInputFrom = [.. _inlets.Open],
        NoRoomAt = _held.Count > 0 ? [.. _outlet.WithoutCredit] : [],
        In = [.. _inlets.Accounts],
        Out = [.. _outlet.Accounts],
    };
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
