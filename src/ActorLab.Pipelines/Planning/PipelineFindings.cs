using System.Collections.Immutable;
using ActorLab.Pipelines.Definition;

namespace ActorLab.Pipelines.Planning;

/// <summary>What is wrong with a pipeline, in the order in which it was found.</summary>
/// <param name="definition">The pipeline.</param>
internal sealed class PipelineFindings(PipelineDefinition definition)
{
    public const string Name = "AL0301";
    public const string UnknownStage = "AL0302";
    public const string Connection = "AL0303";
    public const string Cycle = "AL0304";
    public const string Function = "AL0305";
    public const string Range = "AL0306";
    public const string Combination = "AL0307";
    public const string Order = "AL0308";
    public const string Deadlock = "AL0309";
    public const string Resumable = "AL0310";

    private readonly List<Diagnostic> _found = [];

    public ImmutableArray<Diagnostic> ToImmutable() => [.. _found];

    /// <summary>About the pipeline as a whole.</summary>
    public void Add(string code, string setting, string expected, string got, string? hint = null) =>
        Add(code, definition.PlaceOf(setting), $"{setting}: expected {expected}, got {got}", hint);

    /// <summary>About a stage.</summary>
    /// <param name="code">Of those above.</param>
    /// <param name="stage">Which.</param>
    /// <param name="setting">Its key; empty for the stage itself.</param>
    /// <param name="expected">What would have been right.</param>
    /// <param name="got">What there is.</param>
    /// <param name="hint">A sentence.</param>
    public void Add(string code, StageDefinition stage, string setting, string expected, string got, string? hint = null)
    {
        string what = setting.Length == 0 ? stage.Name : $"{stage.Name}.{setting}";
        Add(code, stage.PlaceOf(setting), $"{what}: expected {expected}, got {got}", hint);
    }

    private void Add(string code, string place, string message, string? hint) => _found.Add(new Diagnostic(code, place, hint is null ? message : message + ".", hint));
}
