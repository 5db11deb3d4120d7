using System.Collections.Immutable;
using ActorLab.Pipelines.Definition;

namespace ActorLab.Definitions;

/// <summary>What came of reading: a definition, or all that is wrong.</summary>
/// <param name="Definition">Null if anything is wrong.</param>
/// <param name="Diagnostics">Each with its place.</param>
/// <param name="Values">Every setting that has a value, in the order of the schema; empty if anything is wrong.</param>
public sealed record DefinitionReading(ExperimentDefinition? Definition, ImmutableArray<Diagnostic> Diagnostics, IEnumerable<ConfiguredValue> Values)
{
    /// <summary>The pipeline as far as it could be read, whatever is wrong with it; null where there is none.</summary>
    public PipelineDefinition? Pipeline { get; init; }
}

/// <summary>A setting as it is in the end.</summary>
/// <param name="Key">Its path.</param>
/// <param name="Value">In HOCON.</param>
/// <param name="Json">The same in JSON.</param>
/// <param name="Origin">Where it was set.</param>
/// <param name="IsDefault">Whether that was in <c>reference.conf</c> or what it includes.</param>
public sealed record ConfiguredValue(string Key, string Value, string Json, string Origin, bool IsDefault);
