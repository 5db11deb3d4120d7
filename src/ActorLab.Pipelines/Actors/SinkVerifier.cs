using System.Collections.Immutable;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;
using ActorLab.Core.Verify;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>Stands behind a sink and judges it: whether what it was sent has been delivered, each item once, in the order in
/// which it was promised.</summary>
/// <remarks>
/// <para>What a sink was sent is told by those who sent it; what it has done with it, by the sink, batch by batch. Where it wrote
/// a file that can be read, its word is not enough: each item
/// counts as delivered when its line has been found in the file, in the order of the file.</para>
/// <para>It has no timer, or a run that stands still would not be seen to. It looks at the file when the sink says that more is
/// there.</para>
/// </remarks>
internal sealed class SinkVerifier : LabActor
{
    /// <summary>From the sink: it has done what it does with these, next.</summary>
    /// <param name="Items">Not to be changed after sending.</param>
    public sealed record Delivered(ReadOnlyMemory<PipelineItem> Items) : IMessage;

    /// <summary>From the sink, answered with <see cref="HasCaughtUp"/> when all that it told before has been looked at.</summary>
    public sealed record CatchUp : IMessage
    {
        public static readonly CatchUp Instance = new();
    }

    /// <summary>To the sink.</summary>
    public sealed record HasCaughtUp : IMessage
    {
        public static readonly HasCaughtUp Instance = new();
    }

    /// <summary>From the root: no more will come. Answered with <see cref="Judged"/>.</summary>
    /// <param name="Sent">What the sink was sent, by each of those who sent it something.</param>
    /// <param name="Dropped">What its queue says that it dropped.</param>
    /// <param name="CutReason">Why the run came to no end; null if it did.</param>
    public sealed record Finish(ImmutableArray<StreamAccount> Sent, StreamAccount Dropped, string? CutReason) : IMessage;

    /// <summary>To the root.</summary>
    /// <param name="Sink">The name of the sink.</param>
    /// <param name="Items">Items that were delivered; null where the run came to no end or the file could not be read.</param>
    /// <param name="Checks">What it did with them.</param>
    public sealed record Judged(string Sink, long? Items, ImmutableArray<CheckResult> Checks) : IMessage;

    private readonly string _sink;
    private readonly bool _mayDrop;
    private readonly SinkChecks _checks;
    private readonly IBody? _tail;
    private readonly WrittenLines? _lines;
    private StreamAccount _account;
    private Finish? _finish;
    private IActorRef? _root;
    private string? _failure;
    private bool _answered;

    /// <param name="sink">The name of the sink.</param>
    /// <param name="checks">Of the order in which items are delivered, and whether one comes twice 
    /// (<see cref="SinkChecks"/>).</param>
    /// <param name="mayDrop">Whether the queue of the sink may drop items.</param>
    /// <param name="tail">Reads on in the file of the sink, from its beginning, and gives an <see cref="OrderVerifier.Chunk"/>,
    /// which is empty at the present end; null where there is nothing that could be read.</param>
    public SinkVerifier(string sink, ImmutableArray<string> checks, bool mayDrop, IBody? tail)
    {
        _sink = sink;
        _mayDrop = mayDrop;
        _checks = new SinkChecks(checks);
        _tail = tail;
        _lines = tail is null ? null : new WrittenLines(Accept);
    }

    protected override void PostRestart(Exception reason) =>
        throw new InvalidOperationException($"what the verifier of {_sink} has seen is forgotten", reason);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Delivered(var items): Take(items.Span); break;
            case CatchUp: Sender.Tell(HasCaughtUp.Instance); break;
            case Finish finish:
                _finish = finish;
                _root = Sender;
                if (_tail is null || _failure is not null) Answer();
                else Read();
                break;
            case BodyCompleted(_, OrderVerifier.Chunk(var bytes)): OnRead(bytes.Span); break;
            case BodyFailed(_, var cause): OnUnreadable(cause); break;
            default: Unhandled(message); break;
        }
    }

    private void Take(ReadOnlySpan<PipelineItem> items)
    {
        if (_lines is not null)
        {
            if (_failure is not null) return;
            _lines.Tell(items);
            Read();
            return;
        }

        foreach (PipelineItem item in items) Accept(item);
    }

    private void Accept(PipelineItem item)
    {
        _account.Add(item);
        _checks.Offer(item);
    }

    private void Read() => Execute(_tail!, OrderVerifier.ReadNextChunk.Instance);

    /// <summary>At the end it reads until nothing comes any more; before that, until it has found what it was told of.</summary>
    private void OnRead(ReadOnlySpan<byte> bytes)
    {
        _lines!.Read(bytes);
        _lines.Compare();
        if (!bytes.IsEmpty && (_finish is not null || !_lines.HasFoundAll)) Read();
        else if (_finish is not null) Answer();
    }

    private void OnUnreadable(Exception cause)
    {
        _failure ??= $"its file could not be read: {cause.Message}";
        if (_finish is not null) Answer();
    }

    private void Answer()
    {
        if (_answered) return;
        _answered = true;
        bool isCut = _finish!.CutReason is not null || _failure is not null;
        _lines?.Complete(isCut);
        ImmutableArray<CheckResult> checks = [DeliveryOf(_finish), .. _checks.Complete(OrderOf(_finish))];
        _root.Tell(new Judged(_sink, isCut ? null : _account.Items, checks));
    }

    /// <summary>What one sender has sent comes in its order, whether or not that is the order of the numbers. Of several, and
    /// behind a queue that drops, nobody can tell.</summary>
    /// <returns>That they did not, in words; null if nothing is known against it.</returns>
    private string? OrderOf(Finish finish)
    {
        if (finish.CutReason is not null || _failure is not null) return null;
        if (finish.Sent is not [var sent] || finish.Dropped.Items > 0) return null;
        bool sameItems = sent.Items == _account.Items && sent.Sum == _account.Sum && sent.Values == _account.Values;
        return sameItems && sent.Order != _account.Order ? "not in the order in which they came" : null;
    }

    private CheckResult DeliveryOf(Finish finish)
    {
        string where = _lines is null ? "handed over" : "in its file";
        if (_failure is not null) return Result(VerdictStatus.Unknown, _failure, []);
        ImmutableArray<Violation> evidence = _lines?.Evidence ?? [];
        long missing = _lines?.Missing ?? 0, unexpected = _lines?.Unexpected ?? 0;
        if (finish.CutReason is { } reason)
        {
            // What was said to have been written has been written and flushed, whatever happened later.
            VerdictStatus status = missing > 0 ? VerdictStatus.Violated : VerdictStatus.Unknown;
            string notFound = missing > 0 ? $", {missing} said to be and not found" : "";
            return Result(status, $"{_account.Items} items {where}{notFound}; {reason}", missing > 0 ? evidence : []);
        }

        StreamAccount dropped = finish.Dropped;
        long sent = finish.Sent.Sum(s => s.Items), due = sent - dropped.Items;
        ulong sum = 0, values = 0;
        foreach (StreamAccount one in finish.Sent) (sum, values) = unchecked((sum + one.Sum, values + one.Values));
        (sum, values) = unchecked((sum - dropped.Sum, values - dropped.Values));
        long lost = Math.Max(0, due - _account.Items);
        if (_lines is null) unexpected = Math.Max(0, _account.Items - due);
        bool areOthers = due == _account.Items && (sum != _account.Sum || values != _account.Values);
        bool droppedUnasked = dropped.Items > 0 && !_mayDrop;
        string summary = $"{_account.Items} of {due} items {where}, {lost} lost, {unexpected} unexpected";
        if (areOthers) summary += ", others than were sent";
        if (droppedUnasked) summary += $"; {dropped.Items} dropped by a queue that may not drop";
        bool isViolated = lost > 0 || unexpected > 0 || areOthers || droppedUnasked || _account.Items > due;
        if (isViolated && evidence.IsEmpty)
        {
            string got = areOthers ? "others" : $"{_account.Items} items";
            evidence = [new Violation(Math.Max(1, _account.Items), $"the {due} items that were sent", got, null)];
        }

        return Result(isViolated ? VerdictStatus.Violated : VerdictStatus.Holds, summary, isViolated ? evidence : []);
    }

    private static CheckResult Result(VerdictStatus status, string summary, ImmutableArray<Violation> evidence) =>
        new(CheckCatalog.Delivery, status, summary, evidence);
}

/// <summary>Reads on where it stopped in a file that a sink appends to. Keeps the file open from one call to the next, so it
/// belongs to one actor.</summary>
internal sealed class SinkTail(string path) : IBody
{
    private const int ChunkBytes = 64 * 1024;

    private FileHandle? _file;

    public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
    {
        _file ??= await machine.Open(path, OpenMode.Read);
        return new OrderVerifier.Chunk(await machine.ReadNext(_file, ChunkBytes));
    }
}
