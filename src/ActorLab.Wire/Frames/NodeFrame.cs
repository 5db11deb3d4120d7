using System.Collections.Immutable;
using ActorLab.Core.Engine;
using ActorLab.Core.Plan;

namespace ActorLab.Wire.Frames;

/// <summary>What nodes exchange. All cases stand here.</summary>
/// <param name="Epoch">How often the node had been started before; at least 0. It tells the lives of a node apart.</param>
public abstract record NodeFrame(int Epoch);

/// <summary>From the side that started the node: who you are, what to run, and how often to show that you live.</summary>
/// <param name="Epoch">How often the node had been started before.</param>
/// <param name="ProtocolVersion"><see cref="FrameCodec.ProtocolVersion"/> of the sender.</param>
/// <param name="SoftwareVersion">For people.</param>
/// <param name="Node">The node's name.</param>
/// <param name="NodeIndex">The node's index in addresses, from 1.</param>
/// <param name="RunId">Tells this run from others on the same broker.</param>
/// <param name="PlanDigest">What the digest of the plan that the node builds must be.</param>
/// <param name="Origin">What it builds it from.</param>
/// <param name="Seed">Of the run.</param>
/// <param name="Settings">How both sides of the link behave.</param>
public sealed record Hello(
    int Epoch,
    int ProtocolVersion,
    string SoftwareVersion,
    string Node,
    int NodeIndex,
    string RunId,
    ulong PlanDigest,
    PlanOrigin Origin,
    ulong Seed,
    LinkSettings Settings) : NodeFrame(Epoch)
{
    /// <summary>The node is to send what happens there, in ops of the kind <see cref="TraceOp"/>.</summary>
    public bool Traced { get; init; }

    /// <summary>What the node logs, on its standard error; null for what the settings of Akka in the plan say.</summary>
    public LogLevel? LogLevel { get; init; }

    /// <summary>The definition is compared by its bytes.</summary>
    public bool Equals(Hello? other) =>
        other is not null && Epoch == other.Epoch && ProtocolVersion == other.ProtocolVersion && SoftwareVersion == other.SoftwareVersion && Node == other.Node
        && NodeIndex == other.NodeIndex && RunId == other.RunId && PlanDigest == other.PlanDigest && Origin.Experiment == other.Origin.Experiment
        && Origin.Definition.Span.SequenceEqual(other.Origin.Definition.Span) && Seed == other.Seed && Settings == other.Settings
        && Origin.Akka == other.Origin.Akka && Traced == other.Traced && LogLevel == other.LogLevel;

    public override int GetHashCode() => (int)StableHash.Combine(Origin.Digest, PlanDigest);
}

/// <summary>The node has built the plan and takes part.</summary>
public sealed record Welcome(int Epoch, int ProtocolVersion, ulong PlanDigest, int ProcessId) : NodeFrame(Epoch);

/// <summary>The node does not take part.</summary>
public sealed record Refused(int Epoch, string Reason) : NodeFrame(Epoch);

/// <summary>A piece of the ordered stream of ops.</summary>
/// <param name="Epoch">How often the node had been started before.</param>
/// <param name="Sequence">From 1, without a gap.</param>
/// <param name="Acknowledged">The sender has got all data frames up to this one; 0 for none.</param>
/// <param name="Ops">At least one.</param>
public sealed record Data(int Epoch, long Sequence, long Acknowledged, ImmutableArray<NodeOp> Ops) : NodeFrame(Epoch)
{
    public bool Equals(Data? other) =>
        other is not null && Epoch == other.Epoch && Sequence == other.Sequence && Acknowledged == other.Acknowledged && Ops.AsSpan().SequenceEqual(other.Ops.AsSpan());

    public override int GetHashCode() => (int)StableHash.Combine((ulong)Sequence, (ulong)Ops.Length);
}

/// <summary>All data frames up to <paramref name="Acknowledged"/> have arrived.</summary>
public sealed record Ack(int Epoch, long Acknowledged) : NodeFrame(Epoch);

/// <summary>Nothing to say, but alive.</summary>
/// <param name="Epoch">How often the node had been started before.</param>
/// <param name="SentAt">On the clock of the sender; grows from one to the next.</param>
/// <param name="Acknowledged">As in <see cref="Ack"/>.</param>
public sealed record Heartbeat(int Epoch, SimTime SentAt, long Acknowledged) : NodeFrame(Epoch);
