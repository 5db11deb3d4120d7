using ActorLab.Core.Actors;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>A stage with one worker whose work costs next to nothing: it is done in the turn that brings the item, so a stage is one message an item.</summary>
internal sealed class InlineStage(Wiring wiring, Func<StageFunction> create) : IActor
{
    private readonly StageLinks _links = new(wiring);
    private readonly StageFunction _function = create();
    private readonly ProgressBeat _beat = new();
    private long _filtered, _added, _failed;

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case PipelineItem item when _links.Inlets.IsEmpty && _links.Outlet.IsOpen:
                _links.Inlets.TakeNow(context, item);
                Process(context, item);
                if (_links.Outlet.IsOpen) _links.Inlets.Invite(context, room: 1);
                break;
            case PipelineItem or Skipped:
                _links.Inlets.Keep(context, (IItemMessage)message);
                Work(context);
                break;
            case Credit credit:
                _links.Outlet.OnCredit(context, credit);
                Work(context);
                break;
            case Connect connect:
                _links.Inlets.OnConnect(context, connect);
                Work(context);
                break;
            case EndOfStream:
                _links.Inlets.OnEnd(context);
                EndIfDone(context);
                break;
            default: _links.Receive(context, message, Counted); break;
        }
    }

    private void Work(IActorContext context)
    {
        while (_links.Outlet.IsOpen && _links.Inlets.TryTake(context, out IItemMessage? next))
        {
            if (next is PipelineItem item) Process(context, item);
            else _links.Outlet.Skip(context, ((Skipped)next).Item);
        }

        if (_links.Outlet.IsOpen) _links.Inlets.Invite(context, room: 1);
        EndIfDone(context);
    }

    private void Process(IActorContext context, PipelineItem item)
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
            context.Send(wiring.Root, new StageFailed(wiring.Name, failure, item.Path));
            return;
        }

        if (outcome.Only is { } only) _links.Outlet.Pass(context, only);
        else PassAll(context, item, outcome);
        if (_beat.IsDue(context)) context.Send(wiring.Outside, new StageProgress(wiring.Name, _links.Inlets.Taken, _links.Outlet.Passed, _links.Inlets.Waiting, 0, SimDuration.Zero));
    }

    private void PassAll(IActorContext context, PipelineItem item, Outcome outcome)
    {
        int count = outcome.Count;
        _added += Math.Max(0, count - 1);
        for (int i = 0; i < count; i++) _links.Outlet.Pass(context, outcome[i]);
        if (count > 0) return;
        _filtered++;
        _links.Outlet.Skip(context, item);
    }

    private void EndIfDone(IActorContext context)
    {
        if (!_links.Inlets.AllEnded || !_links.Inlets.IsEmpty) return;
        _links.End(context, Counted);
    }

    private StageFigures Counted(StageFigures figures) => figures with { HasEnded = figures.HasEnded && _failed == 0, Filtered = _filtered, Added = _added, Held = _failed };
}
