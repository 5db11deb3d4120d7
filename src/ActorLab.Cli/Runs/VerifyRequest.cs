using System.Collections.Immutable;
using ActorLab.Core.Verify;

namespace ActorLab.Cli.Runs;

/// <summary>One call of <c>actorlab verify</c>, understood.</summary>
/// <param name="Files">Parts of one stream, in order; <c>-</c> is standard input.</param>
/// <param name="Input">What lines and records should be a copy of; null for tables.</param>
/// <param name="Format">How the files are written.</param>
/// <param name="Columns">The roles of columns.</param>
/// <param name="Checks">Which checks to make; none for the usual ones.</param>
/// <param name="Limits">What is tolerated.</param>
/// <param name="Watermark">Whether a lateness was given, and so the times are to be checked.</param>
/// <param name="Actor">Of a trace: whose items are to be judged, as it was typed; null for the messages between all.</param>
internal sealed record VerifyRequest(
    ImmutableArray<string> Files, string? Input, VerifyFormat Format, ColumnMap Columns, ImmutableArray<string> Checks, StreamLimits Limits, bool Watermark, string? Actor);
