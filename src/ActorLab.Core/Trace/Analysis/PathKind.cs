using ActorLab.Core.Machine;

namespace ActorLab.Core.Trace.Analysis;

/// <summary>What the time on a critical path was spent with: working, or one of the kinds of waiting.</summary>
public enum PathKind
{
    /// <summary>In a turn or a step, and no wait is recorded.</summary>
    Compute,
    Queue,
    Core,
    Gil,
    Lock,
    Disk,
    Network,
    Sleep,
    StartUp,
    Transfer,

    /// <summary>No evidence supports a kind.</summary>
    Unattributed,
}

public static class PathKinds
{
    private static readonly string[] s_names = [.. Enum.GetNames<PathKind>().Select(n => n == nameof(PathKind.StartUp) ? "start-up" : n.ToLowerInvariant())];

    /// <summary>The canonical name.</summary>
    public static string NameOf(PathKind kind) => s_names[(int)kind];

    /// <param name="detail">The name of a <see cref="WaitKind"/>, as a trace has it.</param>
    public static PathKind OfWait(string detail) => Enum.TryParse(detail, out WaitKind kind) && Enum.IsDefined(kind) ? (PathKind)((int)kind + 1) : PathKind.Unattributed;
}
