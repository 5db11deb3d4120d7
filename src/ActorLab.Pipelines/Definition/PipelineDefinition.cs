using System.Collections.Immutable;

namespace ActorLab.Pipelines.Definition;

/// <summary>Stages that items flow through, and how they are joined. It need not be right: <c>PipelineChecks</c> finds what is wrong with it.</summary>
public sealed record PipelineDefinition
{
    /// <summary>For reports; kebab-case.</summary>
    public required string Name { get; init; }

    /// <summary>In the order in which they were written. An edge is named by the stage at its end (<see cref="StageDefinition.From"/>).</summary>
    public required ImmutableArray<StageDefinition> Stages { get; init; }

    /// <summary>Runs it although its buffers can deadlock: to see that happen.</summary>
    public bool MayDeadlock { get; init; }

    /// <summary>Items between a place where order is lost and the place where it is restored, at most; at least 1.</summary>
    public int Window { get; init; } = DefaultWindow;

    public const int DefaultWindow = 1024;
}
