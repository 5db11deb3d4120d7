using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Verify;

namespace ActorLab.Core.Model;

/// <summary>Reads an output while it is written and gives the verdict when told that the writing is over.</summary>
/// <param name="tail">A body that takes <see cref="ReadNextChunk"/> and gives a <see cref="Chunk"/> with the bytes after those it gave before, empty at the present end.</param>
/// <param name="verifier">Judges the bytes; used by this actor alone.</param>
/// <param name="poll">How long to wait at the end of the output before looking again.</param>
/// <remarks>If the output cannot be read, or the actor is restarted and so has lost its place, the verdict is unknown and says why.</remarks>
public sealed class OrderVerifier(IBody tail, OutputVerifier verifier, SimDuration poll) : LabActor
{
    private IScheduledSend? _nextPoll;
    private Finish? _finish;
    private IActorRef? _asker;
    private string? _failure;
    private bool _reading;
    private bool _answered;

    /// <summary>What the tail body is given.</summary>
    public sealed record ReadNextChunk : IMessage
    {
        public static readonly ReadNextChunk Instance = new();
    }

    /// <summary>What the tail body gives.</summary>
    /// <param name="Bytes">Valid until the body reads again.</param>
    public sealed record Chunk(ReadOnlyMemory<byte> Bytes) : IMessage;

    /// <summary>To itself: look whether the output has grown.</summary>
    public sealed record Poll : IMessage
    {
        public static readonly Poll Instance = new();
    }

    /// <summary>All that will be written has been written. The sender gets <see cref="Verified"/>.</summary>
    /// <param name="Acknowledged">Input items that were acknowledged as done.</param>
    /// <param name="CutReason">Why the output ends early; null if it is complete.</param>
    public sealed record Finish(long Acknowledged, string? CutReason) : IMessage
    {
        /// <summary>What is known about the run besides its output; only for naming the cause.</summary>
        public RunEvidence? Run { get; init; }
    }

    /// <summary>The answer to <see cref="Finish"/>.</summary>
    /// <param name="Verdict">What the whole output showed.</param>
    /// <param name="Items">Whole items in it.</param>
    /// <param name="PeakThreads">The most threads that a record named; 0 if there were no records.</param>
    public sealed record Verified(Verdict Verdict, long Items, int PeakThreads) : IMessage;

    protected override void PreStart() => Read();

    protected override void PostRestart(Exception reason) => Fail($"the verifier was restarted: {reason.Message}");

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BodyCompleted { Result: Chunk chunk }: Take(chunk); break;
            case BodyFailed failed: Fail($"the output could not be read: {failed.Cause.Message}"); break;
            case Poll: Read(); break;
            case Finish finish when _finish is null: Begin(finish); break;
            default: Unhandled(message); break;
        }
    }

    private void Read()
    {
        if (_reading || _answered || _failure is not null) return;
        _reading = true;
        Execute(tail, ReadNextChunk.Instance);
    }

    private void Take(Chunk chunk)
    {
        _reading = false;
        if (!chunk.Bytes.IsEmpty)
        {
            verifier.Feed(chunk.Bytes.Span);
            Read();
        }
        else if (_finish is not null)
        {
            Answer();
        }
        else
        {
            _nextPoll = SendLater(Self, Poll.Instance, poll);
        }
    }

    /// <summary>Reads once more in any case: what was flushed last may have come after the last look.</summary>
    private void Begin(Finish finish)
    {
        _finish = finish;
        _asker = Sender;
        _nextPoll?.Cancel();
        if (_failure is not null) Answer();
        else Read();
    }

    private void Fail(string reason)
    {
        _reading = false;
        _failure ??= reason;
        if (_finish is not null && !_answered) Answer();
    }

    private void Answer()
    {
        _answered = true;
        Verdict verdict = _failure is null
            ? verifier.Complete(_finish!.Acknowledged, _finish.CutReason, _finish.Run)
            : Verdict.Unknown(_failure);
        _asker!.Tell(new Verified(verdict, verifier.Items, verifier.PeakThreads));
    }
}
