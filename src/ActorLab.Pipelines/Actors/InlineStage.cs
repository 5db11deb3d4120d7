using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>A stage with one worker whose work costs next to nothing: it is done in the turn that brings the item, so a stage is one message an item.</summary>
internal sealed class InlineStage(Wiring wiring, Func<StageFunction> create) : LabActor
{
    private readonly StageLinks _links = new(wiring);
    private readonly StageFunction _function = create();
    private readonly ProgressBeat _beat = new();
    private long _filtered, _added, _failed;

    protected override void PreStart() => _links.Outlet.Connect();

    protected override void PostRestart(Exception reason) => throw _links.Lost(reason);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PipelineItem item when _links.Inlets.IsEmpty && _links.Outlet.IsOpen:
                _links.Inlets.TakeNow(Sender, item);
                Process(item);
                if (_links.Outlet.IsOpen) _links.Inlets.Invite(room: 1);
                break;
            case PipelineItem or Skipped:
                _links.Inlets.Keep(Sender, (IItemMessage)message);
                Work();
                break;
            case Credit credit:
                _links.Outlet.OnCredit(Sender, credit);
                Work();
                break;
            case Connect connect:
                _links.Inlets.OnConnect(Sender, connect);
                Work();
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

    private void Work()
    {
        while (_links.Outlet.IsOpen && _links.Inlets.TryTake(out IItemMessage? next))
        {
            if (next is PipelineItem item) Process(item);
            else _links.Outlet.Skip(((Skipped)next).Item);
        }

        if (_links.Outlet.IsOpen) _links.Inlets.Invite(room: 1);
        EndIfDone();
    }

    private void Process(PipelineItem item)
    {
        Outcome outcome;
        try
        {
            outcome = _function.Apply(item);
        }
        catch (Exception failure)
        {
            // What may fail and go on has workers; here the run is over.
            _failed++;
            wiring.Root.Tell(new StageFailed(wiring.Name, failure, item.Path));
            return;
        }

        if (outcome.Only is { } only) _links.Outlet.Pass(only);
        else PassAll(item, outcome);
        if (_beat.MayBeDue() && _beat.IsDue(Now)) wiring.Outside.Tell(new StageProgress(wiring.Name, _links.Inlets.Taken, _links.Outlet.Passed, _links.Inlets.Waiting, 0, SimDuration.Zero));
    }

    private void PassAll(PipelineItem item, Outcome outcome)
    {
        int count = outcome.Count;
        _added += Math.Max(0, count - 1);
        for (int i = 0; i < count; i++) _links.Outlet.Pass(outcome[i]);
        if (count > 0) return;
        _filtered++;
        _links.Outlet.Skip(item);
    }

    private void EndIfDone()
    {
        if (!_links.Inlets.AllEnded || !_links.Inlets.IsEmpty) return;
        _links.End(Counted);
    }

    private StageFigures Counted(StageFigures figures) => figures with { HasEnded = figures.HasEnded && _failed == 0, Filtered = _filtered, Added = _added, Held = _failed };
}
