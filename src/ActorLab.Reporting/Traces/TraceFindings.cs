using System.Collections.Immutable;
using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;

namespace ActorLab.Reporting.Traces;

/// <summary>What there is to say about a whole trace.</summary>
/// <param name="Summary">Its figures.</param>
/// <param name="Path">The critical path; null if the trace is too large to hold in memory.</param>
/// <param name="Peaks">The greatest depth of each mailbox; null if the trace is too large.</param>
/// <param name="Clocks">The clocks of the nodes; null if the trace is too large.</param>
/// <param name="Items">The time of each item that events name, by number; null if the trace is too large.</param>
/// <param name="Evidence">Whether all of it could be read.</param>
public sealed record TraceFindings(TraceSummary Summary, CriticalPath? Path, ImmutableArray<(ActorId Actor, MailboxDepth Peak)>? Peaks, NodeClocks? Clocks, ImmutableArray<ItemTime>? Items, TraceEvidence Evidence);

/// <param name="IsWhole">Everything that was recorded is there.</param>
/// <param name="Damage">What could not be read.</param>
public sealed record TraceEvidence(bool IsWhole, ImmutableArray<TraceDamage> Damage)
{
    public static TraceEvidence Of(TraceReader reader) => new(reader.IsWhole, [.. reader.Damage]);
}
