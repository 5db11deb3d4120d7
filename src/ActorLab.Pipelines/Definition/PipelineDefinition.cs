using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace ActorLab.Pipelines.Definition;

/// <summary>Stages that items flow through, and how they are joined. It need not be right: <c>PipelineChecks</c> finds what is wrong with it.</summary>
public sealed record PipelineDefinition
{
    /// <summary>For reports; kebab-case.</summary>
    public required string Name { get; init; }

    /// <summary>In the order in which they were written. An edge is named by the stage at its end (<see cref="StageDefinition.From"/>).</summary>
    public required ImmutableArray<StageDefinition> Stages { get; init => field = value.IsDefault ? [] : value; }

    /// <summary>Runs it although its buffers can deadlock: to see that happen.</summary>
    public bool MayDeadlock { get; init; }

    /// <summary>Items between a place where order is lost and the place where it is restored, at most; at least 1.</summary>
    public int Window { get; init; } = DefaultWindow;

    public const int DefaultWindow = 1024;

    /// <summary>Where it was written, for what is said about it. No part of what it means.</summary>
    [JsonIgnore]
    public StagePlaces? Places { get; init; }

    /// <summary>The place of one of its own settings, such as <c>word-count.conf:2:5</c> or, for a pipeline made in C#, <c>window</c>.</summary>
    public string PlaceOf(string setting) => Places?.Of(setting) ?? setting;
}
