using ActorLab.Core.Actors;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>Restores the order in which items were numbered, after stages that passed them on as they were done.</summary>
/// <remarks>It takes whatever comes, or the item that all wait for might be stuck behind others. What bounds it is the window of those who number the items, whom it tells how far it is.</remarks>
internal sealed class RestoreStage(Wiring wiring, int window) : IActor
{
    private readonly Inlets _inlets = new(wiring);
    private readonly Outlet _outlet = new(wiring);
    private readonly PathTree _tree = new();
    private readonly int _reportEvery = Math.Max(1, window / 4);
    private ActorRef? _start;
    private long _reported;
    private int _peak;
    private bool _ended;

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case PipelineItem item:
                _inlets.TakeNow(context, item);
                Add(context, item, item);
                break;
            case Skipped skipped: Add(context, skipped.Item, skipped); break;
            case Credit credit:
                _outlet.OnCredit(context, credit);
                Release(context);
                break;
            case ReportTo(var start):
                _start = start;
                Report(context);
                break;
            case Connect connect: _inlets.OnConnect(context, connect); break;
            case EndOfStream:
                _inlets.OnEnd(context);
                EndIfDone(context);
                break;
            case Ask: context.Send(wiring.Root, Figures()); break;
            case Started: _outlet.Connect(context); break;
            case Restarted(var cause): throw new InvalidOperationException($"{wiring.Name} has lost its items", cause);
            case Stopping: break;
            default: context.Unhandled(message); break;
        }
    }

    private void Add(IActorContext context, PipelineItem item, IItemMessage message)
    {
        _tree.Add(item, message);
        Release(context);
        if (_tree.Held > _peak) _peak = _tree.Held;
    }

    private void Release(IActorContext context)
    {
        while (_outlet.IsOpen && _tree.TryTake(out IItemMessage? next))
        {
            if (next is PipelineItem item)
            {
                _outlet.Pass(context, item);
            }
            else
            {
                _outlet.Skip(context, ((Skipped)next).Item);
            }
        }

        if (_tree.Current - 1 - _reported >= _reportEvery) Report(context);
        EndIfDone(context);
    }

    private void Report(IActorContext context)
    {
        if (_start is null) return;
        _reported = _tree.Current - 1;
        context.Send(_start, new Released(_reported));
    }

    private void EndIfDone(IActorContext context)
    {
        if (_ended || !_inlets.AllEnded || _tree.Held > 0) return;
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
        Held = _inlets.Taken - _outlet.Passed,
        PeakWaiting = _peak,
        NoInputFrom = [.. _inlets.Open],
        NoRoomAt = [.. _outlet.NoRoomAt],
        In = [.. _inlets.Accounts],
        Out = [.. _outlet.Accounts],
    };
}
