using ActorLab.Core.Actors;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>A stage with one worker whose work costs next to nothing: it is done in the turn that brings the item, so a stage is one message an item.</summary>
internal sealed class InlineStage(Wiring wiring, Func<StageFunction> create) : IActor
{
    private readonly Inlets _inlets = new(wiring);
    private readonly Outlet _outlet = new(wiring);
    private readonly StageFunction _function = create();
    private readonly ProgressBeat _beat = new();

    /// <summary>Items and skipped ones of all inputs, as they came.</summary>
    private readonly Queue<Inlet> _order = new();
    private long _filtered, _added, _failed;
    private bool _ended;

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case PipelineItem item when _order.Count == 0 && _outlet.IsOpen:
                _inlets.TakeNow(context, item);
                Process(context, item);
                break;
            case PipelineItem or Skipped:
                _order.Enqueue(_inlets.Of(context));
                _inlets.Keep(context, (IItemMessage)message);
                Work(context);
                break;
            case Credit credit:
                _outlet.OnCredit(context, credit);
                Work(context);
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

    private void Work(IActorContext context)
    {
        while (_outlet.IsOpen && _order.TryDequeue(out Inlet? inlet))
        {
            IItemMessage next = _inlets.Take(context, inlet);
            if (next is PipelineItem item) Process(context, item);
            else _outlet.Skip(context, ((Skipped)next).Item);
        }

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

        if (outcome.Only is { } only) _outlet.Pass(context, only);
        else PassAll(context, item, outcome);
        if (_beat.IsDue(context)) context.Send(wiring.Outside, new StageProgress(wiring.Name, _inlets.Taken, _outlet.Passed, _inlets.Waiting, 0, SimDuration.Zero));
    }

    private void PassAll(IActorContext context, PipelineItem item, Outcome outcome)
    {
        int count = outcome.Count;
        _added += Math.Max(0, count - 1);
        for (int i = 0; i < count; i++) _outlet.Pass(context, outcome[i]);
        if (count > 0) return;
        _filtered++;
        _outlet.Skip(context, item);
    }

    private void EndIfDone(IActorContext context)
    {
        if (_ended || !_inlets.AllEnded || _order.Count > 0) return;
        _outlet.End(context);
        if (!_outlet.HasEnded) return;
        _ended = true;
        context.Send(wiring.Root, Figures());
    }

    private StageFigures Figures() => new()
    {
        Name = wiring.Name,
        HasEnded = _ended && _failed == 0,
        Taken = _inlets.Taken,
        Passed = _outlet.Passed,
        Filtered = _filtered,
        Added = _added,
        Held = _failed,
        PeakWaiting = _inlets.PeakWaiting,
        NoInputFrom = [.. _inlets.Open],
        NoRoomAt = [.. _outlet.NoRoomAt],
        In = [.. _inlets.Accounts],
        Out = [.. _outlet.Accounts],
    };
}
