using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>
/// Makes items as fast as they are taken, or at intervals, and numbers them from 1. An interval begins when the item before has
/// gone: the source is a server with one item in hand, which is blocked after its service.
/// </summary>
internal sealed class SourceStage(Wiring wiring, SourceOperation operation) : LabActor
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

    protected override void PostRestart(Exception reason) => throw new InvalidOperationException($"how far {wiring.Name} was is forgotten", reason);

    protected override void PreStart()
    {
        _outlet.Connect();
        if (operation.Interval is null) MakeMore();
        else WaitForNext();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Credit credit:
                _outlet.OnCredit(Sender, credit);
                GoOn();
                break;
            case Released released:
                _outlet.OnReleased(Sender, released);
                GoOn();
                break;
            case Continue or Due:
                _mustWait = false;
                MakeMore();
                break;
            case BodyCompleted(_, var chunk):
                _mustWait = false;
                Accept(chunk);
                MakeMore();
                break;
            case BodyFailed(_, var cause):
                _mustWait = false;
                Fail(cause);
                break;
            case Halt:
                _halted = true;
                EndIfDone();
                break;
            case Ask: wiring.Root.Tell(Figures()); break;
            default: Unhandled(message); break;
        }
    }

    private void Accept(IMessage chunk)
    {
        try
        {
            _source.Accept(chunk);
        }
        catch (LineEncodingException noText)
        {
            Fail(noText);
        }
    }

    /// <summary>It does not end: what it could not read is missing, and those after it would take a part for the whole.</summary>
    private void Fail(Exception cause)
    {
        _failed = true;
        wiring.Root.Tell(new StageFailed(wiring.Name, cause));
    }

    /// <summary>
    /// There may be room again. A source with an interval waits for the next item only when the last one has gone, so that it
    /// does not make up for the time in which it was held up.
    /// </summary>
    private void GoOn()
    {
        if (!_isHeldUp)
        {
            MakeMore();
            return;
        }

        if (!_outlet.IsOpen) return;
        _isHeldUp = false;
        WaitForNext();
    }

    private void MakeMore()
    {
        if (_mustWait || _failed) return;
        int most = operation.Interval is null ? ItemsPerTurn : 1;
        int made = 0;
        while (made < most && !_halted && _outlet.IsOpen && _source.TryTake(Random, out IMessage? value, out string? key))
        {
            made++;
            _made++;
            _outlet.Pass(new PipelineItem(_made, value, _made, key));
            if (_beat.MayBeDue() && _beat.IsDue(Now)) wiring.Outside.Tell(new StageProgress(wiring.Name, _made, _outlet.Passed, 0, 0, SimDuration.Zero));
        }

        if (_halted || _source.IsExhausted) EndIfDone();
        else if (made > 0 && operation.Interval is not null) Pause();
        else if (made == most) Wait();
        else if (_outlet.IsOpen) Read();
    }

    private void Wait()
    {
        _mustWait = true;
        Self.Tell(Continue.Instance);
    }

    private void Pause()
    {
        if (_outlet.IsOpen) WaitForNext();
        else _isHeldUp = true;
    }

    private void WaitForNext()
    {
        _mustWait = true;
        SendLater(Self, Due.Instance, operation.Interval!.Sample(Random));
    }

    private void Read()
    {
        _mustWait = true;
        Execute(_source.Refill ?? throw new InvariantViolatedException($"{wiring.Name} has nothing and reads nothing"), Refill.Instance);
    }

    private void EndIfDone()
    {
        if (_ended || _failed || !(_halted || _source.IsExhausted)) return;
        _outlet.End();
        if (!_outlet.HasEnded) return;
        _ended = true;
        wiring.Root.Tell(Figures());
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
