using ActorLab.Definitions.Schema;
using ActorLab.Hocon;
using ActorLab.Pipelines.Definition;

namespace ActorLab.Definitions;

/// <summary>What a definition says about each setting, for who makes something of several of them.</summary>
/// <param name="sources">What paths are relative to.</param>
/// <param name="root">All settings, with their defaults.</param>
/// <param name="problems">Takes what does not go together.</param>
/// <param name="again">Takes what does not fit, which the schema has said already.</param>
internal sealed class ChosenValues(DefinitionSources sources, HoconField root, ReadingProblems problems, ReadingProblems again)
{
    /// <returns>Null where nothing stands, or nothing that fits.</returns>
    public T? Read<T>(Setting<T> setting) => setting.Read(setting.In(root), again);

    /// <summary>Whether the text has mistakes or substitutions that lead nowhere, so that values may be missing.</summary>
    public bool HasGaps => problems.HasGaps;

    /// <summary>The pipeline as far as it could be read; null where there is none.</summary>
    public PipelineDefinition? Pipeline { get; set; }

    public HoconField FieldOf(SchemaNode node) => node.In(root);

    public bool IsDefault(Setting setting) => ConfiguredValues.IsDefault(setting.In(root).Origin);

    /// <summary>Says that the value of a setting, right in itself, does not go with the others.</summary>
    public void Exclude(Setting setting, string expected, string hint) => problems.Excluded(setting.In(root), expected, hint);

    /// <summary>Says that there is nothing, or too much, to choose from.</summary>
    public void Choose(HoconField field, string expected, string got) => problems.Choose(field, expected, got);

    /// <summary>Takes what others have found.</summary>
    public void Found(Diagnostic finding) => problems.Found(finding);

    /// <summary>Takes what does not fit, which the schema has said already.</summary>
    public void SaidBefore(ReadingProblems others) => again.AddAll(others);

    /// <summary>For the CPUs of a simulated machine.</summary>
    public void RequireSimulation(IntegerSetting cores)
    {
        if (Read(cores) is not null && Read(DefinitionSettings.Engine) is { } engine and not DefinitionSettings.Simulation)
            Exclude(cores, $"nothing where {DefinitionSettings.Engine.Path} is {engine}", "This machine has the CPUs that it has.");
    }

    /// <summary>A path in a file is relative to that file's folder.</summary>
    public string? PathOf(PathSetting setting) => Read(setting) is { } path ? PathOf(setting.In(root), path) : null;

    /// <summary>The same for a path that stands in a field.</summary>
    public string PathOf(HoconField field, string path)
    {
        Origin origin = field.Origin;
        bool isOfFile = sources.Folder is not null && (origin.IncludedFrom is not null || !sources.IsOverride(origin.Source));
        if (!isOfFile) return path;
        string beside = origin.IncludedFrom is null ? "" : Path.GetDirectoryName(origin.Source) ?? "";
        return Path.Combine(sources.Folder!, beside, path);
    }
}
