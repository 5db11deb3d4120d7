using System.Collections.Immutable;
using System.Text;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Journal;
using ActorLab.Core.Machine;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>Takes items, writes them as lines if they are to be written, and tells the verifier behind it, which judges it, what
/// it has delivered.</summary>
/// <remarks>What has come while it wrote is written in one piece. Items count as passed once they are written. It goes ahead of
/// its verifier by a few thousand items at most, and then waits.</remarks>
internal sealed class SinkStage : LabActor
{
    private const int MaxBufferBytes = 64 * 1024;

    /// <summary>To itself, behind what waits in the mailbox: write what has come so far.</summary>
    private sealed record Write : IMessage
    {
        public static readonly Write Instance = new();
    }

    private readonly Wiring _wiring;
    private readonly Inlets _inlets;
    private readonly DeliveredItems _delivered;
    private readonly LineWriter? _writer;
    private readonly SinkKeeping? _keeping;
    private readonly Replay? _replay;
    private readonly ProgressBeat _beat = new();
    private long _passed;
    private bool _writeAsked, _writing, _closing, _ended, _failed;

    public SinkStage(Wiring wiring, SinkOperation operation, IActorRef verifier, SinkKeeping? keeping = null)
    {
        _wiring = wiring;
        _keeping = keeping;
        _replay = keeping is { Output.Point: { Items: > 0 } point } ? new Replay(point) : null;
        _inlets = new Inlets(wiring);
        _delivered = new DeliveredItems(verifier);
        _writer = operation switch
        {
            FileSink(var path) => new LineWriter(path, OpenMode.Append, keeping?.Output.Tally),
            StdoutSink => new LineWriter(StandardStreams.Output, OpenMode.Append),
            _ => null,
        };
    }

    protected override void PreStart() => EndIfDone();

    protected override void PostRestart(Exception reason) => throw new InvalidOperationException($"what {_wiring.Name} wrote last is forgotten", reason);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PipelineItem item when _writer is null && !_delivered.MustWait && _inlets.IsEmpty:
                _inlets.TakeNow(Sender, item);
                Deliver(item);
                break;
            case PipelineItem item when _writer is null: _inlets.Keep(Sender, item); break;
            case PipelineItem item when !_failed:
                _inlets.Keep(Sender, item);
                AskToWrite();
                break;
            case PipelineItem or Skipped: break;
            case Write:
                _writeAsked = false;
                Begin();
                break;
            case SinkVerifier.HasCaughtUp:
                _delivered.OnCaughtUp();
                GoOn();
                break;
            case BodyCompleted: OnWritten(); break;
            case BodyFailed(_, var cause):
                _writing = false;
                _failed = true;
                _wiring.Root.Tell(new StageFailed(_wiring.Name, cause));
                break;
            case Connect connect: _inlets.OnConnect(Sender, connect); break;
            case EndOfStream:
                _inlets.OnEnd(Sender);
                EndIfDone();
                break;
            case Ask: TellFigures(); break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>What leaves no trace is delivered as it is taken.</summary>
    private void Deliver(PipelineItem item)
    {
        _delivered.Add(item);
        _passed++;
        Tell();
    }

    /// <summary>The verifier has seen what it was told; what has come meanwhile goes on.</summary>
    private void GoOn()
    {
        if (_failed) return;
        if (_writer is not null)
        {
            if (!_inlets.IsEmpty) AskToWrite();
            return;
        }

        while (!_delivered.MustWait && _inlets.TryTake(out IItemMessage? next)) Deliver((PipelineItem)next);
    }

    private void AskToWrite()
    {
        if (_writeAsked || _writing || _delivered.MustWait) return;
        _writeAsked = true;
        Self.Tell(Write.Instance);
    }

    private void Begin()
    {
        LineWriter writer = _writer!;
        while (writer.BufferedBytes < MaxBufferBytes && _inlets.TryTake(out IItemMessage? next))
        {
            var item = (PipelineItem)next;
            if (_replay is not { IsOn: true }) writer.Add(item);
            else if (!Compare(item)) return;
        }

        if (writer.BufferedLines == 0 && !_closing)
        {
            Tell();
            EndIfDone();
            return;
        }

        _writing = true;
        Execute(writer, _closing ? LineWriter.Close.Instance : LineWriter.Flush.Instance);
    }

    /// <summary>An item that was written before is compared instead.</summary>
    /// <returns>False if all of those were others: then nothing must be written after them.</returns>
    private bool Compare(PipelineItem item)
    {
        _replay!.Offer(LineWriter.LineOf(item.Value));
        _passed++;
        _delivered.Add(item);
        if (!_replay.HasFailed) return true;
        FailReplay();
        return false;
    }

    private void FailReplay()
    {
        _failed = true;
        _wiring.Root.Tell(new StageFailed(_wiring.Name, new InvalidOperationException("what was written before came otherwise this time, so nothing is written behind it")));
    }

    private void OnWritten()
    {
        _writing = false;
        IReadOnlyList<PipelineItem> written = _writer!.Written;
        _passed += written.Count;
        foreach (PipelineItem item in written) _delivered.Add(item);
        _delivered.Tell();
        if (_keeping is { Output: { Point.Output: var output, Tally: var tally } }) _keeping.Keeper.Tell(new JournalKeeper.Reached(new OutputPoint(output, _passed, 0, tally.Bytes, tally.Digest)));
        Tell();
        if (!_inlets.IsEmpty) AskToWrite();
        else EndIfDone();
    }

    private void Tell()
    {
        if (_beat.MayBeDue() && _beat.IsDue(Now)) _wiring.Outside.Tell(new StageProgress(_wiring.Name, _inlets.Taken, _passed, _inlets.Waiting, 0, SimDuration.Zero));
        if (_writer is null) EndIfDone();
    }

    private void EndIfDone()
    {
        if (_ended || _failed || !_inlets.AllEnded || !_inlets.IsEmpty || _writing || _writeAsked) return;
        if (_replay is { IsOn: true })
        {
            _ended = true;
            FailReplay();
            return;
        }

        if (_writer is not null && !_closing)
        {
            _closing = true;
            Begin();
            return;
        }

        _ended = true;
        TellFigures();
    }

    /// <summary>Whoever hears of them asks the verifier next, so that must know as much.</summary>
    private void TellFigures()
    {
        _delivered.Tell();
        _wiring.Root.Tell(Figures());
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
        IsBusy = _writing || _writeAsked || _delivered.MustWait,
        NoInputFrom = [.. _inlets.Open],
        In = [.. _inlets.Accounts],
        DroppedItems = _inlets.DroppedItems,
        Checks = _replay is null ? [] : [_replay.Complete(_ended)],
    };
}

/// <summary>What a sink has delivered and its verifier does not know yet, told in batches.</summary>
internal sealed class DeliveredItems(IActorRef verifier)
{
    private const int BatchItems = 256;

    /// <summary>Items from one question whether the verifier has caught up to the next. The sink goes on meanwhile, and waits
    /// when the next one is due and the last has no answer.</summary>
    private const int ItemsPerQuestion = 16 * BatchItems;

    private PipelineItem[] _batch = new PipelineItem[BatchItems];
    private int _told, _count, _sinceQuestion;
    private bool _hasAsked;

    /// <summary>Whether the verifier is too far behind.</summary>
    public bool MustWait => _hasAsked && _sinceQuestion >= ItemsPerQuestion;

    public void Add(PipelineItem item)
    {
        _batch[_count] = item;
        if (++_count == BatchItems) Tell();
    }

    /// <summary>All that it does not know. The rest of a batch that is told early is for those that come next.</summary>
    public void Tell()
    {
        int items = _count - _told;
        if (items == 0) return;
        verifier.Tell(new SinkVerifier.Delivered(_batch.AsMemory(_told, items)));
        _told = _count;
        if (_count == BatchItems)
        {
            _batch = new PipelineItem[BatchItems];
            _told = _count = 0;
        }

        _sinceQuestion += items;
        if (_sinceQuestion >= ItemsPerQuestion && !_hasAsked) Ask();
    }

    public void OnCaughtUp()
    {
        _hasAsked = false;
        if (_sinceQuestion >= ItemsPerQuestion) Ask();
    }

    private void Ask()
    {
        _sinceQuestion = 0;
        _hasAsked = true;
        verifier.Tell(SinkVerifier.CatchUp.Instance);
    }
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
    private List<PipelineItem> _buffered = [], _written = [];
    private FileHandle? _file;

    public int BufferedLines => _buffered.Count;

    public int BufferedBytes => _lines.Length;

    public void Add(PipelineItem item)
    {
        _lines.Append(LineOf(item.Value)).Append('\n');
        _buffered.Add(item);
    }

    /// <summary>As it is written, without its end.</summary>
    public static string LineOf(IMessage value) => value is ItemValue known ? known.Line : value.ToString() ?? "";

    /// <summary>Those whose lines it has written in the last piece; valid until it writes the next one.</summary>
    public IReadOnlyList<PipelineItem> Written => _written;

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
        (_written, _buffered) = (_buffered, _written);
        _buffered.Clear();
        _lines.Clear();
        return item;
    }
}
