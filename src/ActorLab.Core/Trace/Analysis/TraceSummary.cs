using System.Collections.Immutable;

namespace ActorLab.Core.Trace.Analysis;

/// <summary>A trace in figures. All lengths of time are nanoseconds.</summary>
public sealed record TraceSummary
{
    public required TraceHead Head { get; init; }

    /// <summary>How the run ended; null if the trace was cut.</summary>
    public required TraceEnd? End { get; init; }

    public required long Makespan { get; init; }

    /// <summary>Number of events of each kind, in the order of <see cref="TraceKind"/>.</summary>
    public required ImmutableArray<long> Events { get; init; }

    public required MessageFigures Messages { get; init; }

    /// <summary>From the sending of a message to the beginning of its turn, within one clock.</summary>
    public required LatencyHistogram Latency { get; init; }

    /// <summary>The same by type of message, by name.</summary>
    public required ImmutableArray<(string Type, LatencyHistogram Latency)> LatencyByType { get; init; }

    /// <summary>By kind, in the order of <see cref="PathKind"/>; only those that occur.</summary>
    public required ImmutableArray<(PathKind Kind, SpanFigures Figures)> Waits { get; init; }

    /// <summary>By name of the step.</summary>
    public required ImmutableArray<(string Step, SpanFigures Figures)> Steps { get; init; }

    /// <summary>By number.</summary>
    public required ImmutableArray<ActorFigures> Actors { get; init; }

    public long EventCount => Events.Sum();
}

/// <param name="Sent">Messages that were sent, those to the outside too.</param>
/// <param name="Handled">Turns with a message of an actor.</param>
/// <param name="Dropped">Drops by reason, in alphabetical order.</param>
/// <param name="ToOutside">Messages that were sent to the outside.</param>
/// <param name="BetweenNodes">Messages whose sender and receiver are on different nodes.</param>
/// <param name="Open">Sent within the run, and neither handled nor dropped.</param>
/// <param name="WithoutSend">Handled or dropped, and not sent as far as the trace tells.</param>
public sealed record MessageFigures(long Sent, long Handled, ImmutableArray<(string Reason, long Count)> Dropped, long ToOutside, long BetweenNodes, long Open, long WithoutSend);

/// <param name="Count">How many.</param>
/// <param name="Total">Of all together, in nanoseconds.</param>
/// <param name="Maximum">Of the longest, in nanoseconds.</param>
public readonly record struct SpanFigures(long Count, long Total, long Maximum)
{
    public SpanFigures With(long nanoseconds) => new(Count + 1, Total + nanoseconds, Math.Max(Maximum, nanoseconds));
}

/// <summary>What one actor did. Lengths of time are nanoseconds.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Path">Its path; its number where the trace does not tell.</param>
/// <param name="Turns">Turns, those for messages of the engine too.</param>
/// <param name="Sends">Messages that it sent.</param>
/// <param name="InTurns">Time in turns.</param>
/// <param name="InSteps">Time in steps of its bodies, waits included.</param>
/// <param name="Waited">Time that it waited for a known reason.</param>
/// <param name="Inbox">The latency of the messages that it handled.</param>
/// <param name="Stopped">True if its end is in the trace.</param>
public sealed record ActorFigures(ActorId Id, string Path, long Turns, long Sends, long InTurns, long InSteps, long Waited, SpanFigures Inbox, bool Stopped);
