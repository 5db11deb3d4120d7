using System.Collections.Immutable;
using System.Text;
using ActorLab.Core.Actors;
using ActorLab.Core.Journal;
using ActorLab.Core.Machine;
using ActorLab.Core.Verify;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>Takes items, checks their order, and writes them as lines if they are to be written.</summary>
/// <remarks>What has come while it wrote is written in one piece. Items count as passed once they are written.</remarks>
internal sealed class SinkStage : IActor
{
    private const int MaxBufferBytes = 64 * 1024;

    /// <summary>To itself, behind what waits in the mailbox: write what has come so far.</summary>
    private sealed record Write : IMessage
    {
        public static readonly Write Instance = new();
    }

    private readonly Wiring _wiring;
    private readonly Inlets _inlets;
    private readonly SinkChecks _checks;
    private readonly LineWriter? _writer;
    private readonly SinkKeeping? _keeping;
    private readonly Replay? _replay;
    private readonly ProgressBeat _beat = new();
    private long _passed;
    private bool _writeAsked, _writing, _closing, _ended, _failed;

    public SinkStage(Wiring wiring, SinkOperation operation, ImmutableArray<string> promised, SinkKeeping? keeping = null)
    {
        _wiring = wiring;
        _keeping = keeping;
        _replay = keeping is { Output.Point: { Items: > 0 } point } ? new Replay(point) : null;
        _inlets = new Inlets(wiring);
        _checks = new SinkChecks(operation is VerifierSink { Checks.IsEmpty: false } verifier ? verifier.Checks : promised);
        _writer = operation switch
        {
            FileSink(var path) => new LineWriter(path, OpenMode.Append, keeping?.Output.Tally),
            StdoutSink => new LineWriter(StandardStreams.Output, OpenMode.Append),
            _ => null,
        };
    }

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case PipelineItem item when _writer is null:
                _inlets.TakeNow(context, item);
                _checks.Offer(item);
                _passed++;
                Tell(context);
                break;
            case PipelineItem item when !_failed:
                _inlets.Keep(context, item);
                AskToWrite(context);
                break;
            case PipelineItem or Skipped: break;
            case Write:
                _writeAsked = false;
                Begin(context);
                break;
            case BodyCompleted: OnWritten(context); break;
            case BodyFailed(_, var cause):
                _writing = false;
                _failed = true;
                context.Send(_wiring.Root, new StageFailed(_wiring.Name, cause));
                break;
            case Connect connect: _inlets.OnConnect(context, connect); break;
            case EndOfStream:
                _inlets.OnEnd(context);
                EndIfDone(context);
                break;
            case Ask: context.Send(_wiring.Root, Figures()); break;
            case Started: EndIfDone(context); break;
            case Restarted(var cause): throw new InvalidOperationException($"what {_wiring.Name} wrote last is forgotten", cause);
            case Stopping: break;
            default: context.Unhandled(message); break;
        }
    }

    private void AskToWrite(IActorContext context)
    {
        if (_writeAsked || _writing) return;
        _writeAsked = true;
        context.Send(context.Self, Write.Instance);
    }

    private void Begin(IActorContext context)
    {
        LineWriter writer = _writer!;
        while (writer.BufferedBytes < MaxBufferBytes && _inlets.TryTake(context, out IItemMessage? next))
        {
            var item = (PipelineItem)next;
            _checks.Offer(item);
            if (_replay is not { IsOn: true }) writer.Add(item.Value);
            else if (!Compare(context, item)) return;
        }

        if (writer.BufferedLines == 0 && !_closing)
        {
            Tell(context);
            EndIfDone(context);
            return;
        }

        _writing = true;
        context.Execute(writer, _closing ? LineWriter.Close.Instance : LineWriter.Flush.Instance);
    }

    /// <summary>An item that was written before is compared instead.</summary>
    /// <returns>False if all of those were others: then nothing must be written after them.</returns>
    private bool Compare(IActorContext context, PipelineItem item)
    {
        _replay!.Offer(LineWriter.LineOf(item.Value));
        _passed++;
        if (!_replay.HasFailed) return true;
        FailReplay(context);
        return false;
    }

    private void FailReplay(IActorContext context)
    {
        _failed = true;
        context.Send(_wiring.Root, new StageFailed(_wiring.Name, new InvalidOperationException("what was written before came otherwise this time, so nothing is written behind it")));
    }

    private void OnWritten(IActorContext context)
    {
        _writing = false;
        _passed += _writer!.TakeWritten();
        if (_keeping is { Output: { Point.Output: var output, Tally: var tally } }) context.Send(_keeping.Keeper, new JournalKeeper.Reached(new OutputPoint(output, _passed, 0, tally.Bytes, tally.Digest)));
        Tell(context);
        if (!_inlets.IsEmpty) AskToWrite(context);
        else EndIfDone(context);
    }

    private void Tell(IActorContext context)
    {
        if (_beat.IsDue(context)) context.Send(_wiring.Outside, new StageProgress(_wiring.Name, _inlets.Taken, _passed, _inlets.Waiting, 0, SimDuration.Zero));
        if (_writer is null) EndIfDone(context);
    }

    private void EndIfDone(IActorContext context)
    {
        if (_ended || _failed || !_inlets.AllEnded || !_inlets.IsEmpty || _writing || _writeAsked) return;
        if (_replay is { IsOn: true })
        {
            _ended = true;
            FailReplay(context);
            return;
        }

        if (_writer is not null && !_closing)
        {
            _closing = true;
            Begin(context);
            return;
        }

        _ended = true;
        context.Send(_wiring.Root, Figures());
    }

    private StageFigures Figures() => new()
    {
        Name = _wiring.Name,
        HasEnded = _ended,
        Taken = _inlets.Left,
        Passed = _passed,
        Dropped = _inlets.Dropped,
        Held = _inlets.Taken - _passed,
        PeakWaiting = _inlets.PeakWaiting,
        IsBusy = _writing || _writeAsked,
        NoInputFrom = [.. _inlets.Open],
        In = [.. _inlets.Accounts],
        Checks = _replay is null ? _checks.Complete() : [_replay.Complete(_ended), .. _checks.Complete()],
    };
}

/// <summary>Gathers lines and writes them to a file in one piece.</summary>
/// <param name="path">Of the file.</param>
/// <param name="mode">How it is opened.</param>
/// <param name="tally">Counts what has been written; null where nobody asks.</param>
internal sealed class LineWriter(string path, OpenMode mode, OutputTally? tally = null) : IBody
{
    public sealed record Flush : IMessage
    {
        public static readonly Flush Instance = new();
    }

    public sealed record Close : IMessage
    {
        public static readonly Close Instance = new();
    }

    private readonly StringBuilder _lines = new();
    private FileHandle? _file;
    private int _written;

    public int BufferedLines { get; private set; }

    public int BufferedBytes => _lines.Length;

    public void Add(IMessage value)
    {
        _lines.Append(LineOf(value)).Append('\n');
        BufferedLines++;
    }

    /// <summary>As it is written, without its end.</summary>
    public static string LineOf(IMessage value) => value is ItemValue known ? known.Line : value.ToString() ?? "";

    /// <summary>The lines written since it was asked last.</summary>
    public int TakeWritten()
    {
        int written = _written;
        _written = 0;
        return written;
    }

    public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
    {
        _file ??= await machine.Open(path, mode);
        if (_lines.Length > 0)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(_lines.ToString());
            await machine.Append(_file, bytes);
            await machine.Flush(_file);
            tally?.Append(bytes);
        }

        if (item is Close) await machine.Close(_file);
        _written += BufferedLines;
        BufferedLines = 0;
        _lines.Clear();
        return item;
    }
}
