using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>Restores the order in which items were numbered, after stages that passed them on as they were done.</summary>
/// <remarks>It takes whatever comes, or the item that all wait for might be stuck behind others. What bounds it is the window of those who number the items, whom it tells how far it is.</remarks>
internal sealed class RestoreStage(Wiring wiring, int window) : LabActor
{
    private readonly StageLinks _links = new(wiring);
    private readonly PathTree _tree = new();
    private readonly int _reportEvery = Math.Max(1, window / 4);
    private IActorRef? _start;
    private long _reported, _highest;
    private int _peak;

    protected override void PreStart() => _links.Outlet.Connect();

    protected override void PostRestart(Exception reason) => throw _links.Lost(reason);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PipelineItem item:
                _links.Inlets.TakeNow(Sender, item);
                Add(item, item);
                break;
            case Skipped skipped: Add(skipped.Item, skipped); break;
            case Credit credit:
                _links.Outlet.OnCredit(Sender, credit);
                Release();
                break;
            case ReportTo(var start):
                _start = start;
                Report();
                break;
            case EndOfStream:
                _links.Inlets.OnEnd(Sender);
                EndIfDone();
                break;
            default:
                if (!_links.Receive(Sender, message, Counted)) Unhandled(message);
                break;
        }
    }

    private void Add(PipelineItem item, IItemMessage message)
    {
        _tree.Add(item, message);
        if (item.Number > _highest) _highest = item.Number;
        Release();
        if (_tree.Held > _peak) _peak = _tree.Held;
    }

    private void Release()
    {
        while (_links.Outlet.IsOpen && _tree.TryTake(out IItemMessage? next))
        {
            if (next is PipelineItem item)
            {
                _links.Outlet.Pass(item);
            }
            else
            {
                _links.Outlet.Skip(((Skipped)next).Item);
            }
        }

        long unreported = _tree.Current - 1 - _reported;
        // At once where the numbering may be held up: all that it may have given has come.
        if (unreported >= _reportEvery || (unreported > 0 && _highest >= _reported + window)) Report();
        EndIfDone();
    }

    private void Report()
    {
        if (_start is null) return;
        _reported = _tree.Current - 1;
        _start.Tell(new Released(_reported));
    }

    private void EndIfDone()
    {
        if (!_links.Inlets.AllEnded || _tree.Held > 0) return;
        _links.End(Counted);
    }

    private StageFigures Counted(StageFigures figures) => figures with { Held = figures.Taken - figures.Passed, PeakWaiting = _peak };
}
