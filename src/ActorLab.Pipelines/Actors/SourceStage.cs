using ActorLab.Core.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>
/// Makes items as fast as they are taken, or at intervals, and numbers them from 1. An interval begins when the item before has
/// gone: the source is a server with one item in hand, which is blocked after its service.
/// </summary>
internal sealed class SourceStage(Wiring wiring, SourceOperation operation) : IActor
{
    /// <summary>So many that a busy source costs others on its dispatcher little.</summary>
    private const int ItemsPerTurn = 64;

    private sealed record Continue : IMessage
    {
        public static readonly Continue Instance = new();
    }

    private sealed record Due : IMessage
    {
        public static readonly Due Instance = new();
    }

    private sealed record Refill : IMessage
    {
        public static readonly Refill Instance = new();
    }

    private readonly Outlet _outlet = new(wiring);
    private readonly ItemSource _source = ItemSource.Of(operation);
    private readonly ProgressBeat _beat = new();
    private long _made;
    private bool _mustWait, _isHeldUp, _halted, _ended, _failed;

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case Credit credit:
                _outlet.OnCredit(context, credit);
                GoOn(context);
                break;
            case Released released:
                _outlet.OnReleased(context, released);
                GoOn(context);
                break;
            case Continue or Due:
                _mustWait = false;
                MakeMore(context);
                break;
            case BodyCompleted(_, var chunk):
                _mustWait = false;
                Accept(context, chunk);
                MakeMore(context);
                break;
            case BodyFailed(_, var cause):
                _mustWait = false;
                Fail(context, cause);
                break;
            case Halt:
                _halted = true;
                EndIfDone(context);
                break;
            case Ask: context.Send(wiring.Root, Figures()); break;
            case Started:
                _outlet.Connect(context);
                if (operation.Interval is null) MakeMore(context);
                else WaitForNext(context);
                break;
            case Restarted(var cause): throw new InvalidOperationException($"how far {wiring.Name} was is forgotten", cause);
            case Stopping: break;
            default: context.Unhandled(message); break;
        }
    }

    private void Accept(IActorContext context, IMessage chunk)
    {
        try
        {
            _source.Accept(chunk);
        }
        catch (LineEncodingException noText)
        {
            Fail(context, noText);
        }
    }

    /// <summary>It does not end: what it could not read is missing, and those after it would take a part for the whole.</summary>
    private void Fail(IActorContext context, Exception cause)
    {
        _failed = true;
        context.Send(wiring.Root, new StageFailed(wiring.Name, cause));
    }

    /// <summary>
    /// There may be room again. A source with an interval waits for the next item only when the last one has gone, so that it
    /// does not make up for the time in which it was held up.
    /// </summary>
    private void GoOn(IActorContext context)
    {
        if (!_isHeldUp)
        {
            MakeMore(context);
            return;
        }

        if (!_outlet.IsOpen) return;
        _isHeldUp = false;
        WaitForNext(context);
    }

    private void MakeMore(IActorContext context)
    {
        if (_mustWait || _failed) return;
        int most = operation.Interval is null ? ItemsPerTurn : 1;
        int made = 0;
        while (made < most && !_halted && _outlet.IsOpen && _source.TryTake(context.Random, out IMessage? value, out string? key))
        {
            made++;
            _made++;
            _outlet.Pass(context, new PipelineItem(_made, value, _made, key));
            if (_beat.IsDue(context)) context.Send(wiring.Outside, new StageProgress(wiring.Name, _made, _outlet.Passed, 0, 0, SimDuration.Zero));
        }

        if (_halted || _source.IsExhausted) EndIfDone(context);
        else if (made > 0 && operation.Interval is not null) Pause(context);
        else if (made == most) Wait(context);
        else if (_outlet.IsOpen) Read(context);
    }

    private void Wait(IActorContext context)
    {
        _mustWait = true;
        context.Send(context.Self, Continue.Instance);
    }

    private void Pause(IActorContext context)
    {
        if (_outlet.IsOpen) WaitForNext(context);
        else _isHeldUp = true;
    }

    private void WaitForNext(IActorContext context)
    {
        _mustWait = true;
        context.SendLater(context.Self, Due.Instance, operation.Interval!.Sample(context.Random));
    }

    private void Read(IActorContext context)
    {
        _mustWait = true;
        context.Execute(_source.Refill ?? throw new InvariantViolatedException($"{wiring.Name} has nothing and reads nothing"), Refill.Instance);
    }

    private void EndIfDone(IActorContext context)
    {
        if (_ended || _failed || !(_halted || _source.IsExhausted)) return;
        _outlet.End(context);
        if (!_outlet.HasEnded) return;
        _ended = true;
        context.Send(wiring.Root, Figures());
    }

    private StageFigures Figures() => new()
    {
        Name = wiring.Name,
        HasEnded = _ended,
        Taken = _made,
        Passed = _outlet.Passed,
        IsBusy = _mustWait,
        NoRoomAt = [.. _outlet.NoRoomAt],
        Out = [.. _outlet.Accounts],
    };
}
